# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .names_case import PLAN, SECRET, NamesCase

OWNER = "[('create_uid', '=', user.id)]"
# Models that people reach, but no rule of companies: and why.
WITHOUT_COMPANY = {
    "cloud.credential": "only system administrators read it",
    "cloud.watch": "only system administrators read it",
    "cloud.oauth.request": "only system administrators read it",
}


@tagged("post_install", "-at_install")
class TestRecordRules(NamesCase):
    """What is somebody's own, or a company's, is nobody else's."""

    def _models(self):
        """:return: the models of these addons that anybody has rights for"""
        rights = self.env["ir.model.access"].search([("active", "=", True)])
        for name in sorted(set(rights.mapped("model_id.model"))):
            model = self.env[name]
            module = model._original_module or ""
            # The provider for tests has a model of its own, which nobody installs.
            if module.startswith("connector_cloud") and "memory" not in module:
                yield model

    def _global_rules(self, model):
        domain = [("model_id.model", "=", model._name), ("groups", "=", False)]
        return self.env["ir.rule"].search(domain).mapped("domain_force")

    def test_every_wizard_is_its_user_own(self):
        wizards = [model for model in self._models() if model._transient]
        self.assertGreater(len(wizards), 5)
        for model in wizards:
            with self.subTest(model._name):
                self.assertIn(OWNER, self._global_rules(model))

    def test_every_row_is_its_company_own(self):
        for model in self._models():
            if model._transient or model._name in WITHOUT_COMPANY:
                continue
            with self.subTest(model._name):
                rules = self._global_rules(model)
                self.assertTrue(any("company_id" in rule for rule in rules))

    def test_what_needs_no_company_is_for_administrators(self):
        for name in WITHOUT_COMPANY:
            rights = self.env["ir.model.access"].search([("model_id.model", "=", name)])
            self.assertEqual(rights.group_id, self.env.ref("base.group_system"))

    def test_previews_are_their_user_own(self):
        line = self.secret[PLAN]
        for user in (self.everywhere, self.other_manager):
            for rows in (line, line.plan_id):
                own = rows.with_user(user)
                self.assertFalse(own.search([("id", "in", own.ids)]))
                with self.assertRaises(AccessError):
                    own.read([])

    def test_nobody_writes_previews(self):
        line = self.secret[PLAN].with_user(self.manager)
        with self.assertRaises(AccessError):
            line.write({"res_model": "res.users"})
        with self.assertRaises(AccessError):
            line.copy()
        with self.assertRaises(AccessError):
            line.plan_id.copy()

    def test_wizards_are_their_user_own(self):
        administrators = self.env.ref("base.group_system")
        (self.manager | self.everywhere).group_ids += administrators
        for name in ("cloud.drive.wizard", "cloud.reverse.wizard"):
            wizard = self.env[name].with_user(self.manager)
            wizard = wizard.create({"backend_id": self.backend.id})
            theirs = wizard.with_user(self.everywhere)
            for deed in (
                lambda w=theirs: w.read([]),
                lambda w=theirs: w.write({"backend_id": self.backend.id}),
                lambda w=theirs: w.unlink(),
            ):
                with self.assertRaises(AccessError):
                    deed()

    def test_listings_of_other_companies_are_hidden(self):
        listing = self.secret["cloud.listing"]
        found = listing.with_user(self.other_manager).search([])
        self.assertNotIn(listing, found.with_env(self.env))
        self.assertNotIn(SECRET, str(found.mapped("display_name")))
