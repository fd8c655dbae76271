# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cloud_backend_ids = fields.Many2many(
        "cloud.backend", compute="_compute_cloud_backend_ids", string="Cloud Backends"
    )

    def _compute_cloud_backend_ids(self):
        backends = self.env["cloud.backend"].search([("active", "=", True)])
        for settings in self:
            settings.cloud_backend_ids = backends

    def action_cloud_backends(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "connector_cloud.cloud_backend_action"
        )

    def action_cloud_sync_logs(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "connector_cloud.cloud_sync_log_action"
        )
