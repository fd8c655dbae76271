# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The bindings of the world, and how they become the states that are compared."""

from dataclasses import dataclass, field, replace
from typing import Any

from sync.naming import legal_name
from sync.remote import Limits
from sync.states import (
    OUTSIDE,
    BaseState,
    ConflictCopy,
    Kind,
    LocalState,
    MoveLocal,
    MoveRemote,
    PullContent,
    RemoteState,
    ReplaceContent,
)

FREE = (Kind.FILE, Kind.SUB)
HOLDERS = (Kind.RECORD, Kind.SUB)

BOTH = {"name", "parent"}
PLACE = BOTH | {"remote_name"}
CONTENT = {"checksum", "content_hash", "native"}
ALL = PLACE | CONTENT
# What an action makes both sides agree on, where that is not everything.
CONCERNED = {
    MoveRemote: PLACE,
    MoveLocal: {"remote_name"},
    ReplaceContent: CONTENT,
    PullContent: CONTENT,
    ConflictCopy: CONTENT,
}


@dataclass(eq=False)
class Row:
    """A binding.

    :param version: the remote version that the base stands for
    :param reserved: an item of ours may be on its way under the remote id
    :param sent: the contents that were sent on that way
    """

    kind: Any
    local: int | None = None
    external: int | None = None
    base: BaseState | None = None
    version: int = 0
    reserved: bool = False
    sent: set = field(default_factory=set)


class Rows:
    """All bindings of one Odoo with one cloud.  A row is the key of its folder."""

    def __init__(self, local, cloud):
        self.local = local
        self.cloud = cloud
        self._rows = []

    def __iter__(self):
        return iter(list(self._rows))

    def __contains__(self, row):
        return row in self._rows

    def add(self, kind, **values):
        self._rows.append(Row(kind, **values))

    def drop(self, row):
        self._rows.remove(row)

    def of_local(self, key):
        return next((r for r in self._rows if key and r.local == key), None)

    def of_external(self, key):
        return next((r for r in self._rows if key and r.external == key), None)

    def beneath(self, row):
        """:return: the rows of all that was in a folder when both sides last agreed"""
        found = [row]
        for place in found:
            found += [r for r in self._rows if r.base and r.base.parent is place]
        return found[1:]

    def local_state(self, row):
        thing = self.local.get(row.local)
        if thing is None:
            return None
        return LocalState(
            thing.name,
            legal_name(thing.name, Limits()),
            self.of_local(thing.parent),
            thing.content and f"sha-{thing.content}",
            thing.content and f"hash-{thing.content}",
        )

    def remote_state(self, row):
        """:return: what the cloud tells when it is asked for the item itself"""
        item = self.cloud.get(row.external)
        if item is None:
            return RemoteState("", None, gone=True)
        return RemoteState(
            item.name,
            self.place(row.external, row.kind),
            item.content and f"hash-{item.content}",
            binned=self.cloud.is_binned(row.external),
            native=item.native,
        )

    def is_alive(self, row):
        """:return: whether the row's item is in the cloud, inside of our tree"""
        return bool(row.external) and not self.remote_state(row).deleted

    def place(self, key, kind):
        """:return: the row of the folder that an item is in, or OUTSIDE"""
        above = self.cloud.get(key).parent
        if kind is Kind.ROOT and above == self.cloud.top:
            return None
        row = self.of_external(above)
        if kind not in FREE:
            # A folder that Odoo alone manages is fetched back from anywhere.
            return row or "elsewhere"
        if row is None or row.base is None or row.kind not in HOLDERS:
            return OUTSIDE
        if row.kind is Kind.SUB and self.place(above, Kind.SUB) == OUTSIDE:
            return OUTSIDE
        return row

    def agree(self, row, actions=(), before=None):
        """Remember what both sides have now.

        :param actions: those that were carried out; what they do not concern is left
            as it was, because something may still be to do about it
        :param before: the LocalState that they changed
        """
        local, remote = self.local_state(row), self.remote_state(row)
        now = BaseState(
            local.name,
            remote.name,
            remote.parent,
            local.checksum,
            remote.content_hash,
            remote.native,
        )
        concerned = set()
        for action in actions:
            concerned |= CONCERNED.get(type(action), ALL)
            if isinstance(action, MoveLocal):
                # What Odoo changed by itself is still to be told to the cloud.
                moved = {n for n in BOTH if getattr(before, n) != getattr(local, n)}
                concerned |= moved
        if row.base and actions and concerned != ALL:
            now = replace(row.base, **{name: getattr(now, name) for name in concerned})
        row.base = now
        row.version = self.cloud.versions[row.external]
        row.reserved = False
        row.sent.clear()
