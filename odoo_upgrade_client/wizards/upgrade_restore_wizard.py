# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class UpgradeRestoreWizard(models.TransientModel):
    """Asks for the new database that the upgraded dump becomes."""

    _name = "upgrade.restore.wizard"
    _description = "Restore an Upgraded Dump"

    request_id = fields.Many2one("upgrade.request", required=True, readonly=True)
    database = fields.Char("New Database", required=True)
    neutralize = fields.Boolean(
        compute="_compute_neutralize",
        store=True,
        readonly=False,
        help="No e-mails, no scheduled actions: what a test needs",
    )
    merge_filestore = fields.Boolean(
        "Copy the Attachments",
        default=True,
        help="The dump does not hold your own attachments",
    )

    @api.depends("request_id")
    def _compute_neutralize(self):
        for wizard in self:
            wizard.neutralize = wizard.request_id.aim != "production"

    def action_restore(self):
        """Start, with what was chosen."""
        self.check_access("write")
        self.ensure_one()
        self.request_id._start_restore(
            (self.database or "").strip(), self.neutralize, self.merge_filestore
        )
        return {"type": "ir.actions.act_window_close"}
