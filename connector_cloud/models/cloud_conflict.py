# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import closing

from odoo import api, fields, models

from ..sync.transfer import CHUNK


class CloudConflict(models.Model):
    """Two versions of one file, after both sides changed it: a person chooses."""

    _name = "cloud.conflict"
    _inherit = "cloud.engine.fields"
    _description = "Conflict"
    _order = "create_date desc, id desc"

    file_id = fields.Many2one(
        "cloud.file", required=True, index=True, ondelete="cascade", readonly=True
    )
    backend_id = fields.Many2one(related="file_id.backend_id", store=True, index=True)
    company_id = fields.Many2one(related="backend_id.company_id")
    cloud_version_id = fields.Many2one(
        related="file_id.odoo_id", string="The Cloud's Version"
    )
    odoo_version_id = fields.Many2one(
        "ir.attachment",
        "Odoo's Version",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    res_model = fields.Char("Model", related="odoo_version_id.res_model")
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", related="odoo_version_id.res_id"
    )
    record_name = fields.Char("Document", related="odoo_version_id.res_name")
    solved = fields.Boolean(readonly=True)

    @api.depends("file_id.base_name")
    def _compute_display_name(self):
        for conflict in self:
            conflict.display_name = conflict.sudo().file_id.base_name

    def action_open_cloud_version(self):
        self.ensure_one()
        return self._open(self.cloud_version_id)

    def action_open_odoo_version(self):
        self.ensure_one()
        return self._open(self.odoo_version_id)

    def _open(self, attachment):
        attachment.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}",
            "target": "new",
        }

    def action_open_record(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_keep_both(self):
        """Both stay as they are: two attachments of the document."""
        self.check_access("write")
        self.sudo().solved = True

    def action_keep_cloud(self):
        """Odoo's version is deleted; its copy in the cloud goes into the bin there."""
        self.check_access("write")
        attachments = self.odoo_version_id
        attachments.check_access("unlink")
        self.unlink()
        attachments.unlink()

    def action_keep_odoo(self):
        """Odoo's version becomes the content of the file; the cloud keeps its own as
        an earlier version of it."""
        self.check_access("write")
        for conflict in self:
            ours, theirs = conflict.odoo_version_id, conflict.cloud_version_id
            ours.check_access("read")
            theirs.check_access("write")
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
