# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _prepare_local_attachments(self, attachments):
        """Folders and native documents of the cloud have nothing to print."""
        files = attachments.filtered(lambda a: not a._is_cloud_link())
        return super()._prepare_local_attachments(files)
