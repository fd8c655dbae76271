# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which drive a backend uses: the account's own one, or a shared drive."""

from odoo import api, fields, models
from odoo.exceptions import UserError

PLACE_FIELDS = {"gdrive_use_shared_drive", "gdrive_shared_drive_name"}


class CloudBackend(models.Model):
    _inherit = "cloud.backend"

    gdrive_use_shared_drive = fields.Boolean(
        "Use a Shared Drive",
        copy=False,
        help="Keep the documents in a shared drive (formerly: team drive) of a Google "
        "Workspace instead of the account's own drive.",
    )
    gdrive_shared_drive_name = fields.Char(
        "Shared Drive",
        copy=False,
        help="The name of the shared drive, exactly as Google Drive shows it. The "
        "account needs the right to add, change and delete files there.",
    )

    @api.model
    def _place_fields(self):
        return super()._place_fields() | PLACE_FIELDS

    def write(self, vals):
        result = super().write(vals)
        if vals.get("gdrive_use_shared_drive") is False:
            for backend in self.filtered("drive_external_id"):
                backend._use_drive(False, False)
        return result

    def _use_drive(self, external_id, name):
        result = super()._use_drive(external_id, name)
        if self.provider == "gdrive":
            self.sudo().write(
                {
                    "gdrive_use_shared_drive": bool(external_id),
                    "gdrive_shared_drive_name": name,
                }
            )
        return result

    def _gdrive_find_drive(self, adapter):
        """Look up the shared drive that was entered by its name.

        :raise UserError: the name does not lead to exactly one drive
        """
        name = self.gdrive_shared_drive_name
        if not (self.gdrive_use_shared_drive and name) or name == self.drive_name:
            return
        drives = [drive for drive in adapter.list_drives() if drive.name == name]
        if not drives:
            raise UserError(
                self.env._(
                    "The account can add files to no shared drive named %s. Enter the "
                    "name exactly as Google Drive shows it, or choose the drive from "
                    "the list.",
                    name,
                )
            )
        if len(drives) > 1:
            raise UserError(
                self.env._(
                    "The account sees %(count)s shared drives named %(name)s. Rename "
                    "all but one, or choose the drive from the list.",
                    count=len(drives),
                    name=name,
                )
            )
        self._use_drive(drives[0].external_id, name)

    def action_gdrive_find_drive(self):
        """Use the shared drive whose name was entered."""
        self.ensure_one()
        self.check_access("write")
        self._check_may_connect()
        with self._for_users(), self._adapter() as adapter:
            self._gdrive_find_drive(adapter)
