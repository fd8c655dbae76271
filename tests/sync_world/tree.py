# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What both sides of the world have in common: named things in folders."""

import itertools
from dataclasses import dataclass


class Cycle(Exception):
    """A folder cannot be moved into itself."""


@dataclass
class Thing:
    """A file or a folder.

    :param kind: a :class:`~sync.states.Kind`; in a cloud a folder is SUB
    :param content: an opaque string; None for folders and native documents
    """

    name: str
    parent: int | None
    kind: object
    content: str | None = None
    native: bool = False


class Forest:
    """Things by their ids."""

    def __init__(self, first_id):
        self.things = {}
        self._ids = itertools.count(first_id)

    def new_id(self):
        return next(self._ids)

    def get(self, key):
        return self.things.get(key)

    def ancestors(self, key):
        """:return: iterator over the ids from ``key`` itself up to the top"""
        while key is not None:
            yield key
            key = self.things[key].parent

    def below(self, key):
        """:return: the ids of all that is in a folder, the folder first"""
        found = [key]
        for place in found:
            found += [k for k, thing in self.things.items() if thing.parent == place]
        return found

    def children(self, key):
        return [k for k, thing in self.things.items() if thing.parent == key]

    def relocate(self, key, name, parent):
        """:raise Cycle: the new place is in the thing itself"""
        if key in self.ancestors(parent):
            raise Cycle
        self.things[key].name = name
        self.things[key].parent = parent
