# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

FIRST_DELAY = timedelta(minutes=2)
LONGEST_DELAY = timedelta(days=1)


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

    _external_uniq = models.UniqueIndex(
        "(backend_id, external_id) WHERE external_id IS NOT NULL",
        "An item of the cloud can be bound only once per backend.",
    )

    def _note_failure(self, message):
        """Remember a failed try on the row itself; the next one comes later each time.

        :param message: what happened, for the administrator
        """
        for binding in self:
            delay = min(FIRST_DELAY * 4 ** min(binding.try_count, 8), LONGEST_DELAY)
            binding.write(
                {
                    "error": message,
                    "try_count": binding.try_count + 1,
                    "next_try": fields.Datetime.now() + delay,
                }
            )

    @api.model
    def _clean_failure(self):
        """:return: the values that say that all is well again"""
        return {"error": False, "try_count": 0, "next_try": False}

    def action_open_in_cloud(self):
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.web_url, "target": "new"}

    def action_retry(self):
        """Try failed items again with the next sync instead of waiting."""
        self.backend_id.check_access("write")
        self.sudo().write({"next_try": False})
        self.backend_id.action_sync_now()
