# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .registry import our_fields, our_models
from .walk_case import WALKERS, WalkCase


@tagged("post_install", "-at_install")
class TestCompanies(WalkCase):
    """Who names a company that is not the user's in the context gets nothing for it."""

    def test_companies(self):
        for model in our_models(self.env):
            names = [field.name for field in our_fields(model)]
            for login, walker in WALKERS.items():
                self._switch(login, walker, model, names)
        self.judge("companies")

    def _switch(self, login, walker, model, names):
        foreign = self.companies["b" if walker.world == "a" else "a"]
        row = self.worlds["b" if walker.world == "a" else "a"].rows[model._name]
        answers = {}
        for companies in (
            foreign.ids,
            [*self.companies[walker.world].ids, *foreign.ids],
        ):
            context = {"allowed_company_ids": companies}
            for name, args in (
                ("search", ([],)),
                ("read", (row.ids, ["display_name"])),
                ("search_read", ([], names)),
                ("write", (row.ids, {})),
            ):
                plain = answers.setdefault(name, self._told(login, model, name, args))
                switched = self._told(login, model, name, args, context)
                if switched not in (plain, "AccessError"):
                    self.note(login, f"{model._name}.{name}", "with another company")

    def _told(self, login, model, name, args, context=None):
        answer, _changed = self.step(login, model, name, args, context=context)
        return type(answer).__name__ if isinstance(answer, Exception) else answer
