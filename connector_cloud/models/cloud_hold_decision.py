# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..sync.guard import Reason

# What may wait for a hold.
ROWS = ("cloud.file", "cloud.folder", "cloud.observation")


class CloudHoldDecision(models.AbstractModel):
    """A person's word on a hold: do it, or do not."""

    _name = "cloud.hold.decision"
    _description = "Decision about a Hold (abstract)"

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

    def action_connect(self):
        """Sign in with the former account: then the hold settles by itself."""
        self.check_access("write")
        self.ensure_one()
        return self.backend_id.action_connect()

    def action_release(self):
        """Let what waits be done; for a copied database: take the folder over."""
        self._check_decider()
        if self.reason == Reason.FOREIGN_DATABASE.value:
            return self.backend_id.action_take_over()
        if self.reason in (Reason.OTHER_ACCOUNT.value, Reason.ROOT_MISSING.value):
            # A new start is confirmed in a dialog that says what it means.
            return self.env["cloud.fresh.start.wizard"]._open(self)
        self._release()
        return self.backend_id._notify(
            self.env._("Released"), self.env._("It is done with the next sync.")
        )

    def _start_again(self):
        """Make a new tree; what is only in the former one stays known there."""
        self._check_decider()
        self._release()

    def _release(self):
        self._decide("released")
        self.sudo()._approve()
        self.backend_id._sync_soon()

    def action_discard(self):
        """Let what waits not be done, and undo it on the side where it was done."""
        self._check_decider()
        if self.reason == Reason.FOREIGN_DATABASE.value:
            return self.backend_id.action_disconnect()
        self._check_can_discard()
        self._decide("discarded")
        if self.reason == Reason.MANY_MOVES.value:
            # The folders go on naming their hold: until the rules change again.
            return True
        self.backend_id._enqueue_discard(self)
        return self.backend_id._notify(
            self.env._("Everything is kept"),
            self.env._("Follow in the Sync Logs how it is put back."),
        )

    def _check_can_discard(self):
        """:raise UserError: nothing can be put back from here"""
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

    def _check_decider(self):
        """
        :raise AccessError: the user is no manager of this company's clouds
        :raise UserError: it was decided already
        """
        self.check_access("write")
        self.ensure_one()
        self.backend_id.check_access("write")
        if self.state != "waiting":
            raise UserError(self.env._("This was decided already. Reload the page."))
        self.backend_id._check_active()

    def _decide(self, state):
        self.sudo().write(
            {
                "state": state,
                "decided_by": self.env.user.id,
                "decided_at": fields.Datetime.now(),
                "raw_outcome": False,
            }
        )
        self.sudo().activity_unlink(["mail.mail_activity_data_warning"])

    def _reopen(self, outcome):
        """Not all could be put back: what is left waits for another decision.

        :param outcome: what is left, and what to do about it
        """
        waiting = self._waiting(self.backend_id, self.reason)
        rival = waiting.filtered(lambda hold: hold.direction == self.direction)
        if rival:
            self._move_rows(rival)
            rival.raw_outcome = outcome
        else:
            self.write({"state": "waiting", "raw_outcome": outcome})
            self._notify_people()

    # What waits, shown

    def action_view_files(self):
        self.check_access("read")
        self.ensure_one()
        files = self.sudo().file_ids | self.sudo().observation_ids._files()
        return self._action_of("connector_cloud.cloud_file_action", files)

    def action_view_folders(self):
        self.check_access("read")
        self.ensure_one()
        folders = self.sudo().folder_ids
        return self._action_of("connector_cloud.cloud_folder_action", folders)

    def _action_of(self, xmlid, records):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("id", "in", records.ids)], "context": {}}

    # The rows that wait

    def _approve(self):
        """Let the guard pass all that waits for these holds."""
        self.env.flush_all()
        # News of an item make its observation a new one; the file remembers.
        self.env.cr.execute(
            SQL(
                """
                UPDATE cloud_file c SET approved = TRUE FROM cloud_observation o
                WHERE o.backend_id = c.backend_id AND o.external_id = c.external_id
                  AND o.hold_id = ANY(%s)
                """,
                self.ids,
            )
        )
        self._update_rows(SQL("approved = TRUE, hold_id = NULL"))

    def _let_go(self):
        """Let what waits be looked at as if nobody had stopped it."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE cloud_observation SET deleted = NULL WHERE hold_id = ANY(%s)",
                self.ids,
            )
        )
        self._update_rows(SQL("hold_id = NULL"))

    def _move_rows(self, hold):
        self._update_rows(SQL("hold_id = %s", hold.id))

    def _update_rows(self, assignment):
        self.env.flush_all()
        for name in ROWS:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE hold_id = ANY(%s)",
                    SQL.identifier(self.env[name]._table),
                    assignment,
                    self.ids,
                )
            )
        self.env.invalidate_all()
