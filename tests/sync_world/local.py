# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from sync.states import Kind

from .tree import Forest, Thing


class Local(Forest):
    """What Odoo holds: a root, a rule, records, and what people put into these."""

    def __init__(self, records=2):
        super().__init__(1)
        self.root = self.add(None, "Odoo", Kind.ROOT)
        self.rule = self.add(self.root, "Contacts", Kind.RULE)
        for number in range(records):
            self.add(self.rule, f"record {number}", Kind.RECORD)

    def add(self, parent, name, kind, content=None, native=False):
        """:return: the id of the new thing"""
        key = self.new_id()
        self.things[key] = Thing(name, parent, kind, content, native)
        return key

    def remove(self, key):
        """Delete a thing with all that is in it."""
        for gone in reversed(self.below(key)):
            del self.things[gone]

    def of_kind(self, *kinds):
        return [key for key, thing in self.things.items() if thing.kind in kinds]

    def contents(self):
        return {thing.content for thing in self.things.values()} - {None}
