# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The way out of an account, or a drive, that is gone for good."""

from odoo import models
from odoo.exceptions import AccessError, UserError

from ..session_lock import session_locks
from .cloud_backend import WARNING


class CloudBackend(models.Model):
    _inherit = "cloud.backend"

    def action_leave(self):
        """:return: the action that asks what becomes of the files"""
        self.ensure_one()
        self._check_leaver()
        return self.env["cloud.leave.wizard"]._open(self)

    def _check_leaver(self):
        """
        :raise AccessError: it is not the user's to decide
        :raise UserError: the files are within reach
        """
        self.check_access("write")
        if not self.company_id and not self.env.user._is_in_all_companies():
            raise AccessError(
                self.env._(
                    "%s serves all companies: only who is in all of them may leave "
                    "its account.",
                    self.name,
                )
            )
        if self.state not in ("draft", "reconnect"):
            raise UserError(
                self.env._(
                    "%s is connected. Bring everything home, or disconnect it first.",
                    self.name,
                )
            )

    def _leave_place(self):
        """Forget the tree and the access; what is only there stays known as a link."""
        self.ensure_one()
        self._check_leaver()
        with session_locks(self.env.cr, [self._busy_key()]) as free:
            if not free:
                raise UserError(
                    self.env._("A job is still at work. Try again in a minute.")
                )
            self._leave_tree()
            self._forget_feed()
            self.sudo().write({"last_message": False, "wait_until": False})
            self.sudo().activity_unlink([WARNING])
            self._log_one("warning", "connect", self.env._("The account was left."))
            self.action_disconnect()

    def _restore_reachable(self):
        """Bring back what the present access can still read, and list the rest.

        :raise UserError: nothing can be read
        """
        self.ensure_one()
        self._check_leaver()
        if not self.env.is_system():
            raise AccessError(
                self.env._("Only system administrators can connect a backend.")
            )
        with self._for_users(), self._adapter() as adapter:
            account = adapter.test_connection()
        self._mark_connected(account)
        self._start_reset()
