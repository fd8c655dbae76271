# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class CloudDriveWizard(models.TransientModel):
    _name = "cloud.drive.wizard"
    _description = "Choose a Drive"

    backend_id = fields.Many2one("cloud.backend", required=True, readonly=True)
    words = fields.Char("Search", help="A word of the name. Leave empty to see all.")
    summary = fields.Char(readonly=True)
    option_ids = fields.One2many("cloud.drive.option", "wizard_id")
    option_id = fields.Many2one(
        "cloud.drive.option", "Drive", domain="[('wizard_id', '=', id)]"
    )

    def _drives(self):
        """:return: list of the drives that the cloud lists for the search"""
        with self.backend_id._for_users(), self.backend_id._adapter() as adapter:
            return adapter.list_drives(self.words or "")

    def _look_up(self):
        """Ask the cloud for the drives that answer the search."""
        drives = sorted(self._drives(), key=lambda drive: drive.name.casefold())
        self.option_id = False
        self.sudo().option_ids = [
            fields.Command.clear(),
            *(
                fields.Command.create(
                    {"external_id": drive.external_id, "name": drive.name}
                )
                for drive in drives
            ),
        ]
        self.summary = self.words and self.env._(
            "%(count)s found for “%(words)s”",
            count=len(self.option_ids),
            words=self.words,
        )
        if len(self.option_ids) == 1:
            self.option_id = self.option_ids

    def _action_show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose a Drive"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_search(self):
        self._check_user()
        self._look_up()
        return self._action_show()

    def action_choose(self):
        self._check_user()
        chosen = self.option_id & self.option_ids
        for drive in self._drives():
            if drive.external_id == chosen.external_id:
                self.backend_id._use_drive(drive.external_id, drive.name)
                return {"type": "ir.actions.act_window_close"}
        raise UserError(
            self.env._("The cloud does not list this drive now. Search again.")
        )

    def _check_user(self):
        self.check_access("write")
        self.ensure_one()
        self.backend_id.check_access("write")


class CloudDriveOption(models.TransientModel):
    _name = "cloud.drive.option"
    _description = "Drive to Choose"
    _order = "name, id"

    wizard_id = fields.Many2one("cloud.drive.wizard", ondelete="cascade")
    external_id = fields.Char(required=True)
    name = fields.Char(required=True)
