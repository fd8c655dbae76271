# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .registry import our_fields, our_models, public_methods
from .walk_case import WALKERS, WalkCase


@tagged("post_install", "-at_install")
class TestWizards(WalkCase):
    """Who lets a wizard of one's own name what is another company's gets nowhere."""

    def test_wizards(self):
        for model in our_models(self.env):
            if not model._transient:
                continue
            for login, walker in WALKERS.items():
                letter = "b" if walker.world == "a" else "a"
                row = self.worlds[letter].rows[model._name]
                self._own(login, row)
                for name in public_methods(model):
                    if name.startswith("action_"):
                        self._press(login, row, name)
                for field in our_fields(model):
                    self._read(login, row, field)
        self.judge("wizards")

    def _own(self, login, row):
        self.env.cr.execute(
            f"UPDATE {row._table} SET create_uid = %s WHERE id = %s",
            [self.users[login].id, row.id],
        )
        self.env.invalidate_all()

    def _press(self, login, row, name):
        answer, changed = self.step(login, row, name, (row.ids,))
        for label in self.leaks(login, answer):
            self.note(login, f"{row._name}.{name} shows", label)
        for what in changed - {row._table, "foreign"}:
            self.note(login, f"{row._name}.{name} changes", what)

    def _read(self, login, row, field):
        answer, _changed = self.step(login, row, "read", (row.ids, [field.name]))
        for label in self.leaks(login, answer):
            if not label.startswith("own"):
                self.note(login, f"{row._name}.{field.name} shows", label)
