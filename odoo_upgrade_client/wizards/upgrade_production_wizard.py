# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class UpgradeProductionWizard(models.TransientModel):
    """Asks again before the real database is upgraded."""

    _name = "upgrade.production.wizard"
    _description = "Confirm a Production Upgrade"

    request_id = fields.Many2one("upgrade.request", required=True, readonly=True)
    target = fields.Char(related="request_id.target")
    run_all = fields.Boolean()
    tested = fields.Boolean(compute="_compute_tested")
    users_stopped = fields.Boolean("Nobody works in the database any more")
    database = fields.Char(
        "Name of the Database", help="Type the name of this database to confirm"
    )

    def _compute_tested(self):
        for wizard in self:
            wizard.tested = bool(
                self.env["upgrade.request"].search_count(
                    [
                        ("target", "=", wizard.request_id.target),
                        ("aim", "=", "test"),
                        ("state", "=", "done"),
                    ],
                    limit=1,
                )
            )

    def action_confirm(self):
        """Start, when everything was confirmed."""
        self.env["upgrade.request"]._check_manager()
        self.check_access("write")
        self.ensure_one()
        self.request_id.check_access("write")
        if not self.users_stopped:
            raise UserError(
                self.env._(
                    "What people change from now on would be lost: have them stop, and"
                    " tick the box."
                )
            )
        if self.database != self.env.cr.dbname:
            raise UserError(
                self.env._("Type the name of this database: %s", self.env.cr.dbname)
            )
        self.request_id.sudo().production_confirmed = True
        self.request_id._start(self.run_all)
        return {"type": "ir.actions.act_window_close"}
