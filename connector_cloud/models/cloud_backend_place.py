# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where the files are: in which account, drive and folder."""

from contextlib import suppress

from odoo import fields, models
from odoo.tools import SQL

from ..exceptions import CloudError
from ..sync.guard import Reason


class CloudBackend(models.Model):
    _inherit = "cloud.backend"

    account_external_id = fields.Char("Account ID", readonly=True, copy=False)
    place_id = fields.Many2one(
        "cloud.place",
        "Place of the Files",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The account, drive and folder in which the files were seen last",
    )
    left_count = fields.Integer("Left Elsewhere", compute="_compute_place_counts")
    away_count = fields.Integer("Only in the Cloud", compute="_compute_place_counts")

    def _compute_place_counts(self):
        File = self.env["cloud.file"].sudo()
        domain = fields.Domain("backend_id", "in", self.ids)
        left, away = (
            dict(File._read_group(domain & part, ["backend_id"], ["__count"]))
            for part in (
                fields.Domain("status", "=", "left"),
                fields.Domain("released", "=", True)
                & fields.Domain("odoo_id", "!=", False),
            )
        )
        for backend in self:
            backend.left_count = left.get(backend, 0)
            backend.away_count = away.get(backend, 0)

    def _root_folder(self):
        """:return: the ``cloud.folder`` of the root, or none"""
        self.ensure_one()
        domain = [("backend_id", "=", self.id), ("kind", "=", "root")]
        return self.env["cloud.folder"].sudo().search(domain)

    # Another account

    def _mark_connected(self, account):
        """Tell at once when the account is not the one that keeps the files."""
        result = super()._mark_connected(account)
        backend = self.sudo()
        backend.account_external_id = account.external_id
        former = backend.place_id.account_external_id
        waiting = self.env["cloud.hold"]._waiting(self, Reason.OTHER_ACCOUNT.value)
        if waiting or (former and former != account.external_id):
            # What hinders the look now is told by the job that looks again.
            with suppress(CloudError), self._adapter() as adapter:
                backend._look_for_root(adapter, account)
        return result

    def _look_for_root(self, adapter, account):
        """Find out whether an account sees our folder, and say so."""
        root = self._root_folder()
        items = adapter.get_many([root.external_id] if root.external_id else [])
        if not root.external_id or root.external_id in items:
            waiting = self.env["cloud.hold"]._waiting(self, Reason.OTHER_ACCOUNT.value)
            waiting._settle()
            return
        self._hold_other_account(root, account)

    def _hold_other_account(self, root, account):
        """:return: the ``cloud.hold`` that waits until a person decides

        :param account: :class:`~..sync.remote.Account` that does not see the folder
        """
        Hold = self.env["cloud.hold"].sudo()
        hold = Hold._of(self, Reason.OTHER_ACCOUNT.value, "both")
        hold.write(
            {
                "account_found": account.email or account.name,
                "account_expected": self.place_id.account_name,
            }
        )
        root.hold_id = hold
        deleted = Hold._waiting(self, Reason.ROOT_MISSING.value)
        deleted._move_rows(hold)
        deleted._settle()
        if not hold.activity_ids:
            hold._grow()
        return hold

    # Leaving a place

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
        self.env.flush_all()
        lost = self.env.execute_query(
            SQL(
                "SELECT id, external_id FROM cloud_folder WHERE backend_id = %s"
                " AND kind != 'former' AND external_id IS NOT NULL AND id != ALL(%s)",
                self.id,
                kept.ids,
            )
        )
        ids, external_ids = [row[0] for row in lost], [row[1] for row in lost]
        self.env.cr.execute(
            SQL(
                """
                UPDATE cloud_folder
                   SET external_id = NULL, status = 'pending', base_version = NULL,
                       base_remote_name = NULL, checked_at = NULL, queued_at = NULL
                 WHERE id = ANY(%s)
                """,
                ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cloud_folder
                    (backend_id, kind, status, name, parent_id, external_id)
                SELECT f.backend_id, 'former', 'lost', f.name, f.id, lost.external_id
                FROM unnest(%s, %s) AS lost(id, external_id)
                JOIN cloud_folder f ON f.id = lost.id
                """,
                ids,
                external_ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE cloud_folder f SET parent_path = p.parent_path || f.id || '/'
                FROM cloud_folder p
                WHERE p.id = f.parent_id AND f.kind = 'former'
                  AND f.parent_path IS NULL
                """
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

    def action_view_left_files(self):
        action = self._action_of("connector_cloud.cloud_file_action")
        action["domain"] += [("status", "=", "left")]
        return action
