# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class CloudCursor(models.Model):
    """How far the change feed of a backend's drive was read."""

    _name = "cloud.cursor"
    _description = "Cloud Change Feed"
    _rec_name = "drive_external_id"

    backend_id = fields.Many2one(
        "cloud.backend", required=True, index=True, ondelete="cascade", readonly=True
    )
    drive_external_id = fields.Char(
        "Drive ID", readonly=True, help="Empty: the account's own drive"
    )
    token = fields.Char(readonly=True)
    read_at = fields.Datetime("Last Read", readonly=True)
    full_since = fields.Datetime(
        "Full Compare Since",
        readonly=True,
        help="The feed could not go on: all folders are compared with the cloud's",
    )

    _drive_uniq = models.UniqueIndex(
        "(backend_id, COALESCE(drive_external_id, ''))",
        "A drive has only one change feed per backend.",
    )
