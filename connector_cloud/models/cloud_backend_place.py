# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import suppress

from odoo import fields, models

from ..exceptions import CloudError
from ..sync.guard import Reason


class CloudBackendPlace(models.AbstractModel):
    """Where the files of a backend are: in which account, drive and folder."""

    _name = "cloud.backend.place"
    _description = "Place of a Cloud Backend (abstract)"

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

    def _note_account(self, account):
        """Remember an account; tell at once when it is not the one with the files.

        :param account: :class:`~..sync.remote.Account`
        """
        backend = self.sudo()
        backend.account_external_id = account.external_id
        former = backend.place_id.account_external_id
        waiting = self.env["cloud.hold"]._waiting(self, Reason.OTHER_ACCOUNT.value)
        if waiting or (former and former != account.external_id):
            # What hinders the look now is told by the job that looks again.
            with suppress(CloudError), self._adapter() as adapter:
                backend._look_for_root(adapter, account)

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

    def action_view_left_files(self):
        action = self._action_of("connector_cloud.cloud_file_action")
        action["domain"] += [("status", "=", "left")]
        return action
