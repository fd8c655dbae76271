# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import timedelta

from psycopg2.errors import ReadOnlySqlTransaction, SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ..exceptions import AuthorizationLost

# What the cloud granted, or was told; the rest was entered by a person.
TOKEN_FIELDS = ("access_token", "refresh_token", "expires_at", "data", "watch_secret")
# What is handed out has to last for some requests.
MARGIN = timedelta(minutes=5)


class CloudCredential(models.Model):
    """All secrets of a backend, apart from the backend's own row.

    They live in a row of their own, so that a refresh can hold its row lock while jobs
    write to the backend, and on a model that no relation leads to, so that no search
    over documents, messages or users can ask for a character of them.
    """

    _name = "cloud.credential"
    _description = "Cloud Credential"
    _rec_name = "backend_id"

    backend_id = fields.Many2one("cloud.backend", required=True, ondelete="cascade")
    endpoint_url = fields.Char("Private Endpoint", copy=False)
    watch_secret = fields.Char(
        copy=False, help="What the cloud's notifications have to bring along"
    )
    access_token = fields.Char(copy=False)
    refresh_token = fields.Char(copy=False)
    expires_at = fields.Datetime(copy=False)
    data = fields.Text(copy=False, help="The provider's own token cache")

    _backend_uniq = models.Constraint(
        "UNIQUE(backend_id)", "A backend has only one set of secrets."
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._invalidate_backends()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self._invalidate_backends()
        return result

    def unlink(self):
        self._invalidate_backends()
        return super().unlink()

    def _invalidate_backends(self):
        """The form of a backend shows some of these fields as its own."""
        for backend in self.backend_id:
            shown = [
                name
                for name in backend._credential_fields()
                # Those that are being written there are known already.
                if not self.env.is_protected(backend._fields[name], backend)
            ]
            backend.invalidate_recordset(shown, flush=False)

    def _lock(self):
        """Hold the rows until the transaction ends."""
        if self:
            self.flush_recordset()
            query = SQL(
                "SELECT 1 FROM cloud_credential WHERE id IN %s ORDER BY id FOR UPDATE",
                self._ids,
            )
            self.env.cr.execute(query, log_exceptions=False)

    def _forget_tokens(self):
        """Nothing that was granted is good any more; a person has to sign in again."""
        self.write(dict.fromkeys(TOKEN_FIELDS, False))

    # One access token for all workers, renewed by one of them at a time

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
