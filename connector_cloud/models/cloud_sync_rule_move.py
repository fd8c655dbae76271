# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import human_size

from .cloud_sync_rule_matching import MATCH_FIELDS


class CloudSyncRuleMove(models.AbstractModel):
    """A rule whose backend changes: its files come home, then go to the new one.

    Nothing notes that a rule is moving: it is, as long as another backend than its own
    has its folder.
    """

    _name = "cloud.sync.rule.move"
    _description = "Move of a Model to Another Cloud (abstract)"

    moving_from_id = fields.Many2one("cloud.backend", compute="_compute_moving_from")
    moving_text = fields.Char(compute="_compute_moving_from")

    @api.depends(*MATCH_FIELDS)
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_moving_from(self):
        Backend = self.env["cloud.backend"]
        for rule in self:
            left = rule._for_reader(rule._readable_left_backend, Backend)
            rule.moving_from_id = left
            rule.moving_text = bool(left) and rule._move_report().progress_text

    def _readable_left_backend(self):
        """:return: the backend that this rule has left, if the user may read it"""
        left = self._left_folder().backend_id.with_env(self.env)
        return left._filtered_access("read")

    def _left_folder(self):
        """:return: the ``cloud.folder`` of this rule on a backend that it has left"""
        return (
            self.env["cloud.folder"]
            .sudo()
            .search(
                [
                    ("kind", "=", "rule"),
                    ("rule_id", "=", self._origin.id),
                    ("rule_id", "!=", False),
                    ("backend_id", "!=", self.backend_id.id),
                ],
                limit=1,
            )
        )

    def _move_report(self):
        Report = self.env["cloud.reverse.report"].sudo()
        backend = self._left_folder().backend_id
        return Report._running(backend, self._origin.id) if backend else Report

    def _serves(self, backend):
        """Whether documents of this rule may go to a backend now.

        While its files are still on their way home from another one, none may: an
        attachment is in one cloud at a time.
        """
        return self.backend_id == backend and not self._left_folder()

    @api.onchange("backend_id")
    def _onchange_backend_id(self):
        """Say what a change of the cloud leads to, before it is saved."""
        return self._for_reader(self._move_warning, None)

    def _move_warning(self):
        old = self._readable_left_backend()
        if not old:
            return None
        folder = self._left_folder()
        count, size = self.env["cloud.reverse.report"]._measure(
            [("folder_id", "child_of", folder.ids)]
        )
        return {
            "warning": {
                "title": self.env._("Move to another cloud?"),
                "message": self.env._(
                    "When you save, %(count)s files (%(size)s) first come home from "
                    "%(old)s, and then go to %(new)s. %(old)s keeps its copies. "
                    "Discard, if this is not what you want.",
                    count=count,
                    size=human_size(size) or "0 bytes",
                    old=old.name,
                    new=self.backend_id.name,
                ),
            }
        }

    def _start_move(self):
        """Let the files come home from the backend that the rule has just left.

        :raise UserError: they cannot be fetched, or there is no room for them
        """
        folder = self._left_folder()
        backend = folder.backend_id.sudo()
        Report = self.env["cloud.reverse.report"].sudo()
        Report.search([("rule_id", "=", self.id), ("state", "=", "running")]).filtered(
            lambda report: not report._is_wanted()
        )._close("stopped")
        if not backend:
            # Back again before the journey was over, or nothing was synced yet.
            if self.backend_id.state == "connected":
                self.backend_id.sudo()._enqueue_prepare(priority=5)
            return
        if backend.state == "reversing":
            return
        if backend.state != "connected":
            raise UserError(
                self.env._(
                    "Connect or resume %s first: the files of this model are fetched "
                    "with that connection.",
                    backend.name,
                )
            )
        backend._check_room([("folder_id", "child_of", folder.ids)])
        Report._start(backend, self)
        backend._enqueue_reverse(self.id)

    def _finish_move(self, report):
        """Forget the tree on the old backend, and begin with the new one.

        :return: whether nothing was left to come home
        """
        if report._measure(report._pending_domain())[0]:
            return False
        report._forget_rows(report._folder_domain())
        report.backend_id._note_left()
        report._close("done")
        report.backend_id._ask_for_care(report)
        if self.backend_id.state == "connected":
            self.backend_id._enqueue_prepare(priority=5)
        self.backend_id._commit()
        return True
