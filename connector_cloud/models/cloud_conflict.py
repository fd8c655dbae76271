# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import closing

from odoo import api, fields, models

from ..sync.transfer import CHUNK


class CloudConflict(models.Model):
    """Two versions of one file, after both sides changed it: a person chooses."""

    _name = "cloud.conflict"
    _inherit = ["cloud.engine.fields", "cloud.document.row"]
    _description = "Conflict"
    _order = "create_date desc, id desc"

    _shown = {"name": "file_id.base_name"}

    # Whoever reads a link is told what it leads to is called.
    file_id = fields.Many2one(
        "cloud.file",
        "Binding",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
        groups=fields.NO_ACCESS,
    )
    backend_id = fields.Many2one(related="file_id.backend_id", store=True, index=True)
    company_id = fields.Many2one(related="backend_id.company_id")
    odoo_version_id = fields.Many2one(
        "ir.attachment",
        "Odoo's Version",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
        groups=fields.NO_ACCESS,
    )
    name = fields.Char("File", compute="_compute_shown", search="_search_name")
    res_model = fields.Char("Model", related="odoo_version_id.res_model")
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", related="odoo_version_id.res_id"
    )
    record_name = fields.Char("Document", compute="_compute_record_name")
    solved = fields.Boolean(readonly=True)
    can_solve = fields.Boolean(compute="_compute_can_solve")

    @api.depends("readable", "res_model", "res_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_record_name(self):
        readable = self.filtered("readable")
        names = readable._document_names(row._document() for row in readable)
        for conflict in self:
            name = names.get(conflict._document(), False)
            conflict.record_name = name if conflict.readable else self._no_access()

    # Its versions, with the user's own rights

    def _odoo_version(self):
        return self.sudo().odoo_version_id.sudo(False)

    def _cloud_version(self):
        return self.sudo().file_id.odoo_id.sudo(False)

    @api.depends("file_id.odoo_id", "odoo_version_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_solve(self):
        mine = self._versions()._filtered_access("write")
        for conflict in self:
            conflict.can_solve = conflict._versions() <= mine

    def _versions(self):
        return self._odoo_version() | self._cloud_version()

    def _check_decider(self):
        """:raise AccessError: the user may not change the document"""
        self.check_access("read")
        for operation in ("read", "write"):
            self._versions().check_access(operation)

    # Buttons

    def action_open_cloud_version(self):
        return self._open(self._cloud_version)

    def action_open_odoo_version(self):
        return self._open(self._odoo_version)

    def _open(self, version):
        self.check_access("read")
        self.ensure_one()
        attachment = version()
        attachment.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}",
            "target": "new",
        }

    def action_keep_both(self):
        """Both stay as they are: two attachments of the document."""
        self._check_decider()
        self.sudo().solved = True

    def action_keep_cloud(self):
        """Odoo's version is deleted; its copy in the cloud goes into the bin there."""
        self._check_decider()
        attachments = self._odoo_version()
        attachments.check_access("unlink")
        self.sudo().unlink()
        attachments.unlink()

    def action_keep_odoo(self):
        """Odoo's version becomes the content of the file; the cloud keeps its own as
        an earlier version of it."""
        self._check_decider()
        for conflict in self:
            ours, theirs = conflict._odoo_version(), conflict._cloud_version()
            theirs._cloud_store(self._chunks(ours))
            conflict.sudo().backend_id._enqueue_records(
                theirs.res_model, [theirs.res_id]
            )
        self.action_keep_cloud()

    @staticmethod
    def _chunks(attachment):
        """:return: generator over the content, wherever it is"""
        if attachment._is_cloud_bound():
            with closing(attachment._cloud_open()) as remote:
                yield from remote.chunks
        else:
            with attachment._cloud_source().open() as local:
                while chunk := local.read(CHUNK):
                    yield chunk
