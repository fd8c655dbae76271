# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

PLACE_FIELDS = {"onedrive_place", "onedrive_user_name"}


class CloudBackendOnedrivePlace(models.AbstractModel):
    """Which OneDrive, or which library of SharePoint, holds the documents."""

    _name = "cloud.backend.onedrive.place"
    _description = "Place in OneDrive (abstract)"

    onedrive_place = fields.Selection(
        [
            ("mine", "The account's OneDrive"),
            ("user", "The OneDrive of a user"),
            ("site", "A SharePoint library"),
        ],
        string="Place",
        default="mine",
        required=True,
        copy=False,
    )
    onedrive_user_name = fields.Char(
        "User Name",
        copy=False,
        help="The user principal name, such as documents@example.com",
    )

    @api.constrains("onedrive_place", "onedrive_auth_method", "provider")
    def _check_onedrive_place(self):
        for backend in self.filtered(lambda b: b.provider == "onedrive"):
            if backend._onedrive_is_app() and backend.onedrive_place == "mine":
                raise ValidationError(
                    self.env._(
                        "An application has no OneDrive of its own. Choose the "
                        "OneDrive of a user, or a SharePoint library."
                    )
                )

    @api.model
    def _place_fields(self):
        return super()._place_fields() | PLACE_FIELDS

    def write(self, vals):
        moved = self.filtered(lambda b: b._changed_by(vals, PLACE_FIELDS))
        for backend in moved:
            backend._check_drive_unused()
        result = super().write(vals)
        for backend in moved:
            backend._use_drive(False, False)
        return result

    def _onedrive_find_place(self, adapter):
        """Look up the OneDrive of the user that was entered.

        :raise UserError: no user was entered
        """
        if self.onedrive_place != "user":
            return
        if not self.onedrive_user_name:
            raise UserError(
                self.env._("Enter the user name of the OneDrive that is to be used.")
            )
        self._use_drive(*adapter.drive_of_user(self.onedrive_user_name))

    def action_test_connection(self):
        backend = self.sudo()
        if (
            self.env.is_system()
            and backend.provider == "onedrive"
            and not backend.drive_external_id
        ):
            with backend._for_users(), backend._adapter(connecting=True) as adapter:
                backend._onedrive_find_place(adapter)
        return super().action_test_connection()
