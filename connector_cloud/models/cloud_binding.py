# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo import api, fields, models

from ..cloud_link import open_in_cloud

FIRST_DELAY = timedelta(minutes=2)
LONGEST_DELAY = timedelta(days=1)
# About a week, with the delays above.
LAST_TRY = 11
NEVER = datetime(9999, 1, 1)


def next_try_after(failures):
    """When to try again what failed so often; later each time, and not for ever.

    :param failures: how many tries failed
    :return: naive datetime in UTC; :data:`NEVER` after the last try
    """
    if failures >= LAST_TRY:
        return NEVER
    delay = FIRST_DELAY * 4 ** min(failures - 1, 8)
    return fields.Datetime.now() + min(delay, LONGEST_DELAY)


class CloudBinding(models.AbstractModel):
    """What Odoo and the cloud last agreed on about one folder or file (its *base*)."""

    _name = "cloud.binding"
    _inherit = "external.binding"
    _description = "Cloud Binding (abstract)"

    backend_id = fields.Many2one(
        "cloud.backend", required=True, index=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    external_id = fields.Char("ID in the Cloud", index=True, readonly=True, copy=False)
    base_name = fields.Char(
        "Agreed Name", readonly=True, help="Odoo's name when both sides last agreed"
    )
    base_remote_name = fields.Char(
        "Name in the Cloud", readonly=True, help="As it was when both sides last agreed"
    )
    base_version = fields.Char("Agreed Version", readonly=True)
    web_url = fields.Char("Cloud Link", readonly=True)
    error = fields.Text("Problem", readonly=True)
    try_count = fields.Integer("Failed Tries", readonly=True)
    next_try = fields.Datetime(readonly=True, index="btree_not_null")
    given_up = fields.Boolean(
        "Not Tried Again",
        compute="_compute_given_up",
        help="All tries failed. Remove the cause, then press Try Again.",
    )

    hold_id = fields.Many2one(
        "cloud.hold",
        "Waits for",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    approved = fields.Boolean(
        readonly=True, copy=False, help="A person released it; the guard lets it pass"
    )

    _external_uniq = models.UniqueIndex(
        "(backend_id, external_id) WHERE external_id IS NOT NULL",
        "An item of the cloud can be bound only once per backend.",
    )

    @api.depends("next_try")
    def _compute_given_up(self):
        for binding in self:
            binding.given_up = binding.next_try == NEVER

    def _note_failure(self, message):
        """Remember a failed try on the row itself; the next one comes later each time.

        :param message: what happened, for the administrator
        """
        for binding in self:
            failures = binding.try_count + 1
            binding.write(
                {
                    "error": message,
                    "try_count": failures,
                    "next_try": next_try_after(failures),
                }
            )

    @api.model
    def _clean_failure(self):
        """:return: the values that say that all is well again"""
        return {"error": False, "try_count": 0, "next_try": False}

    def action_open_in_cloud(self):
        self.check_access("read")
        self.ensure_one()
        return open_in_cloud(self.env, self.web_url)

    def action_retry(self):
        """Try failed items again with the next sync instead of waiting."""
        self.check_access("read")
        self.backend_id.check_access("write")
        self.sudo().write({"next_try": False, "try_count": 0})
        return self.backend_id.action_sync_now()
