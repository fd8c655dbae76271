# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class UpgradeFailure(models.Model):
    """One thing that the platform did not accept, in its own words."""

    _name = "upgrade.failure"
    _description = "Failure of an Upgrade Request"
    _rec_name = "reason"

    request_id = fields.Many2one(
        "upgrade.request", required=True, ondelete="cascade", index=True
    )
    reason = fields.Char(required=True, help="The platform's code, SUBJECT:CODE")
    message = fields.Char()
    value = fields.Char("Given")
    expected = fields.Char(help="The values that the platform would accept")
