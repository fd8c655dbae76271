# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .rule_case import RuleCase

# All that a form computes of a rule.
SHOWN = (
    "matching_count",
    "owned_count",
    "overlap_text",
    "period_window",
    "name_preview",
    "name_warning",
    "moving_text",
)


class RightsCase(RuleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people.category_id = cls.tag
        cls.mine = repr([("id", "in", cls.people.ids)])
        other = cls.env["res.company"].create({"name": "Other"})
        cls.theirs = cls.backend.copy({"name": "Theirs", "company_id": other.id})
        cls.backend.company_id = cls.env.company

    @contextmanager
    def _hidden(self, name):
        """Take the right to read a field of contacts from all but administrators."""
        field = self.env["res.partner"]._fields[name]
        with patch.object(field, "groups", "base.group_system"):
            yield

    def _hide_tags(self):
        """Take the right to read a model from everybody."""
        access = self.env["ir.model.access"].search(
            [("model_id.model", "=", "res.partner.category")]
        )
        access.perm_read = False

    def _refused_settings(self):
        """:return: settings of a rule that name what :meth:`_hide_tags` or
        ``_hidden("comment")`` refuse"""
        hidden = "[('comment', '=', False)]"
        return (
            {"domain": hidden},
            {"domain": "['!', ('child_ids.comment', '!=', False)]"},
            {"domain": "[('parent_id', 'not any', [('comment', '!=', False)])]"},
            {"domain": "[('category_id.name', '=', 'Synced')]"},
            {"domain": f"[('category_id', 'in', {self.tag.ids})]"},
            {"name_expression": "${object.comment}"},
            {"name_expression": '${object.name or object.comment or ""}'},
            {"name_expression": "${object.category_id.name}"},
            {"name_expression": "${object.category_id}"},
            {
                "period_ids": [
                    Command.create(
                        {"field_id": self._field("write_date"), "unit": "year"}
                    ),
                ]
            },
        )


@tagged("post_install", "-at_install")
class TestRuleReader(RightsCase):
    """A form computes with no more rights than its reader has."""

    def _shown(self, user, rule=None, **values):
        """What the form shows while somebody types."""
        rule = (rule or self.Rule).with_user(user)
        values = {
            "name": "People",
            "backend_id": self.backend.id,
            "model_id": self.partner_model.id,
            "domain": self.mine,
            **values,
        }
        spec = {name: {} for name in (*SHOWN, "moving_from_id")}
        spec["period_ids"] = {"fields": {"field_id": {}}}
        # A change of the model would empty the filter.
        typed = values.keys() - {"model_id"}
        shown = rule.onchange(values, list(typed), spec)["value"]
        windows = rule.new(values, origin=rule).period_ids.mapped("window")
        return {**shown, "period_ids": None, "window": any(windows)}

    def _assert_nothing(self, shown):
        self.assertFalse({name: value for name, value in shown.items() if value})

    def test_what_is_allowed_is_shown(self):
        shown = self._shown(
            self.manager,
            name_expression="${object.function or object.nmae}",
            period_ids=[
                Command.create(
                    {
                        "field_id": self._field("create_date"),
                        "including_current": True,
                        "interval_number": 1,
                        "unit": "day",
                        "direction": "last",
                    }
                )
            ],
        )
        self.assertEqual(shown["matching_count"], 3)
        self.assertIn("Anita Oliver", shown["name_preview"])
        self.assertTrue(shown["name_warning"])
        self.assertTrue(shown["window"])
        self.assertTrue(shown["period_window"])

    def test_no_model_of_the_machinery_is_counted(self):
        for user in (self.manager, self.env.ref("base.user_admin")):
            for model, domain in (
                ("ir.config_parameter", "[('key', '=', 'database.uuid')]"),
                ("cloud.credential", "[]"),
                ("res.users.deletion", "[]"),
            ):
                model_id = self.env["ir.model"]._get(model).id
                if user.has_group("base.group_system") and model.startswith("res."):
                    continue
                with self.subTest(model=model, user=user.login):
                    self._assert_nothing(
                        self._shown(user, model_id=model_id, domain=domain)
                    )

    def test_no_field_that_is_refused_is_shown(self):
        self._hide_tags()
        saved = self._rule("Saved", self.mine)
        with self._hidden("comment"), self._hidden("write_date"):
            for values in self._refused_settings():
                for rule in (None, saved):
                    with self.subTest(values=values, saved=bool(rule)):
                        self._assert_nothing(self._shown(self.manager, rule, **values))

    def test_no_backend_that_is_refused_is_asked(self):
        self._assert_nothing(
            self._shown(self.manager, backend_id=self.theirs.id, name_expression="$(")
        )

    def test_no_period_that_is_refused_is_looked_at(self):
        theirs = self._rule("Theirs", backend_id=self.theirs.id)
        period = self.env["cloud.sync.period"].create(
            {"rule_id": theirs.id, "field_id": self._field("create_date")}
        )
        rule = self.Rule.with_user(self.manager).new(
            {
                "backend_id": self.backend.id,
                "model_id": self.partner_model.id,
                "period_ids": [Command.link(period.id)],
            }
        )
        for name in SHOWN:
            self.assertFalse(rule[name], name)

    def test_a_saved_rule_shows_its_reader_no_more(self):
        self._hide_tags()
        with self._hidden("comment"), self._hidden("write_date"):
            for number, values in enumerate(self._refused_settings()):
                rule = self._rule(f"Rule {number}", **{"domain": self.mine, **values})
                # Whoever looked before must not have left it in the cache.
                self.assertTrue(rule.owned_count or "period_ids" in values)
                for user in (self.user, self.manager):
                    [shown] = rule.with_user(user).read(SHOWN)
                    shown.pop("id")
                    with self.subTest(values=values, user=user.login):
                        self._assert_nothing(shown)
                        windows = rule.with_user(user).period_ids.mapped("window")
                        self.assertFalse(any(windows))
                rule.active = False

    def test_record_rules_of_the_reader_apply(self):
        self.env["ir.rule"].create(
            {
                "name": "Not Abigail",
                "model_id": self.partner_model.id,
                "domain_force": [("id", "!=", self.abigail.id)],
            }
        )
        rule = self._people_rule("Contacts")
        for user in (self.user, self.manager):
            shown = rule.with_user(user)
            self.assertEqual((shown.matching_count, shown.owned_count), (2, 2))
        self.assertEqual(len(rule._matching_query()), 3)

    def test_a_name_is_shown_as_it_is_or_not_at_all(self):
        self.abigail.parent_id = self.azure
        self.env["ir.rule"].create(
            {
                "name": "Not Azure",
                "model_id": self.partner_model.id,
                "domain_force": [("id", "!=", self.azure.id)],
            }
        )
        rule = self._people_rule(
            "Contacts", name_expression="${object.parent_id.name} ${object.name}"
        )
        self.assertIn("Azure Interior Abigail", rule.name_preview)
        self.env.invalidate_all()
        self.assertFalse(rule.with_user(self.manager).name_preview)

    def test_rules_of_other_companies_have_no_name(self):
        self._people_rule(
            "Secret",
            [("function", "=", "buyer")],
            sequence=1,
            backend_id=self.theirs.id,
        )
        self._people_rule("Sellers", [("function", "=", "seller")], sequence=2)
        rule = self._people_rule("Contacts", sequence=3).with_user(self.manager)
        self.assertEqual((rule.matching_count, rule.owned_count), (3, 1))
        self.assertIn("Sellers", rule.overlap_text)
        self.assertIn("other companies", rule.overlap_text)
        self.assertNotIn("Secret", rule.overlap_text)

    def test_a_rule_above_tells_nothing_that_is_refused(self):
        self.abigail.comment = "rich"
        self._people_rule("Rich", [("comment", "ilike", "rich")], sequence=1)
        rule = self._people_rule("Contacts", sequence=2)
        with self._hidden("comment"):
            shown = rule.with_user(self.manager)
            self.assertEqual((shown.matching_count, shown.owned_count), (3, 0))
            self.assertFalse(shown.overlap_text)
        self.assertEqual((rule.matching_count, rule.owned_count), (3, 2))

    def test_what_leaves_a_cloud_is_told_to_its_readers_only(self):
        rule = self._people_rule("Contacts")
        self._folder(kind="rule", rule_id=rule.id, backend_id=self.theirs.id)
        self.env["cloud.reverse.report"]._start(self.theirs, rule)
        self.assertTrue(rule.moving_text)
        shown = rule.with_user(self.manager)
        self.assertFalse(shown.moving_text)
        self.assertFalse(shown.moving_from_id)
        warning = shown.onchange(
            {"backend_id": self.backend.id}, ["backend_id"], {"backend_id": {}}
        )
        self.assertNotIn("warning", warning)

    def test_deep_filters_are_refused_with_a_sentence(self):
        for deep in ("[" * 3000, "-" * 3000 + "1", "['!']" * 3000):
            self._assert_nothing(self._shown(self.manager, domain=deep))


@tagged("post_install", "-at_install")
class TestRuleAuthor(RightsCase):
    """Nobody makes the engine read what they may not read themselves."""

    def setUp(self):
        super().setUp()
        self._hide_tags()

    def test_rules_name_nothing_that_is_refused(self):
        Rule = self.Rule.with_user(self.manager)
        with self._hidden("comment"), self._hidden("write_date"):
            for number, values in enumerate(self._refused_settings()):
                settings = {
                    "name": f"Rule {number}",
                    "backend_id": self.backend.id,
                    "model_id": self.partner_model.id,
                }
                with self.subTest(values=values):
                    with self.assertRaises(AccessError):
                        Rule.create({**settings, **values})
                    rule = Rule.create(settings)
                    with self.assertRaises(AccessError):
                        rule.write(values)

    def test_periods_and_folders_of_such_a_rule_are_refused(self):
        rule = self._people_rule(
            "Contacts",
            name_expression="${object.category_id}",
            default_folder_outline="One",
            period_ids=[Command.create({"field_id": self._field("create_date")})],
        ).with_user(self.manager)
        folder, period = rule.default_folder_ids, rule.period_ids
        for change in (
            lambda: rule.write({"sequence": 3}),
            lambda: rule.write({"default_folder_outline": "One\nTwo"}),
            lambda: folder.write({"name": "Two"}),
            lambda: folder.create({"rule_id": rule.id, "name": "Two"}),
            lambda: period.write({"interval_number": 3}),
            lambda: period.copy(),
            lambda: period.unlink(),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_a_period_cannot_ask_about_what_is_refused(self):
        rule = self._people_rule("Contacts").with_user(self.manager)
        Period = self.env["cloud.sync.period"].with_user(self.manager)
        with self._hidden("write_date"):
            hidden = {"rule_id": rule.id, "field_id": self._field("write_date")}
            with self.assertRaises(AccessError):
                Period.create(hidden)
            period = Period.create({**hidden, "field_id": self._field("create_date")})
            with self.assertRaises(AccessError):
                period.write(hidden)

    def test_another_company_of_the_backend_is_another_rule(self):
        draft = self.backend.copy({"name": "Draft"})
        rule = self._people_rule(
            "Contacts", name_expression="${object.category_id}", backend_id=draft.id
        )
        company = self.theirs.company_id
        self.manager.company_ids |= company
        backend = draft.with_user(self.manager).with_context(
            allowed_company_ids=self.manager.company_ids.ids
        )
        with self.assertRaises(AccessError):
            backend.company_id = company
        rule.name_expression = False
        backend.company_id = company

    def test_a_rule_of_a_missing_model_can_be_archived(self):
        rule = self._people_rule("Contacts")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cloud_sync_rule SET model_name = 'gone.model' WHERE id = %s",
            rule.ids,
        )
        rule.invalidate_recordset()
        with Form(rule.with_user(self.manager)) as form:
            self.assertFalse(form.matching_count)
        rule.with_user(self.manager).active = False
