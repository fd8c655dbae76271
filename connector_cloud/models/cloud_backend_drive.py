# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class CloudBackendDrive(models.AbstractModel):
    """The part of a backend that knows which drive holds the documents."""

    _name = "cloud.backend.drive"
    _description = "Drive of a Cloud Backend (abstract)"

    drive_external_id = fields.Char("Drive ID", readonly=True, copy=False)
    drive_name = fields.Char(
        "Drive",
        readonly=True,
        copy=False,
        help="The shared drive or library that holds the folders. "
        "Empty: the account's own drive.",
    )

    def _use_drive(self, external_id, name):
        """Use another drive from now on.

        :param external_id: the provider's id; False for the account's own drive
        :param name: how people know it
        :raise UserError: there are documents in the present drive
        """
        self.ensure_one()
        if (external_id or False) == self.drive_external_id:
            return
        self._check_drive_unused()
        place = {"drive_external_id": external_id, "drive_name": name}
        self._check_administrator(place)
        self._forget_empty_tree()
        self.sudo().write(place)
        self._sync_soon()

    def _is_drive_used(self):
        """:return: whether documents, or folders that people made, are in the drive

        Folders that only Odoo made hold nothing: they are made again elsewhere.
        """
        here = [("backend_id", "=", self.id)]
        File, Folder = self.env["cloud.file"].sudo(), self.env["cloud.folder"].sudo()
        return bool(
            File.search_count([*here, ("status", "!=", "left")], limit=1)
            or Folder.search_count([*here, ("is_linked", "=", True)], limit=1)
        )

    def _forget_empty_tree(self):
        """Empty folders of ours stay where they are, and are made anew elsewhere."""
        if self.sudo().folder_ids:
            self._leave_tree()
            self._forget_feed()

    def _check_drive_unused(self):
        """:raise UserError: there are documents in the present drive"""
        if self._is_drive_used():
            raise UserError(
                self.env._(
                    "%s keeps documents in another drive. Bring them home before you "
                    "choose a drive, or make a new backend.",
                    self.name,
                )
            )

    def action_choose_drive(self):
        """:return: the action that shows the drives to choose from"""
        self.ensure_one()
        self.check_access("write")
        self._check_may_connect()
        wizard = self.env["cloud.drive.wizard"].create({"backend_id": self.id})
        wizard._look_up()
        return wizard._action_show()
