# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import new_test_user

from .common import CloudCase


class RuleCase(CloudCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule.unlink()
        cls.Rule = cls.env["cloud.sync.rule"]
        cls.people = cls.env["res.partner"].create(
            [
                {"name": "Abigail Peterson", "function": "buyer", "color": 1},
                {"name": "Anita Oliver", "function": "seller", "color": 1},
                {"name": "Azure Interior", "is_company": True, "color": 2},
            ]
        )
        cls.abigail, cls.anita, cls.azure = cls.people
        cls.manager = new_test_user(
            cls.env,
            "cloud manager",
            "connector_cloud.group_cloud_manager",
            context={"no_reset_password": True},
        )
        cls.user = new_test_user(
            cls.env,
            "cloud user",
            "connector_cloud.group_cloud_user",
            context={"no_reset_password": True},
        )

    @classmethod
    def _people_rule(cls, name, domain=(), **values):
        """A rule that can only match the people of this test."""
        return cls._rule(name, repr([("id", "in", cls.people.ids), *domain]), **values)

    def _owners(self):
        """:return: dict folder name of the owning rule -> the people it owns"""
        owners = self.Rule._owners("res.partner", self.people.ids)
        self._assert_same_in_sql(owners)
        names = {}
        for person in self.people:
            if person.id in owners:
                rule_name = owners[person.id].name
                names.setdefault(rule_name, self.people.browse())
                names[rule_name] |= person
        return names

    def _assert_same_in_sql(self, owners):
        """The set-based query and the one by ids must never disagree."""
        for rule in self.Rule.search([]):
            self.assertEqual(
                {row[0] for row in self.env.execute_query(rule._owned_query())},
                {res_id for res_id, owner in owners.items() if owner == rule},
            )

    def _field(self, name):
        return self.env["ir.model.fields"]._get("res.partner", name).id

    def _folder(self, **values):
        return self.env["cloud.folder"].create(
            {
                "backend_id": self.backend.id,
                "name": "Folder",
                "kind": "record",
                "res_model": "res.partner",
                "checked_at": fields.Datetime.now(),
                **values,
            }
        )
