# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

# What the cloud granted, or was told; the rest was entered by a person.
TOKEN_FIELDS = ("access_token", "refresh_token", "expires_at", "data", "watch_secret")


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
