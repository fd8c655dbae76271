# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo.http import _generate_routing_rules
from odoo.orm.model_classes import is_model_definition
from odoo.tests import tagged

from .allowed import ROUTES
from .registry import ADDONS, our_fields, our_models
from .walk_case import WalkCase
from .world import SECRET_MODELS

STARTS = (
    "ir.attachment",
    "mail.activity",
    "mail.message",
    "res.partner",
    "res.users",
)
DEPTH = 4


@tagged("post_install", "-at_install")
class TestStructure(WalkCase):
    """What has to hold for each model, relation and route of ours."""

    def test_rules(self):
        """A transient row is its maker's; other rows have a rule of their company."""
        for model in our_models(self.env):
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", model._name), ("global", "=", True)]
            )
            domains = " ".join(rules.mapped("domain_force"))
            needed = "create_uid" if model._transient else "company_id"
            if needed not in domains:
                self.note(model._name, "no global rule of", needed)
        self.judge("rules")

    def test_one_class_a_model(self):
        """An addon has one class for a model; what is too large has mixins."""
        for model in self.env.registry.values():
            classes = filter(is_model_definition, model._base_classes__)
            parts = Counter(cls.__module__.split(".")[2] for cls in classes)
            for addon in ADDONS & parts.keys():
                with self.subTest(model=model._name, addon=addon):
                    self.assertEqual(parts[addon], 1)

    def test_secret_models_are_closed(self):
        for name in SECRET_MODELS:
            for access in self.env["ir.model.access"].search(
                [("model_id.model", "=", name)]
            ):
                with self.subTest(access=access.name):
                    self.assertEqual(access.group_id, self.env.ref("base.group_system"))
                    self.assertFalse(
                        access.perm_write or access.perm_create or access.perm_unlink
                    )

    def test_relations(self):
        """No search by everybody's models leads to where secrets are.

        Groups of fields do not count: some searches are made with all rights, and only
        what is found is filtered afterwards.
        """
        for start in STARTS:
            for path, field in self._relations(start):
                if self._is_secret(field):
                    self.note(f"{start}.{'.'.join(path)}", "reaches", str(field))
        self.judge("relations")

    def _is_secret(self, field):
        system = field.groups == "base.group_system"
        return field.model_name in SECRET_MODELS or (system and not field.relational)

    def _relations(self, start):
        """:return: generator of (path, field of ours at its end), shortest first"""
        level, seen = [((), self.env[start])], {start}
        for _step in range(DEPTH + 1):
            following = []
            for path, model in level:
                for field in our_fields(model):
                    if field.store and not field.relational:
                        yield (*path, field.name), field
                for field in model._fields.values():
                    if not (field.relational and (field.store or field.search)):
                        continue
                    if field.comodel_name not in seen:
                        seen.add(field.comodel_name)
                        target = self.env[field.comodel_name]
                        following.append(((*path, field.name), target))
            level = following

    def test_routes(self):
        """Each route is in the table, with who may call it, and why."""
        found = {
            url: endpoint.routing["auth"]
            for url, endpoint in _generate_routing_rules(
                [*self.env.registry._init_modules], nodb_only=False
            )
            if endpoint.func.__module__.split(".")[2:3]
            and endpoint.func.__module__.split(".")[2] in ADDONS
        }
        self.counts["routes"] = len(found)
        self.assertEqual(found, {url: auth for url, (auth, _why) in ROUTES.items()})
