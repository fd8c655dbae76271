# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..sync.guard import Reason


class CloudHold(models.Model):
    """The tree that is out of sight: for another account, or lost altogether."""

    _inherit = "cloud.hold"

    reason = fields.Selection(
        selection_add=[(Reason.OTHER_ACCOUNT.value, "Another Account")],
        ondelete={Reason.OTHER_ACCOUNT.value: "cascade"},
    )
    account_found = fields.Char("Connected Account", readonly=True)
    account_expected = fields.Char("Former Account", readonly=True)
    can_restore = fields.Boolean(compute="_compute_can_restore")

    @api.depends("reason", "backend_id.provider")
    def _compute_can_restore(self):
        for hold in self:
            hold.can_restore = (
                hold.reason == Reason.ROOT_MISSING.value and hold._cloud_restores()
            )

    def _cloud_restores(self):
        """:return: whether the backend's cloud lets applications empty its bin"""
        with self.backend_id.sudo()._adapter() as adapter:
            return adapter.restores

    @api.depends("account_found", "account_expected")
    def _compute_summary(self):
        return super()._compute_summary()

    def _summary_values(self):
        return {
            **super()._summary_values(),
            "found": self.account_found,
            "expected": self.account_expected,
        }

    def _sentence(self):
        if self.reason == Reason.OTHER_ACCOUNT.value:
            return self.env._(
                "%(found)s is connected instead of %(expected)s; it does not see the "
                "folder «%(folder)s». Connect the former account again, or start "
                "again with this one. Nothing is synced until then."
            )
        return super()._sentence()

    def action_connect(self):
        """Sign in with the former account: then the hold settles by itself."""
        self.check_access("write")
        self.ensure_one()
        return self.backend_id.action_connect()

    def action_release(self):
        """A new start is confirmed in a dialog that says what it means."""
        self.check_access("write")
        self.ensure_one()
        if self.reason in (Reason.OTHER_ACCOUNT.value, Reason.ROOT_MISSING.value):
            self._check_decider()
            return self.env["cloud.fresh.start.wizard"]._open(self)
        return super().action_release()

    def _start_again(self):
        """Make a new tree; what is only in the former one stays known there."""
        self._check_decider()
        self._decide("released")
        self.sudo()._approve()
        self._sync_again()

    def action_discard(self):
        self.check_access("write")
        self.ensure_one()
        if self.reason == Reason.OTHER_ACCOUNT.value:
            raise UserError(
                self.env._(
                    "The folder is in another account, and not in the bin of this "
                    "one. Connect the former account again."
                )
            )
        if self.reason == Reason.ROOT_MISSING.value and not self.can_restore:
            raise UserError(
                self.env._(
                    "This cloud lets only people take something out of its bin. "
                    "Restore the folder there: the sync goes on by itself then."
                )
            )
        return super().action_discard()
