# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect

from odoo.tests import tagged

from .registry import extended_models, our_mixins, our_models, public_methods
from .walk_case import WALKERS, WalkCase

# What a parameter without a default probably wants.
GUESSES = {
    "vals": {},
    "vals_list": [{}],
    "values": {},
    "domain": [],
    "fields": ["display_name"],
    "field_names": ["display_name"],
    "specification": {"display_name": {}},
    "name": "x",
    "partner_ids": [],
    "groupby": ["create_uid"],
}
WHO = (
    "anonymous",
    "portal",
    "plain",
    "cloud_user",
    "cloud_manager_b",
    "upgrade_user",
)


@tagged("post_install", "-at_install")
class TestMethods(WalkCase):
    """Every method that can be called from outside, as each kind of user."""

    def test_methods(self):
        models = (our_models, our_mixins, extended_models)
        for model in (model for which in models for model in which(self.env)):
            for name, method in public_methods(model).items():
                self.counts["methods"] += 1
                for login in WHO:
                    for args in self._calls(login, model, method):
                        self._try(login, model, name, args)
        self.judge("methods")

    def _try(self, login, model, name, args):
        answer, changed = self.step(login, model, name, args)
        who = f"{login} {model._name}.{name}"
        for label in self.leaks(login, answer):
            self.note(who, "shows", label)
        if WALKERS[login].changes:
            changed &= {"foreign", "network", "process"}
        for what in sorted(changed):
            self.note(who, "changes", what)

    def _calls(self, login, model, method):
        """:return: generator of the arguments to try"""
        shapes = list(_shapes(method))
        if getattr(method, "_api_model", False):
            yield from shapes
            return
        own = self._ids(model, WALKERS[login].world)
        foreign = self._ids(model, "b" if WALKERS[login].world == "a" else "a")
        for ids in ([], own, foreign, [*own, *foreign], str(foreign[0])):
            for shape in shapes:
                yield (ids, *shape)

    def _ids(self, model, letter):
        world = self.worlds[letter]
        if model._name == "ir.attachment":
            return world.attachment.ids
        for name in (model._name, *sorted(model._inherit_children)):
            if name in world.rows:
                return world.rows[name].ids
        return [1]


def _shapes(method):
    """:return: generator of arguments that a method would take"""
    parameters = list(inspect.signature(method).parameters.values())[1:]
    needed = [p for p in parameters if p.default is p.empty and p.kind < 2]
    seen = []
    guess = tuple(GUESSES.get(p.name, []) for p in needed)
    for shape in ((), guess, ([],), ({},)):
        try:
            inspect.signature(method).bind(None, *shape)
        except TypeError:
            continue
        if shape not in seen:
            seen.append(shape)
            yield shape
