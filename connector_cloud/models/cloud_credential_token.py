# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One access token for all workers, renewed by one of them at a time."""

from contextlib import contextmanager
from datetime import timedelta

from psycopg2.errors import ReadOnlySqlTransaction, SerializationFailure

from odoo import fields, models

from ..exceptions import AuthorizationLost

# What is handed out has to last for some requests.
MARGIN = timedelta(minutes=5)


class CloudCredential(models.Model):
    _inherit = "cloud.credential"

    def _valid_token(self, refused=None, commit=False, connecting=False):
        """Give an access token that is good for some minutes, a new one when needed.

        :param refused: a token that the cloud did not accept, or None
        :param commit: whether a new token may be committed at once, and with it all
            that the transaction did before
        :param connecting: whether an administrator is about to connect the backend
        :return: tuple of the token and the naive UTC datetime of its end
        :raise AuthorizationLost: a person has to connect again
        :raise RetryLater: the sign-in service cannot be reached
        """
        self.ensure_one()
        if not self._has_valid_token(refused):
            self._lock_tokens(commit)
            # Another worker may have been faster.
            if not self._has_valid_token(refused):
                self._check_connected(connecting)
                self._renew_token()
                if commit:
                    self.backend_id._commit()
        return self.access_token, self.expires_at

    def _has_valid_token(self, refused):
        return (
            self.access_token
            and self.access_token != refused
            and self.expires_at > fields.Datetime.now() + MARGIN
        )

    def _lock_tokens(self, commit):
        """Hold the row until the transaction ends, and read it as it is now."""
        if self.env.cr.readonly:
            # Odoo repeats the request with a cursor that may write.
            raise ReadOnlySqlTransaction("A cloud's access token has to be renewed")
        if commit:
            # A transaction sees only what was committed before it began.
            self.backend_id._commit()
        try:
            self._lock()
        except SerializationFailure:
            # Who was faster has changed the row while we waited for it.
            if not commit:
                raise
            self.env.cr.rollback()
            self._lock()
        self.invalidate_recordset()
        # So may have changed where, and as whom, the backend signs in.
        self.backend_id.invalidate_recordset()

    def _check_connected(self, connecting):
        """Secrets go only where an administrator has agreed to, by pressing Connect.

        :raise AuthorizationLost: the backend waits for that
        """
        if self.backend_id.state == "draft" and not connecting:
            raise AuthorizationLost(
                self.env._("The backend is not connected. Press Connect.")
            )

    @contextmanager
    def _kept_tokens(self):
        """Keep the tokens as they are over the rollback of a savepoint."""
        names = ("access_token", "refresh_token", "expires_at", "data")
        [tokens] = self.read(names, load=None)
        yield
        self.invalidate_recordset()
        changed = {name: tokens[name] for name in names if tokens[name] != self[name]}
        if changed:
            self.write(changed)

    def _renew_token(self):
        """Ask the provider for new tokens and keep them, the row being locked."""
        raise NotImplementedError
