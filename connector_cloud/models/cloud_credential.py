# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

# What a sign-in brings; the rest was entered by a person.
TOKEN_FIELDS = ("access_token", "refresh_token", "expires_at", "data")
# What says nothing of a sign-in.
NOT_SECRET = {"backend_id", "endpoint_url", "watch_secret", *models.MAGIC_COLUMNS}


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

    @api.model
    def _secret_fields(self):
        """:return: names of all fields that hold something of a sign-in"""
        return [
            name
            for name, field in self._fields.items()
            if field.store and name not in NOT_SECRET
        ]

    def _forget_tokens(self):
        """Nothing that was granted is good any more; a person has to sign in again."""
        self.write(dict.fromkeys(TOKEN_FIELDS, False))
