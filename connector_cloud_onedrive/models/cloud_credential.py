# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models

from odoo.addons.connector_cloud.exceptions import AuthorizationLost

from .. import microsoft_oauth


class CloudCredential(models.Model):
    _inherit = "cloud.credential"

    onedrive_client_id = fields.Char(copy=False)
    onedrive_client_secret = fields.Char(copy=False)
    onedrive_certificate = fields.Text(copy=False)

    def _renew_token(self):
        backend = self.backend_id.sudo()
        if backend.provider != "onedrive":
            return super()._renew_token()
        if not (self.data or backend._onedrive_is_app()):
            raise AuthorizationLost(
                self.env._("The backend is not connected to Microsoft. Press Connect.")
            )
        return self._onedrive_store(
            microsoft_oauth.renew(
                backend._onedrive_application(), backend._onedrive_session(), self.data
            )
        )

    def _onedrive_store(self, grant):
        """Keep the tokens: MSAL's cache holds the newest refresh token.

        :param grant: :class:`~..microsoft_oauth.Grant`
        """
        lifetime = timedelta(seconds=grant.expires_in)
        self.write(
            {
                "access_token": grant.access_token,
                "expires_at": fields.Datetime.now() + lifetime,
                "data": grant.cache,
            }
        )
