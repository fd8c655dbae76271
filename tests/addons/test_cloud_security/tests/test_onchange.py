# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .registry import our_fields, our_models
from .walk_case import WALKERS, WalkCase
from .world import TEXTS

SECRET = "CANARY-parameter-x-value"
PRIVATE = "CANARY-private-x-employee-ssnid"


@tagged("post_install", "-at_install")
class TestOnchange(WalkCase):
    """A form that is not saved computes for its user nothing that is not the user's.

    Each text of each model is filled with domains over other tables, with one that is
    right and one that is wrong, and with expressions that show a restricted field.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("walk.secret", SECRET)
        cls.partner = cls.env["res.partner"].create({"name": "Employee"})
        cls.env["hr.employee"].create(
            {
                "name": "Employee",
                "work_contact_id": cls.partner.id,
                "ssnid": PRIVATE,
                "company_id": cls.companies["a"].id,
            }
        )
        secret = {c.model: c for c in cls.canaries if c.label == "secret-a"}
        cls.questions = [
            ("ir.config_parameter", "value", SECRET),
            ("hr.employee", "ssnid", PRIVATE),
            ("res.partner", "employee_ids.ssnid", PRIVATE),
            ("sale.order", "name", cls.worlds["b"].document.name),
            *((model, c.field, str(c)) for model, c in sorted(secret.items())),
        ]

    def test_onchange(self):
        for model in our_models(self.env):
            texts = [f for f in our_fields(model) if f.type in TEXTS and not f.readonly]
            for login in WALKERS:
                if isinstance(self._onchange(login, model, {}), Exception):
                    continue
                self.counts["forms"] += 1
                for field in texts:
                    for question in self.questions:
                        self._ask(login, model, field, *question)
                    self._show(login, model, field)
        self.judge("onchange")

    def _ask(self, login, model, field, target, path, truth):
        values = self._about(target, model)
        answers = [
            self._onchange(
                login,
                model,
                {**values, field.name: repr([(path, "=like", guess)])},
                [field.name],
            )
            for guess in (f"{truth[:-1]}%", f"Z{truth[1:-1]}%")
        ]
        told = [
            type(a).__name__
            if isinstance(a, Exception)
            else a.replace("ZANARY", "CANARY")
            for a in answers
        ]
        if told[0] != told[1]:
            self.note(login, f"{model._name}.{field.name}", "asks", f"{target}.{path}")

    def _show(self, login, model, field):
        values = {
            **self._about("res.partner", model),
            "domain": repr([("id", "=", self.partner.id)]),
            field.name: "${object.employee_ids.ssnid}",
        }
        known = {name: v for name, v in values.items() if name in model._fields}
        answer = self._onchange(login, model, known, [field.name])
        if PRIVATE in str(answer):
            self.note(login, f"{model._name}.{field.name}", "shows a private field")

    def _about(self, target, model):
        """:return: dict of what a form says that is about another model"""
        values = {"name": "Walk"} if "name" in model._fields else {}
        for field in our_fields(model):
            if field.comodel_name == "ir.model":
                values[field.name] = self.env["ir.model"]._get(target).id
            elif field.comodel_name == "cloud.backend" and field.type == "many2one":
                values[field.name] = self.worlds["a"].rows["cloud.backend"].id
        return values

    def _onchange(self, login, model, values, changed=()):
        specification = {
            field.name: {} for field in our_fields(model) if not field.relational
        }
        readable = {
            name: spec
            for name, spec in specification.items()
            if self.as_user(login, model)._has_field_access(model._fields[name], "read")
        }
        answer, _changed = self.step(
            login, model, "onchange", ([], values, list(changed), readable)
        )
        return answer
