# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .registry import extended_models, our_fields, our_models
from .walk_case import WALKERS, WalkCase


@tagged("post_install", "-at_install")
class TestFields(WalkCase):
    """Every field of ours, read in each way there is, as each kind of user."""

    def test_fields(self):
        for model in [*our_models(self.env), *extended_models(self.env)]:
            fields = our_fields(model)
            self.counts["fields"] += len(fields)
            for login in WALKERS:
                ids = self._readable(login, model)
                # Who may not even open the model may not open a field of it.
                for field in fields if ids else fields[:1]:
                    self._read(login, model, field, ids or self._ids(model))
        self.judge("fields")

    def _readable(self, login, model):
        """:return: the IDs of our rows that a user may read anything of, one by one"""
        return [
            row
            for row in self._ids(model)
            if not isinstance(
                self.step(login, model, "read", ([row], ["id"]))[0], Exception
            )
        ]

    def _ids(self, model):
        if model._name == "ir.attachment":
            return [world.attachment.id for world in self.worlds.values()]
        rows = [w.rows.get(model._name) for w in self.worlds.values()]
        return [row.id for row in rows if row]

    def _read(self, login, model, field, ids):
        nested = {"fields": {"display_name": {}}} if field.relational else {}
        domain = [("id", "in", ids)]
        for name, args in (
            ("read", (ids, [field.name])),
            ("web_read", (ids, {field.name: nested})),
            ("search_read", (domain, [field.name])),
            ("export_data", (ids, [field.name])),
            ("formatted_read_group", (domain, [field.name], ["__count"])),
        ):
            answer, changed = self.step(login, model, name, args)
            for label in self.leaks(login, answer):
                self.note(login, f"{model._name}.{field.name} shows", label)
            for what in changed:
                self.note(login, f"{model._name}.{field.name} changes", what)
