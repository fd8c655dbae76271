# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class QueueJob(models.Model):
    """A job of a backend that failed for good is told at once."""

    _inherit = "queue.job"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ("failed", "cancelled"):
            ours = self.filtered(lambda job: job.model_name == "cloud.backend")
            for job in ours.sudo():
                job.records.sudo().exists()._review()
        return result
