# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

#: what an answer holds that opens the request
ADDRESSES = (
    "status_url",
    "notes_url",
    "original_sql_url",
    "original_dump_url",
    "upgraded_sql_url",
    "upgraded_dump_url",
    "modules_url",
)
SECRETS = ("contract", "key", *ADDRESSES)


class UpgradeSecret(models.Model):
    """What opens a request on the platform.

    A table of its own, without anything that refers to it, so that a dump can leave
    its rows out. Nobody has access; the request shows its values to managers.
    """

    _name = "upgrade.secret"
    _description = "Secrets of an Upgrade Request"
    _rec_name = "request_id"

    request_id = fields.Many2one(
        "upgrade.request", required=True, ondelete="cascade", index=True
    )
    contract = fields.Char()
    key = fields.Char()
    number = fields.Integer(
        help="What the key opens. Only the steps write here, so that nothing can come"
        " between the answer of create and its number and key."
    )
    status_url = fields.Char()
    notes_url = fields.Char()
    original_sql_url = fields.Char()
    original_dump_url = fields.Char()
    upgraded_sql_url = fields.Char()
    upgraded_dump_url = fields.Char()
    modules_url = fields.Char()
    ssh_private_key = fields.Text()

    _request_uniq = models.Constraint(
        "UNIQUE(request_id)", "A request has its secrets only once."
    )
