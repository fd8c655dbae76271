# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An archived backend does nothing: it only lets its files be read."""

from odoo import models
from odoo.exceptions import UserError


class _NoJob:
    """Takes the place of a delayed record: what is called is not enqueued."""

    def __getattr__(self, name):
        return lambda *args, **kwargs: None


class CloudBackend(models.Model):
    _inherit = "cloud.backend"

    def _delayed(self, *args):
        # Deletions in Odoo stay noted, and wait until it is active again.
        return super()._delayed(*args) if self.active else _NoJob()

    def _run_job(self, function, **options):
        if self.exists() and not self.active:
            return "nothing done: the backend is archived"
        return super()._run_job(function, **options)

    def _job_watch(self):
        if self.exists() and not self.active:
            return "nothing done: the backend is archived"
        return super()._job_watch()

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active"):
            self._sync_soon()
        elif "active" in vals:
            # The cloud is told to be quiet now: no job will do it later.
            self._watch()._drop()
        return result

    def _check_active(self):
        """:raise UserError: it is archived"""
        for backend in self.filtered(lambda b: not b.active):
            raise UserError(
                self.env._(
                    "%s is archived: its files can be read, and nothing is synced. "
                    "Unarchive it first.",
                    backend.name,
                )
            )

    def action_sync_now(self):
        self._check_active()
        return super().action_sync_now()

    def _check_can_reset(self):
        self._check_active()
        return super()._check_can_reset()


class CloudHold(models.Model):
    _inherit = "cloud.hold"

    def _check_decider(self):
        result = super()._check_decider()
        self.backend_id._check_active()
        return result
