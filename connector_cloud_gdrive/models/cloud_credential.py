# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models

from odoo.addons.connector_cloud.exceptions import AuthorizationLost

from .. import google_oauth


class CloudCredential(models.Model):
    _inherit = "cloud.credential"

    gdrive_client_id = fields.Char(copy=False)
    gdrive_client_secret = fields.Char(copy=False)
    gdrive_service_account_key = fields.Char(copy=False)
    gdrive_subject = fields.Char(copy=False)

    def _renew_token(self):
        if self.backend_id.provider != "gdrive":
            return super()._renew_token()
        return self._gdrive_store(self._gdrive_request())

    def _gdrive_request(self):
        backend = self.backend_id.sudo()
        if backend.gdrive_auth_method == "service_account":
            return google_oauth.service_account_token(
                backend.endpoint_url, backend._gdrive_key(), backend.gdrive_subject
            )
        if not self.refresh_token:
            raise AuthorizationLost(
                self.env._("The backend is not connected to Google. Press Connect.")
            )
        return google_oauth.refresh_token(
            backend.endpoint_url,
            backend.gdrive_client_id,
            backend.gdrive_client_secret,
            self.refresh_token,
        )

    def _gdrive_store(self, reply):
        """Keep the tokens of a reply.

        :param reply: dict of Google's token endpoint
        """
        values = {
            "access_token": reply["access_token"],
            "expires_at": fields.Datetime.now()
            + timedelta(seconds=int(reply["expires_in"])),
        }
        # A refresh normally brings no new refresh token: the old one stays good.
        if reply.get("refresh_token"):
            values["refresh_token"] = reply["refresh_token"]
        self.write(values)
