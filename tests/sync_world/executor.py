# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from sync.decide import conflict_name
from sync.states import Forget, Kind

from .tree import Cycle

TODAY = date(2026, 11, 21)


class Busy(Exception):
    """Something else has to be done first, or to be looked at again."""


class PowerCut(Exception):
    """Nothing that is not written down yet will be."""


class Executor:
    """Carries out actions, and keeps what :mod:`sync.decide` asks of an executor."""

    def __init__(self, rows):
        self.rows = rows
        self.local = rows.local
        self.cloud = rows.cloud
        self.power = None
        self.done = []

    def begin(self, power):
        """:param power: after so many effects the power goes, None: never"""
        self.power = power
        self.done = []

    def carry_out(self, row, decision):
        """
        :raise Busy: a folder is not there yet, or the cloud has news
        :raise PowerCut: an effect is there, but it is not written down
        """
        before = self.rows.local_state(row)
        for action in decision.actions:
            getattr(self, f"_do_{type(action).__name__}")(row, action)
            self.done.append(action)
        if decision and not isinstance(decision.actions[-1], Forget):
            self.rows.agree(row, decision.actions, before)

    def withdraw(self, row):
        """What was on its way when it was deleted in Odoo does not stay."""
        if self.cloud.get(row.external):
            self.cloud.bin(row.external)
        self.rows.drop(row)

    def _effect(self):
        if self.power is not None:
            self.power -= 1
            if self.power < 0:
                raise PowerCut

    def _need_no_news(self, row):
        """Every change in the cloud names the version that it expects."""
        item = self.cloud.get(row.external)
        if not item or self.cloud.is_binned(row.external):
            raise Busy
        if self.cloud.versions[row.external] != row.version:
            raise Busy

    def _folder_of(self, parent):
        """:return: the remote id of a folder that is there"""
        if parent is None:
            return self.cloud.top
        if not (parent.base and self.rows.is_alive(parent)):
            raise Busy
        return parent.external

    def _place_of(self, parent):
        if not self.local.get(parent.local):
            raise Busy
        return parent.local

    # In the cloud

    def _do_Create(self, row, action):
        parent = self._folder_of(action.parent)
        if not row.reserved:
            row.base, row.external, row.reserved = None, self.cloud.new_id(), True
            self._effect()
        self._adopt(row, action, parent)
        if not self.cloud.get(row.external):
            content = self.local.get(row.local).content
            row.sent.add(content)
            kind = Kind.FILE if row.kind is Kind.FILE else Kind.SUB
            name = action.remote_name
            self.cloud.add(parent, name, kind, content, key=row.external)
        self._effect()

    def _adopt(self, row, action, parent):
        """Take over what an earlier try made, and what people did to it since."""
        item = self.cloud.get(row.external)
        if not item:
            return
        self.cloud.restore(row.external)
        self.cloud.move(row.external, action.remote_name, parent)
        mine = self.local.get(row.local)
        if item.content in row.sent:
            row.sent.add(mine.content)
            self.cloud.edit(row.external, mine.content)
        elif mine.content not in row.sent:
            self._keep_both(row, conflict_name(mine.name, TODAY))
        mine.content = item.content

    def _do_ReplaceContent(self, row, action):
        self._need_no_news(row)
        self.cloud.edit(row.external, self.local.get(row.local).content)
        self._effect()
        row.version = self.cloud.versions[row.external]

    def _do_MoveRemote(self, row, action):
        self._need_no_news(row)
        try:
            self.cloud.move(
                row.external, action.remote_name, self._folder_of(action.parent)
            )
        except Cycle:
            if row.kind is Kind.SUB:
                # Each side put one folder into the other: the cloud's move stands.
                name = self.local.get(row.local).name
                self.local.relocate(row.local, name, self._place_of(row.base.parent))
            raise Busy from None
        self._effect()
        row.version = self.cloud.versions[row.external]

    def _do_BinRemote(self, row, action):
        self._need_no_news(row)
        self.cloud.bin(row.external)
        self._effect()

    # In Odoo, where an effect and its base are written together

    def _do_CreateLocal(self, row, action):
        parent = self._place_of(action.parent)
        item = self.cloud.get(row.external)
        row.local = self.local.add(
            parent, action.name, row.kind, item.content, item.native
        )
        self.rows.agree(row)
        self._effect()

    def _do_MoveLocal(self, row, action):
        try:
            self.local.relocate(row.local, action.name, self._place_of(action.parent))
        except Cycle:
            raise Busy from None
        self._effect()

    def _do_PullContent(self, row, action):
        self.local.get(row.local).content = self.cloud.get(row.external).content
        self._effect()

    def _do_ConflictCopy(self, row, action):
        assert action.name != self.local.get(row.local).name
        self._keep_both(row, action.name)
        self._do_PullContent(row, action)

    def _keep_both(self, row, name):
        mine = self.local.get(row.local)
        self.local.add(mine.parent, name, Kind.FILE, mine.content)

    def _do_UnlinkLocal(self, row, action):
        if self.local.children(row.local):
            raise Busy
        self.local.remove(row.local)
        self._effect()

    def _do_Rebase(self, row, action):
        pass

    def _do_Forget(self, row, action):
        self.rows.drop(row)
