# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from sync.states import Kind

from .tree import Forest, Thing

FIRST_ID = 1000


class Cloud(Forest):
    """A drive with a bin and a change feed.

    Names need not be unique.  Who puts a folder into the bin is told of in the feed,
    what is in it is not.
    """

    def __init__(self):
        super().__init__(FIRST_ID)
        self.binned_tops = set()
        self.versions = {}
        self.feed = []
        self.top = self.add(None, "drive", Kind.SUB)
        self.elsewhere = self.add(self.top, "Elsewhere", Kind.SUB)

    def _changed(self, key):
        self.versions[key] = self.versions.get(key, 0) + 1
        self.feed.append(key)

    def add(self, parent, name, kind, content=None, native=False, key=None):
        """:return: the id of the new item"""
        key = key or self.new_id()
        self.things[key] = Thing(name, parent, kind, content, native)
        self._changed(key)
        return key

    def edit(self, key, content):
        self.things[key].content = content
        self._changed(key)

    def move(self, key, name, parent):
        """:raise Cycle: the new place is in the item itself"""
        self.relocate(key, name, parent)
        self._changed(key)

    def bin(self, key):
        self.binned_tops.add(key)
        self._changed(key)

    def restore(self, key):
        """Bring an item back to where it was."""
        self.binned_tops.discard(key)
        self._changed(key)

    def purge(self, key):
        """Delete for ever; :return: the contents that went"""
        lost = set()
        for gone in reversed(self.below(key)):
            lost.add(self.things.pop(gone).content)
            self.binned_tops.discard(gone)
            self._changed(gone)
        return lost

    def is_binned(self, key):
        return any(place in self.binned_tops for place in self.ancestors(key))

    def live(self, kind=None):
        """:return: the ids of what is not in the bin, but for the drive itself"""
        return [
            key
            for key, thing in self.things.items()
            if key != self.top
            and kind in (None, thing.kind)
            and not self.is_binned(key)
        ]

    def contents(self):
        """:return: all that can be had, also out of the bin"""
        return {thing.content for thing in self.things.values()} - {None}
