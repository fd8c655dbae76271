# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..exceptions import masked

OPERATIONS = [
    ("connect", "Connect"),
    ("wait", "Wait"),
    ("create_folder", "Create Folder"),
    ("rename_folder", "Rename Folder"),
    ("move_folder", "Move Folder"),
    ("bin_folder", "Put Folder into the Bin"),
    ("keep_folder", "Leave Folder in the Cloud"),
    ("upload", "Upload"),
    ("replace", "Replace Content"),
    ("rename", "Rename"),
    ("move", "Move"),
    ("bin", "Put into the Bin"),
    ("restore", "Take out of the Bin"),
    ("import", "New from the Cloud"),
    ("update", "Change from the Cloud"),
    ("unlink", "Delete in Odoo"),
    ("conflict", "Keep Both Versions"),
    ("release", "Remove Local Content"),
    ("download", "Bring Home"),
    ("link", "Keep as a Link"),
    ("hold", "Wait for Approval"),
    ("check", "Check"),
    ("error", "Problem"),
    ("other", "Other"),
]


class CloudSyncLog(models.Model):
    """One line of the synchronisation's history.

    Nobody edits lines; :meth:`_add` writes them and the retention deletes them.
    """

    _name = "cloud.sync.log"
    _description = "Sync Log"
    _order = "date desc, id desc"

    date = fields.Datetime(required=True, index=True, default=fields.Datetime.now)
    level = fields.Selection(
        [("success", "Success"), ("warning", "Warning"), ("error", "Failure")],
        string="Type",
        required=True,
        default="success",
        index=True,
    )
    backend_id = fields.Many2one(
        "cloud.backend", "Cloud", required=True, index=True, ondelete="cascade"
    )
    direction = fields.Selection(
        [
            ("direct", "Odoo to Cloud"),
            ("backward", "Cloud to Odoo"),
            ("reverse", "Back to Odoo"),
            ("none", "None"),
        ],
        required=True,
        default="none",
    )
    operation = fields.Selection(OPERATIONS, required=True, default="other")
    name = fields.Char("Item", help="The file or folder, as it was called then")
    message = fields.Text()
    res_model = fields.Char("Model")
    res_id = fields.Many2oneReference("Record ID", model_field="res_model")
    record_name = fields.Char("Document", help="As it was called then")
    file_id = fields.Many2one("cloud.file", ondelete="set null", index="btree_not_null")
    folder_id = fields.Many2one(
        "cloud.folder", ondelete="set null", index="btree_not_null"
    )
    job_uuid = fields.Char("Job")
    duration = fields.Float("Seconds", digits=(16, 3), aggregator="sum")
    size = fields.Float("Bytes", digits=(20, 0), aggregator="sum")

    _record_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")

    @api.depends("operation", "name", "message")
    def _compute_display_name(self):
        labels = dict(self._fields["operation"]._description_selection(self.env))
        for line in self:
            what = line.name or line.record_name or (line.message or "").split("\n")[0]
            line.display_name = ": ".join(filter(None, (labels[line.operation], what)))

    @api.model
    def _add(self, entries):
        """Write lines in one go; problems always, the rest if the backend wants logs.

        Values outside of a selection become its "other": a log never stops a sync.

        :param entries: iterable of dicts with at least ``backend_id`` (id or record);
            without ``level`` a line is a success
        :return: the new lines
        """
        lines = [self._clean_entry(entry) for entry in entries]
        backends = self.env["cloud.backend"].sudo()
        silent = backends.browse({line["backend_id"] for line in lines}).filtered(
            lambda backend: not backend.log_enabled
        )
        lines = [
            line
            for line in lines
            if line.get("level") == "error" or line["backend_id"] not in silent.ids
        ]
        self._add_record_names(lines)
        return self.sudo().create(lines)

    @api.model
    def _clean_entry(self, entry):
        operation = entry.get("operation")
        return {
            **entry,
            "backend_id": int(entry["backend_id"]),
            "operation": operation if operation in dict(OPERATIONS) else "other",
            "message": masked(entry.get("message") or ""),
        }

    @api.model
    def _add_record_names(self, lines):
        """Write down what the documents are called, in one read a model."""
        wanted = defaultdict(set)
        for line in lines:
            if line.get("res_id") and line.get("res_model") in self.env:
                wanted[line["res_model"]].add(line["res_id"])
        names = {
            (res_model, record.id): record.display_name
            for res_model, res_ids in wanted.items()
            for record in self.env[res_model].sudo().browse(res_ids).exists()
        }
        for line in lines:
            key = (line.get("res_model"), line.get("res_id"))
            line.setdefault("record_name", names.get(key, False))

    @api.autovacuum
    def _gc_old_lines(self):
        """Delete what is older than its backend keeps logs; 0 days: keep for ever."""
        done, full = 0, False
        for backend in (
            self.env["cloud.backend"]
            .with_context(active_test=False)
            .search([("log_retention_days", ">", 0)])
        ):
            oldest = fields.Datetime.now() - timedelta(days=backend.log_retention_days)
            lines = self.sudo().search(
                [("backend_id", "=", backend.id), ("date", "<", oldest)],
                limit=GC_UNLINK_LIMIT,
            )
            done += len(lines)
            full = full or len(lines) == GC_UNLINK_LIMIT
            lines.unlink()
        return done, full

    def action_open_record(self):
        self.ensure_one()
        record = (
            self.env[self.res_model].browse(self.res_id).exists()
            if self.res_id and self.res_model in self.env
            else None
        )
        if not record:
            raise UserError(self.env._("The document does not exist any more."))
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_in_cloud(self):
        self.ensure_one()
        url = (self.file_id or self.folder_id).sudo().web_url
        if not url:
            raise UserError(
                self.env._("This item is not in the cloud any more. Look into its bin.")
            )
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_open_job(self):
        self.ensure_one()
        job = self.env["queue.job"].search([("uuid", "=", self.job_uuid)], limit=1)
        if not job:
            raise UserError(self.env._("The job was cleaned up in the meantime."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "queue.job",
            "res_id": job.id,
            "views": [(False, "form")],
        }
