# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.connector_cloud.exceptions import AuthorizationLost

from .. import google_oauth

# More than google-auth's own margin of 3:45 minutes: what we hand out must be good
# enough for it.
MARGIN = timedelta(minutes=5)


class CloudCredential(models.Model):
    _inherit = "cloud.credential"

    def _gdrive_access_token(self, refused=None, commit=False):
        """Give an access token that is good for some minutes, a new one when needed.

        :param refused: a token that Google Drive did not accept, or None
        :param commit: whether a new token may be committed at once, and with it all
            that the transaction did before
        :return: tuple of the token and the naive UTC datetime of its end
        :raise AuthorizationLost: a person has to connect again
        :raise RetryLater: Google cannot be reached
        """
        self.ensure_one()
        if not self._gdrive_is_good(refused):
            self._gdrive_lock(commit)
            # Another worker may have been faster.
            if not self._gdrive_is_good(refused):
                self._gdrive_store(self._gdrive_request())
                if commit:
                    self.backend_id._commit()
        return self.access_token, self.expires_at

    def _gdrive_is_good(self, refused):
        return (
            self.access_token
            and self.access_token != refused
            and self.expires_at > fields.Datetime.now() + MARGIN
        )

    def _gdrive_lock(self, commit):
        """Hold the row until the transaction ends, and read it as it is now.

        In a read-only request this fails, and Odoo repeats the request read-write.
        """
        if commit:
            # A transaction sees only what was committed before it began.
            self.backend_id._commit()
        try:
            self._gdrive_select_for_update()
        except SerializationFailure:
            # Who was faster has changed the row while we waited for it.
            if not commit:
                raise
            self.env.cr.rollback()
            self._gdrive_select_for_update()
        self.invalidate_recordset()

    def _gdrive_select_for_update(self):
        self.flush_recordset()
        query = SQL("SELECT 1 FROM cloud_credential WHERE id = %s FOR UPDATE", self.id)
        self.env.cr.execute(query, log_exceptions=False)

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
