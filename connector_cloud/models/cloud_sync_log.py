# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..cloud_link import open_in_cloud
from ..exceptions import masked
from ..sync.states import (
    BinRemote,
    ConflictCopy,
    Create,
    CreateLocal,
    MoveRemote,
    PullContent,
    ReplaceContent,
    UnlinkLocal,
)

# What the actions of a decision are called.
ACTIONS = {
    Create: "Upload",
    ReplaceContent: "Replace Content",
    MoveRemote: "Move",
    BinRemote: "Put into the Bin",
    CreateLocal: "New from the Cloud",
    PullContent: "Change from the Cloud",
    UnlinkLocal: "Delete in Odoo",
    ConflictCopy: "Keep Both Versions",
}
OPERATIONS = [
    ("connect", "Connect"),
    ("wait", "Wait"),
    ("create_folder", "Create Folder"),
    ("rename_folder", "Rename Folder"),
    ("move_folder", "Move Folder"),
    ("bin_folder", "Put Folder into the Bin"),
    ("keep_folder", "Leave Folder in the Cloud"),
    *((action.operation, title) for action, title in ACTIONS.items()),
    ("rename", "Rename"),
    ("restore", "Take out of the Bin"),
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
    _inherit = "cloud.document.row"
    _description = "Sync Log"
    _order = "date desc, id desc"
    _shown = {
        "name": "raw_name",
        "record_name": "raw_record_name",
        "message": "raw_message",
    }

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
    raw_name = fields.Char(groups=fields.NO_ACCESS)
    name = fields.Char(
        "Item",
        compute="_compute_shown",
        search="_search_name",
        help="The file or folder, as it was called then",
    )
    raw_message = fields.Text(groups=fields.NO_ACCESS)
    message = fields.Text(compute="_compute_shown", search="_search_message")
    res_model = fields.Char("Model")
    res_id = fields.Many2oneReference("Record ID", model_field="res_model")
    raw_record_name = fields.Char(groups=fields.NO_ACCESS)
    record_name = fields.Char(
        "Document",
        compute="_compute_shown",
        search="_search_record_name",
        help="As it was called then",
    )
    # Whoever reads a link is told what it leads to is called.
    file_id = fields.Many2one(
        "cloud.file",
        ondelete="set null",
        index="btree_not_null",
        groups=fields.NO_ACCESS,
    )
    folder_id = fields.Many2one(
        "cloud.folder",
        ondelete="set null",
        index="btree_not_null",
        groups=fields.NO_ACCESS,
    )
    in_cloud = fields.Boolean(compute="_compute_in_cloud")
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

    @api.depends("file_id", "folder_id")
    def _compute_in_cloud(self):
        for line, raw in zip(self, self.sudo(), strict=True):
            line.in_cloud = bool(raw.file_id or raw.folder_id)

    def _names_nothing(self):
        return not (self.res_id or self.raw_name)

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
        return self.sudo().create(self._raw_values(lines))

    @api.model
    def _clean_entry(self, entry):
        operation = entry.get("operation")
        return {
            **entry,
            "backend_id": int(entry["backend_id"]),
            "operation": operation if operation in dict(OPERATIONS) else "other",
            "message": masked(entry.get("message") or ""),
        }

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

    def action_open_in_cloud(self):
        self._check_readable()
        self.ensure_one()
        line = self.sudo()
        return open_in_cloud(self.env, (line.file_id or line.folder_id).web_url)

    def action_open_job(self):
        self.check_access("read")
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
