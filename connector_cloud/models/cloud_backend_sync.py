# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What starts a sync at once, instead of with the schedule."""

from odoo import models
from odoo.exceptions import UserError


class CloudBackend(models.Model):
    _inherit = "cloud.backend"

    def _is_at_work(self):
        """:return: whether jobs of it may be enqueued at all"""
        self.ensure_one()
        return self.active and self.state == "connected"

    def _has_work(self):
        """:return: whether there is a model to sync, or anything that was synced"""
        self.ensure_one()
        records = [("backend_id", "=", self.id), ("kind", "=", "record")]
        Folder = self.env["cloud.folder"].sudo()
        return bool(
            self.rule_ids.filtered("active") or Folder.search_count(records, limit=1)
        )

    def _sync_soon(self):
        """Look for work: something has changed that decides about it."""
        for backend in self.sudo():
            if backend._is_at_work() and backend._has_work():
                backend._enqueue_prepare(priority=5)
                backend._enqueue_backward(priority=5)

    def action_sync_now(self):
        for backend in self:
            if backend.state == "connected" and not backend._has_work():
                raise UserError(
                    self.env._(
                        "There is nothing to sync with %s yet: add a model to sync "
                        "first, on the tab Models to Sync.",
                        backend.name,
                    )
                )
        return super().action_sync_now()

    def action_resume(self):
        result = super().action_resume()
        self._sync_soon()
        return result

    def action_take_over(self):
        result = super().action_take_over()
        self._sync_soon()
        return result

    def _mark_connected(self, account):
        result = super()._mark_connected(account)
        self._sync_soon()
        return result

    def _use_drive(self, external_id, name):
        former = self.drive_external_id
        result = super()._use_drive(external_id, name)
        if self.drive_external_id != former:
            self._sync_soon()
        return result


class CloudSyncRule(models.Model):
    _inherit = "cloud.sync.rule"

    def _recheck(self, model_names):
        """What the rules say now is done at once."""
        result = super()._recheck(model_names)
        backends = self.env["cloud.backend"]._backends_by_model()
        ids = set().union(*(backends.get(name, ()) for name in model_names))
        self.env["cloud.backend"].browse(ids)._sync_soon()
        return result
