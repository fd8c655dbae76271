# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class CloudCredential(models.Model):
    """The tokens of a backend, apart from the backend's own row.

    They live in a row of their own, so that a refresh can hold its row lock while jobs
    write to the backend, and so that reading a backend can never show a token.
    """

    _name = "cloud.credential"
    _description = "Cloud Credential"
    _rec_name = "backend_id"

    backend_id = fields.Many2one("cloud.backend", required=True, ondelete="cascade")
    access_token = fields.Char(copy=False)
    refresh_token = fields.Char(copy=False)
    expires_at = fields.Datetime(copy=False)
    data = fields.Text(copy=False, help="The provider's own token cache")

    _backend_uniq = models.Constraint(
        "UNIQUE(backend_id)", "A backend has only one set of tokens."
    )
