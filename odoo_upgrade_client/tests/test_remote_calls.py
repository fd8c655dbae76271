# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect

from odoo.exceptions import AccessError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import SQL

from .common import PlatformCase

ADDON = "odoo.addons.odoo_upgrade_client."
#: what an upgrade user may call; without a record it does nothing, or says so
OF_USERS = {
    "action_cancel",
    "action_refresh",
    "action_request_approval",
    "action_run",
    "action_skip_test",
    "action_step",
    "copy_data",
    "create",
    "write",
}
#: models without a rule, with the reason
WITHOUT_RULE = {
    "res.config.settings": "of Odoo; the settings are of no record",
    "upgrade.secret": "nobody has access at all",
}


@tagged("post_install", "-at_install")
class TestRemoteCalls(PlatformCase):
    """The whole registry, as a remote caller finds it."""

    def own_classes(self):
        """:return: pairs of a model with a table and a class of this addon in it"""
        return [
            (model, cls)
            for model in self.env.values()
            if not model._abstract
            for cls in type(model).mro()
            if cls.__module__.startswith(ADDON)
        ]

    def own_models(self):
        """:return: the models with a table that this addon makes or extends"""
        return list({model._name: model for model, _cls in self.own_classes()}.values())

    def public_methods(self):
        """:return: pairs of model and method"""
        found = set()
        for model, cls in self.own_classes():
            for name, each in vars(cls).items():
                if not name.startswith("_") and inspect.isfunction(each):
                    get_public_method(model, name)
                    found.add((model._name, name))
        return sorted(found)

    def call(self, user, model, name):
        """Call a method without a record, as /web/dataset/call_kw does."""
        model = self.env[model].with_user(user)
        method = getattr(type(model), name)
        needed = [
            [] if each.name == "vals_list" else {}
            for each in list(inspect.signature(method).parameters.values())[1:]
            if each.default is each.empty
        ]
        records = [] if getattr(method, "_api_model", False) else [[]]
        return call_kw(model, name, [*records, *needed], {})

    def fingerprint(self):
        """:return: what stands in the tables that could change"""
        self.env.flush_all()
        tables = [model._table for model in self.own_models()]
        tables += ["queue_job", "mail_message", "mail_activity", "ir_attachment"]
        tables += ["ir_config_parameter", "res_groups"]
        rows = {}
        for table in tables:
            self.env.cr.execute(
                SQL(
                    "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM %s t",
                    SQL.identifier(table),
                )
            )
            rows[table] = self.env.cr.fetchone()
        return rows

    def refused(self, user, model, name):
        try:
            with self.env.cr.savepoint():
                self.call(user, model, name)
        except AccessError:
            return True
        except ValueError as error:
            self.assertIn("Expected singleton", str(error), (model, name))
        return False

    def test_strangers_are_refused_without_a_record_too(self):
        self.new_request()
        portal = self.new_user("portal", "base.group_portal")
        plain = self.new_user("plain", "base.group_user")
        methods = self.public_methods()
        self.assertIn(("res.config.settings", "action_upgrade_check"), methods)
        self.assertIn(("upgrade.restore.wizard", "action_restore"), methods)
        before = self.fingerprint()
        for user in (portal, plain):
            for model, name in methods:
                with self.subTest(user=user.login, model=model, name=name):
                    self.assertTrue(self.refused(user, model, name))
        self.assertEqual(self.control.counters()["total"], 0)
        self.assertEqual(self.fingerprint(), before)

    def test_upgrade_users_call_what_is_theirs(self):
        self.new_request()
        before = self.fingerprint()
        passed = set()
        for model, name in self.public_methods():
            if not self.refused(self.user, model, name):
                passed.add((model, name))
        self.assertEqual(passed, {("upgrade.request", name) for name in OF_USERS})
        self.assertEqual(self.control.counters()["total"], 0)
        self.assertEqual(self.fingerprint(), before)

    def test_only_system_administrators_change_settings(self):
        with self.assertRaises(AccessError):
            self.call(self.manager, "res.config.settings", "action_upgrade_check")
        self.assertEqual(self.control.counters()["total"], 0)

    def test_every_model_has_a_rule_or_a_reason(self):
        for model in self.own_models():
            rules = self.env["ir.rule"].search([("model_id.model", "=", model._name)])
            with self.subTest(model=model._name):
                if model._name in WITHOUT_RULE:
                    self.assertFalse(rules)
                elif model._transient:
                    everyone = rules.filtered(lambda rule: not rule.groups)
                    domains = everyone.mapped("domain_force")
                    self.assertEqual(domains, ["[('create_uid', '=', user.id)]"])
                else:
                    self.assertTrue(rules)

    def test_a_wizard_belongs_to_who_opened_it(self):
        request = self.new_request()
        another = self.new_user("another", "base.group_system")
        admin = self.env.ref("base.user_admin")
        for model in self.own_models():
            if not model._transient or model._name in WITHOUT_RULE:
                continue
            values = {"request_id": request.id, "database": "new"}
            wizard = model.with_user(admin).create(values)
            theirs = wizard.with_user(another)
            for act in (
                lambda wizard=theirs: wizard.read(["request_id"]),
                lambda wizard=theirs: wizard.write({"database": "x"}),
                lambda wizard=theirs: wizard.unlink(),
            ):
                with self.subTest(model=model._name), self.assertRaises(AccessError):
                    act()
            self.assertFalse(theirs.search([]))
