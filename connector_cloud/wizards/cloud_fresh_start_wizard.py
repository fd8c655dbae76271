# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class CloudFreshStartWizard(models.TransientModel):
    """Ask whether a new tree shall be made, and say what that means."""

    _name = "cloud.fresh.start.wizard"
    _inherit = "cloud.place.figures"
    _description = "Start Again"

    hold_id = fields.Many2one("cloud.hold", required=True, readonly=True)

    @api.model
    def _open(self, hold):
        """:return: the action that asks about a hold's lost tree"""
        wizard = self.create({"hold_id": hold.id, "backend_id": hold.backend_id.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Start Again"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _word(self):
        return self.env._("START AGAIN")

    def action_confirm(self):
        self.ensure_one()
        self._check_word()
        self.hold_id._start_again()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
