# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from sync.decide import decide
from sync.states import OUTSIDE, CreateLocal, Kind, Policy

from .executor import TODAY, Busy, Executor, PowerCut
from .rows import FREE, Rows


class Engine:
    """Observe, decide, execute: one thing after the other, in any order.

    Only two orders are kept, as :func:`sync.decide.decide` demands: folders are made
    and moved before what is in them, and they go after that.

    :param rng: :class:`random.Random` that shuffles everything else
    """

    def __init__(self, local, cloud, rng):
        self.local = local
        self.cloud = cloud
        self.rng = rng
        self.rows = Rows(local, cloud)
        self.executor = Executor(self.rows)
        self.cursor = 0
        # What the feed told of and is not decided yet, by remote id.
        self.hints = set()

    def round(self, power=None, share=1.0):
        """Run once.

        :param power: after so many effects the power goes, None: never
        :param share: how much of the feed is read
        :return: the actions that were carried out
        """
        self.executor.begin(power)
        try:
            self._read_feed(share)
            self._find_rows()
            while self._decide_all(self._folders(falling=False)):
                self._find_rows()
            self._decide_all([row for row in self.rows if row.kind is Kind.FILE])
            self._decide_all(self._folders(falling=True), shuffled=False)
            self._forget_strangers()
        except PowerCut:
            pass
        return self.executor.done

    # Observe

    def _read_feed(self, share):
        end = self.cursor + round((len(self.cloud.feed) - self.cursor) * share)
        for key in self.cloud.feed[self.cursor : end]:
            row = self.rows.of_external(key)
            if not row or row.version != self.cloud.versions[key]:
                self._hint(key)
        self.cursor = end

    def _hint(self, key):
        """The feed tells of a folder only, whatever happens to all that is in it."""
        self.hints.add(key)
        if self.cloud.get(key):
            self.hints.update(self.cloud.below(key))
        if row := self.rows.of_external(key):
            self.hints.update(r.external for r in self.rows.beneath(row))

    def _find_rows(self):
        for key, thing in self.local.things.items():
            if not self.rows.of_local(key):
                self.rows.add(thing.kind, local=key)
        for key in sorted(self.hints):
            if self.rows.of_external(key):
                continue
            item = self.cloud.get(key)
            if item and not self.cloud.is_binned(key):
                if self.rows.place(key, item.kind) != OUTSIDE:
                    self.rows.add(item.kind, external=key)

    def _forget_strangers(self):
        """A folder that becomes ours later is listed then."""
        self.hints = {key for key in self.hints if self.rows.of_external(key)}

    def _folders(self, falling):
        """:return: the rows of folders, those deep in the tree first"""
        folders = [row for row in self.rows if row.kind is not Kind.FILE]
        folders.sort(key=lambda row: len(self.rows.beneath(row)))
        return [row for row in folders if self._is_falling(row) == falling]

    def _is_falling(self, row):
        if row.base is None:
            return False
        gone = not self.local.get(row.local)
        return gone or (row.kind is Kind.SUB and not self.rows.is_alive(row))

    # Decide and execute

    def _decide_all(self, rows, shuffled=True):
        """:return: whether anything was done"""
        before = len(self.executor.done)
        if shuffled:
            self.rng.shuffle(rows)
        for row in rows:
            external = row.external
            if row.reserved and not self.local.get(row.local):
                self.executor.withdraw(row)
                continue
            try:
                decision = self._decide(row)
                effect = decision.next_effect()
                self.executor.carry_out(row, effect)
            except Busy:
                self.hints |= {external} - {None}
                continue
            if effect.actions == decision.actions:
                self.hints.discard(external)
            if not (self.local.get(row.local) or row.base):
                self.rows.drop(row)
            elif any(isinstance(action, CreateLocal) for action in decision.actions):
                # A folder is listed when it becomes ours.
                self.hints.update(self.cloud.children(external))
        return len(self.executor.done) > before

    def _decide(self, row):
        local, remote = self.rows.local_state(row), None
        if row.external and not row.reserved:
            if row.external in self.hints or row.kind not in FREE:
                remote = self.rows.remote_state(row)
                row.version = self.cloud.versions.get(row.external, 0)
        policy = Policy(today=TODAY, empty=self._is_empty(row))
        return decide(row.kind, local, row.base, remote, policy)

    def _is_empty(self, row):
        """Whether the side that still has a folder has nothing in it any more.

        :raise Busy: what it holds for others has to leave first
        """
        if self.local.get(row.local):
            return not self.local.children(row.local)
        if not self.cloud.get(row.external):
            return True
        if row.kind is Kind.RECORD and self._is_refuge(row):
            raise Busy
        return not set(self.cloud.children(row.external)) & set(self.cloud.live())

    def _is_refuge(self, row):
        """Whether a record that is gone still has files that live on elsewhere."""
        return any(self.local.get(each.local) for each in self.rows.beneath(row))
