# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from google.auth import crypt

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.connector_cloud.models.cloud_backend_credential import (
    credential_field,
)

from .. import google_oauth

CALLBACK = "/google_drive_token"
KEY_FIELDS = ("client_email", "private_key")
PLACE_FIELDS = {"gdrive_use_shared_drive", "gdrive_shared_drive_name"}
SIGN_IN_FIELDS = {
    "gdrive_client_id",
    "gdrive_client_secret",
    "gdrive_service_account_key",
    "gdrive_subject",
}


class CloudBackend(models.Model):
    _inherit = "cloud.backend"

    provider = fields.Selection(
        selection_add=[("gdrive", "Google Drive")], ondelete={"gdrive": "cascade"}
    )
    gdrive_auth_method = fields.Selection(
        [("oauth", "A person signs in"), ("service_account", "Service account")],
        string="Sign-in",
        default="oauth",
        required=True,
        help="A service account has no storage of its own: it needs a shared drive, "
        "or a user to act for.",
    )
    gdrive_client_id = credential_field(fields.Char, "App Client ID")
    gdrive_client_secret = credential_field(fields.Char, "App Secret Key")
    gdrive_redirect_url = fields.Char(
        "Redirect URL",
        compute="_compute_gdrive_redirect_url",
        help="Add it to the authorized redirect URIs of the OAuth client in the Google "
        "Cloud console, exactly as it is written here.",
    )
    gdrive_service_account_key = credential_field(
        fields.Char,
        "Service Account Key",
        help="The whole content of the JSON key file",
    )
    gdrive_subject = credential_field(
        fields.Char,
        "Act for User",
        help="E-mail address of the Google Workspace user whose Drive is used. The "
        "administrators of the Workspace have to allow the service account's client ID "
        "and the Drive scope under domain-wide delegation.",
    )

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

    def _compute_gdrive_redirect_url(self):
        for backend in self:
            backend.gdrive_redirect_url = backend.get_base_url() + CALLBACK

    @api.constrains("gdrive_service_account_key")
    def _check_gdrive_service_account_key(self):
        for backend in self.sudo().filtered("gdrive_service_account_key"):
            backend._gdrive_key()

    @api.model
    def _destination_fields(self):
        return super()._destination_fields() | {"gdrive_auth_method"}

    @api.model
    def _sign_in_fields(self):
        return super()._sign_in_fields() | SIGN_IN_FIELDS

    @api.model
    def _place_fields(self):
        return super()._place_fields() | PLACE_FIELDS

    def write(self, vals):
        result = super().write(vals)
        if vals.get("gdrive_use_shared_drive") is False:
            for backend in self.filtered("drive_external_id"):
                backend._use_drive(False, False)
        return result

    def _gdrive_key(self):
        """Read the service account's key.

        :return: dict of the JSON key file
        :raise ValidationError: there is none, or it cannot be used
        """
        try:
            key = json.loads(self.gdrive_service_account_key or "null")
            if not all(key[name] for name in KEY_FIELDS):
                raise ValueError("A field is empty.")
            crypt.RSASigner.from_service_account_info(key)
        except (ValueError, KeyError, TypeError) as error:
            raise ValidationError(
                self.env._(
                    "This is not the key of a service account. Create a JSON key for "
                    "it in the Google Cloud console and paste the whole content of the "
                    "file."
                )
            ) from error
        return key

    # Connecting

    def _action_connect(self):
        if self.provider != "gdrive":
            return super()._action_connect()
        backend = self.sudo()
        if backend.gdrive_auth_method == "service_account":
            return backend._gdrive_connect_service_account()
        return backend._gdrive_sign_in()

    def _gdrive_sign_in(self):
        """:return: the action that leads to Google's sign-in page"""
        if not (self.gdrive_client_id and self.gdrive_client_secret):
            raise UserError(
                self.env._(
                    "Enter the App Client ID and the App Secret Key of your OAuth "
                    "client first. The Google Cloud console shows them under "
                    "Credentials."
                )
            )
        state, challenge = self.env["cloud.oauth.request"]._issue(self)
        url = google_oauth.authorize_url(
            self.endpoint_url,
            self.gdrive_client_id,
            self.gdrive_redirect_url,
            state,
            challenge,
        )
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def _gdrive_signed_in(self, code, verifier):
        """Finish what :meth:`_gdrive_sign_in` began.

        :param code: authorisation code that Google sent along
        :param verifier: PKCE verifier of this sign-in
        :raise CloudError: Google refuses the code, or what it granted is not enough
        """
        reply = google_oauth.exchange_code(
            self.endpoint_url,
            self.gdrive_client_id,
            self.gdrive_client_secret,
            code,
            self.gdrive_redirect_url,
            verifier,
        )
        if google_oauth.SCOPE not in reply.get("scope", google_oauth.SCOPE).split():
            raise UserError(
                self.env._(
                    "Google Drive was left out of what Odoo may use. Press Connect "
                    "again and leave the box for Google Drive ticked."
                )
            )
        if not reply.get("refresh_token"):
            raise UserError(
                self.env._(
                    "Google granted access for one hour only. Remove this app from the "
                    "connections of the Google account, then press Connect again."
                )
            )
        self._credential()._gdrive_store(reply)
        self._gdrive_finish_connection()

    def _gdrive_connect_service_account(self):
        with self._for_users():
            self._gdrive_finish_connection()
        return self._notify(self.env._("Connected"), self.account_name)

    def _gdrive_finish_connection(self):
        with self._adapter(connecting=True) as adapter:
            account = adapter.test_connection()
            self._gdrive_find_drive(adapter)
        self._mark_connected(account)

    # Which drive is used: the account's own one, or a shared drive

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

    # Being notified

    def _notification_secrets(self, headers, body):
        if self.provider != "gdrive":
            return super()._notification_secrets(headers, body)
        token = headers.get("X-Goog-Channel-Token")
        return [token] if token else []
