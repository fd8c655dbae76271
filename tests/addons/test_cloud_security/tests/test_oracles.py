# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .registry import our_models
from .walk_case import WALKERS, WalkCase

# From where everybody, or many, may ask.
OPEN_MODELS = (
    "ir.attachment",
    "mail.activity",
    "mail.message",
    "res.company",
    "res.partner",
    "res.users",
)
DEPTH = 3
# The others are like one of them, in the other company.
WHO = (
    "anonymous",
    "portal",
    "plain",
    "cloud_user",
    "cloud_manager_b",
    "upgrade_user",
    "upgrade_manager",
)


@tagged("post_install", "-at_install")
class TestOracles(WalkCase):
    """An answer must not depend on a text that the user may not see.

    A guess that is right and one that is wrong have to give the same answer, or none.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for letter, world in cls.worlds.items():
            owner = cls.companies.get(letter, cls.companies["a"])
            # An attachment that everybody may read, and whose content is in the cloud.
            world.attachment.copy({"name": f"Note {letter}", "public": True})
            cls._bind_public(world, owner)

    @classmethod
    def _bind_public(cls, world, owner):
        partner = cls.env["res.partner"].create(
            {"name": f"Open {world.letter}", "company_id": owner.id}
        )
        attachment = cls.env["ir.attachment"].create(
            {
                "name": f"open-{world.letter}.txt",
                "raw": b"content",
                "res_model": partner._name,
                "res_id": partner.id,
            }
        )
        file = world.rows["cloud.file"]
        file.copy({"odoo_id": attachment.id, "external_id": f"open-{world.letter}"})

    def test_oracles(self):
        for login in WHO:
            walker = WALKERS[login]
            for start in [*our_models(self.env), *map(self.env.get, OPEN_MODELS)]:
                if not self._answers(login, start):
                    continue
                for path, model in self._paths(start):
                    for canary in self._hidden(walker, model, not path):
                        self._ask(login, start, path, canary)
        self.judge("oracles")

    def _answers(self, login, start):
        answer, _changed = self.step(login, start, "search", ([],))
        return not isinstance(answer, Exception) and answer != "[]"

    def _hidden(self, walker, model, whole):
        """:return: canaries of a model that are not for this user

        :param whole: one of each text; else one for all that are protected alike
        """
        found = {}
        for canary in self.canaries:
            if canary.model == model and canary.label not in walker.sees:
                field = self.env[model]._fields[canary.field]
                alike = canary.field if whole else (field.groups, bool(field.compute))
                found.setdefault((alike, canary.label), canary)
        return found.values()

    def _paths(self, start):
        """:return: generator of (names of relations, name of the model at their end):
        one of the shortest ways to each relation within reach that leads to a model of
        ours
        """
        ours = {model._name for model in our_models(self.env)}
        if start._name in ours or start._name == "ir.attachment":
            yield (), start._name
        level, seen = [((), start)], {start._name}
        for _step in range(DEPTH):
            following = []
            for path, model in level:
                for field in model._fields.values():
                    if not (field.relational and (field.store or field.search)):
                        continue
                    target = self.env[field.comodel_name]
                    if target._name not in {*ours, "ir.attachment"}:
                        continue
                    if target._name not in seen:
                        following.append(((*path, field.name), target))
                        yield (*path, field.name), target._name
                seen.update(model._name for _path, model in following)
            level = following

    def _ask(self, login, start, path, canary):
        right, wrong = str(canary), str(canary).replace("CANARY", "ZANARY")
        dotted = ".".join([*path, canary.field])
        forms = {"search": self._search, "any": self._any}
        if len(path) < 2:
            forms |= {
                "name_search": self._name_search,
                "not any": self._not_any,
                "archived": self._archived,
                "group": self._having,
            }
        for form, ask in forms.items():
            answers = [
                ask(login, start, path, canary.field, f"{guess[:-1]}%")
                for guess in (right, wrong)
            ]
            if answers[0] != answers[1]:
                self.note(login, form, f"{start._name}.{dotted}", canary.label)
        if len(path) > 1:
            return
        for form, name, args in (
            (
                "export",
                "export_data",
                (self._all(login, start), [dotted.replace(".", "/")]),
            ),
            ("group by", "formatted_read_group", ([], [dotted], ["__count"])),
            (
                "web_read",
                "web_search_read",
                ([], self._specification(path, canary.field)),
            ),
        ):
            answer, _changed = self.step(login, start, name, args)
            if canary.label in self.leaks(login, answer):
                self.note(login, form, f"{start._name}.{dotted}", canary.label)
        answer, _changed = self.step(login, start, "search", ([], 0, 1, dotted))
        if not isinstance(answer, Exception) and self._is_restricted(login, canary):
            self.note(login, "order", f"{start._name}.{dotted}", canary.label)

    def _is_restricted(self, login, canary):
        model = self.as_user(login, canary.model)
        field = model._fields[canary.field]
        return not model._has_field_access(field, "read")

    def _all(self, login, start):
        return self.as_user(login, start).search([]).ids

    def _specification(self, path, field):
        spec = {field: {}}
        for name in reversed(path):
            spec = {name: {"fields": spec}}
        return spec

    # Forms of the question; an answer is what a caller would learn

    def _told(self, login, start, name, args, context=None):
        answer, _changed = self.step(login, start, name, args, context=context)
        return type(answer).__name__ if isinstance(answer, Exception) else answer

    def _search(self, login, start, path, field, guess):
        domain = [(".".join([*path, field]), "=like", guess)]
        return self._told(login, start, "search", (domain,))

    def _archived(self, login, start, path, field, guess):
        domain = [(".".join([*path, field]), "=like", guess)]
        return self._told(
            login, start, "search_count", (domain,), {"active_test": False}
        )

    def _name_search(self, login, start, path, field, guess):
        domain = [(".".join([*path, field]), "=like", guess)]
        return self._told(login, start, "name_search", ("", domain))

    def _having(self, login, start, path, field, guess):
        domain = [(".".join([*path, field]), "=like", guess)]
        return self._told(
            login, start, "formatted_read_group", (domain, [], ["__count"])
        )

    def _any(self, login, start, path, field, guess, operator="any"):
        domain = [(field, "=like", guess)]
        for name in reversed(path):
            domain = [(name, operator, domain)]
        return self._told(login, start, "search", (domain,))

    def _not_any(self, login, start, path, field, guess):
        return self._any(login, start, path, field, guess, "not any")
