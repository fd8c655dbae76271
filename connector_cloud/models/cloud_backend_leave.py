# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..session_lock import session_locks
from .cloud_backend_connection import WARNING


class CloudBackendLeave(models.AbstractModel):
    """The way of a backend out of an account or a drive, for good or for another."""

    _name = "cloud.backend.leave"
    _description = "Departure of a Cloud Backend (abstract)"

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

    # The tree

    def _leave_tree(self, root=None):
        """Forget the tree, and lose nothing of it.

        Contents that are still in Odoo are sent to the next tree.  What is only in
        the cloud stays bound to its attachment, and known by its place.

        :param root: ``cloud.folder`` of a root that is kept, only what was in it is not
        """
        self.ensure_one()
        backend = self.sudo()
        self._forget_folders(root or self.env["cloud.folder"])
        self._forget_kept_files()
        self._leave_files()
        if not root:
            backend.place_id.left_at = fields.Datetime.now()
            # The new root is nobody's yet.
            backend.write({"place_id": False, "owner_uuid": False})

    def _forget_folders(self, kept):
        """Have all folders made again; should the old ones come back, they are known.

        As :meth:`CloudFolder._lose`, for a hundred thousand folders.
        """
        folders = self.env["cloud.folder"].sudo()
        lost = folders.search(
            [
                ("backend_id", "=", self.id),
                ("external_id", "!=", False),
                ("id", "not in", kept.ids),
            ]
        )
        self.env["cloud.superseded.folder"]._note(lost)
        self.env.cr.execute(
            SQL(
                """
                UPDATE cloud_folder
                   SET external_id = NULL, status = 'pending', base_version = NULL,
                       base_remote_name = NULL, checked_at = NULL, queued_at = NULL
                 WHERE id = ANY(%s)
                """,
                lost.ids,
            )
        )
        self.env.invalidate_all()

    def _forget_kept_files(self):
        """What Odoo holds itself is new to the next tree."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM cloud_file c USING ir_attachment a
                 WHERE a.id = c.odoo_id AND c.backend_id = %s
                   AND c.released IS NOT TRUE AND c.native IS NOT TRUE
                   -- Whatever a row says: without content, it is all that is known.
                   AND (a.store_fname IS NOT NULL OR a.db_datas IS NOT NULL
                        OR COALESCE(a.file_size, 0) = 0)
                """,
                self.id,
            )
        )
        self.env.invalidate_all()

    def _leave_files(self):
        """Let go of the files that are only there; their attachments know where."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE cloud_file
                   SET status = 'left', place_id = %s, hold_id = NULL, approved = NULL,
                       error = NULL, try_count = 0, next_try = NULL
                 WHERE backend_id = %s AND status = 'synced'
                RETURNING external_id
                """,
                self.place_id.id or None,
                self.id,
            )
        )
        external_ids = [row[0] for row in self.env.cr.fetchall()]
        self.env.cr.execute(
            SQL(
                "DELETE FROM cloud_observation"
                " WHERE backend_id = %s AND external_id = ANY(%s)",
                self.id,
                external_ids,
            )
        )
        self.env.invalidate_all()
