# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .rule_case import RuleCase


@tagged("post_install", "-at_install")
class TestSyncRule(RuleCase):
    """Sync Models, Filters and Folders' Structure of seed 003."""

    # Which models

    def test_nothing_is_synced_without_models(self):
        self.assertFalse(self.Rule.search([]))
        self.assertEqual(self._owners(), {})

    def test_custom_models_can_be_chosen(self):
        custom = self.env["ir.model"].create({"name": "Custom", "model": "x_custom"})
        rule = self._rule("Custom", model_id=custom.id)
        record = self.env["x_custom"].create({"x_name": "One"})
        self.assertEqual(self.Rule._owners("x_custom", record.ids), {record.id: rule})

    def test_technical_models_cannot_be_chosen(self):
        offered = self.env["ir.model"].search(self.Rule._model_domain())
        self.assertIn(self.partner_model, offered)
        for model in (
            "ir.attachment",
            "mail.message",
            "cloud.file",
            "base.module.update",
            "mail.thread",
        ):
            ir_model = self.env["ir.model"]._get(model)
            self.assertNotIn(ir_model, offered)
            with self.assertRaisesRegex(ValidationError, "another document type"):
                self._rule(model, model_id=ir_model.id)

    def test_models_without_a_table_cannot_be_chosen(self):
        with (
            patch.object(type(self.env["res.partner"]), "_auto", False),
            self.assertRaisesRegex(ValidationError, "another document type"),
        ):
            self._rule("Report")

    # Folder names

    def test_folder_name_of_the_documents_app_is_reserved(self):
        for name in ("Odoo Docs", " odoo docs "):
            with self.assertRaisesRegex(ValidationError, "Documents app"):
                self._rule(name)

    def test_folder_needs_a_name(self):
        with self.assertRaisesRegex(ValidationError, "a name"):
            self._rule("  ")

    def test_two_models_cannot_share_a_folder(self):
        first = self._rule("People")
        with self.assertRaises(psycopg2.Error), mute_logger("odoo.sql_db"):
            self._rule("people")
        first.active = False
        self.env.flush_all()
        self.assertTrue(self._rule("people"))

    def test_a_copy_gets_a_name_of_its_own_and_the_same_settings(self):
        rule = self._rule(
            "People",
            name_expression="${object.name}",
            default_folder_outline="One\n    Two",
            period_ids=[Command.create({"field_id": self._field("create_date")})],
        )
        copy = rule.copy()
        self.assertEqual(copy.name, "People (copy)")
        self.assertEqual(copy.name_expression, rule.name_expression)
        self.assertEqual(copy.default_folder_outline, "One\n    Two")
        self.assertEqual(len(copy.default_folder_ids), 2)
        self.assertEqual(copy.default_folder_ids.rule_id, copy)
        self.assertEqual(copy.period_ids.field_id, rule.period_ids.field_id)

    # Order

    def test_highest_in_the_list_owns_the_record(self):
        self._people_rule("Contacts", sequence=2)
        self._people_rule("Buyers", [("function", "=", "buyer")], sequence=1)
        self.assertEqual(
            self._owners(),
            {"Buyers": self.abigail, "Contacts": self.anita | self.azure},
        )

    def test_drag_and_drop_changes_the_owner(self):
        contacts = self._people_rule("Contacts")
        buyers = self._people_rule("Buyers", [("function", "=", "buyer")])
        self.assertEqual(self._owners(), {"Contacts": self.people})
        (buyers | contacts).web_resequence({}, "sequence")
        self.assertEqual(self._owners()["Buyers"], self.abigail)

    def test_same_place_goes_to_the_older_one(self):
        self._people_rule("First", sequence=5)
        self._people_rule("Second", sequence=5)
        self.assertEqual(self._owners(), {"First": self.people})

    def test_order_counts_across_backends(self):
        other = self.backend.copy({"name": "Other"})
        self._people_rule("Contacts", sequence=2)
        self._people_rule(
            "Buyers", [("function", "=", "buyer")], sequence=1, backend_id=other.id
        )
        self.assertEqual(self._owners()["Buyers"], self.abigail)

    def test_rules_of_archived_backends_own_nothing(self):
        other = self.backend.copy({"name": "Other"})
        self._people_rule("Elsewhere", sequence=1, backend_id=other.id)
        rule = self._people_rule("Contacts", sequence=2)
        other.active = False
        owners = self.Rule._owners("res.partner", self.people.ids)
        self.assertEqual(owners, dict.fromkeys(self.people.ids, rule))

    def test_models_are_split_by_any_stored_field(self):
        self._people_rule("Companies", [("is_company", "=", True)])
        self._people_rule("Persons", [("is_company", "=", False)])
        self.assertEqual(
            self._owners(),
            {"Companies": self.azure, "Persons": self.abigail | self.anita},
        )

    def test_overlap_is_told(self):
        self._people_rule("Buyers", [("function", "=", "buyer")], sequence=1)
        self._people_rule("Elsewhere", [("function", "=", "nobody")], sequence=1)
        rule = self._people_rule("Contacts", sequence=2)
        self.assertEqual((rule.matching_count, rule.owned_count), (3, 2))
        self.assertIn("1 of them", rule.overlap_text)
        self.assertIn("Buyers", rule.overlap_text)
        self.assertNotIn("Elsewhere", rule.overlap_text)
        rule.sequence = 0
        self.assertFalse(rule.overlap_text)

    # Removal

    def test_removed_model_owns_nothing_and_can_be_added_back(self):
        rule = self._people_rule("Contacts")
        rule.action_archive()
        self.assertEqual(self._owners(), {})
        rule.action_unarchive()
        self.assertEqual(self._owners(), {"Contacts": self.people})

    def test_deleted_model_keeps_its_folders(self):
        rule = self._people_rule("Contacts")
        folder = self._folder(kind="rule", rule_id=rule.id)
        rule.unlink()
        self.assertTrue(folder.exists())
        self.assertFalse(folder.rule_id)

    def test_next_model_takes_over_what_a_deleted_one_had(self):
        self._people_rule("All", sequence=1).unlink()
        self._people_rule("Buyers", [("function", "=", "buyer")])
        self.assertEqual(self._owners(), {"Buyers": self.abigail})

    # Filters

    def test_record_that_stops_matching_has_no_owner(self):
        self._people_rule("Buyers", [("function", "=", "buyer")])
        self.abigail.function = "retired"
        self.assertEqual(self._owners(), {})

    def test_record_that_starts_matching_has_an_owner(self):
        self._people_rule("Buyers", [("function", "=", "buyer")])
        self.anita.function = "buyer"
        self.assertEqual(self._owners(), {"Buyers": self.abigail | self.anita})

    def test_filter_of_all_and_any(self):
        self._people_rule(
            "Any", ["|", ("function", "=", "buyer"), ("is_company", "=", True)]
        )
        self._people_rule("All", [("color", "=", 1), ("function", "=", "seller")])
        self.assertEqual(
            self._owners(), {"Any": self.abigail | self.azure, "All": self.anita}
        )

    def test_archived_records_need_a_filter_that_says_so(self):
        self.anita.active = False
        self._people_rule("Contacts")
        self.assertEqual(self._owners(), {"Contacts": self.abigail | self.azure})
        self._people_rule("Archived", [("active", "=", False)])
        self.assertEqual(self._owners()["Archived"], self.anita)

    def test_caller_context_has_no_say(self):
        self.anita.active = False
        self._people_rule("Contacts")
        owners = self.Rule.with_context(active_test=False)._owners(
            "res.partner", self.people.ids
        )
        self.assertNotIn(self.anita.id, owners)

    def test_count_opens_the_counted_records(self):
        rule = self._people_rule("Seniors", [("color", "=", 1)])
        self.assertEqual(rule.matching_count, 2)
        action = rule.action_view_matching()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self.abigail | self.anita)

    def test_wrong_filter_is_refused_with_a_sentence(self):
        for domain in (
            "[('no_such_field', '=', 1)]",
            "[('name', '=',",
            "[('user_id', '=', uid)]",
            "__import__('os')",
            "[('name',)]",
            "5",
        ):
            with (
                self.subTest(domain),
                self.assertRaisesRegex(ValidationError, "Choose its fields"),
            ):
                self._rule(f"Wrong {domain}", domain)

    def test_relative_dates_of_filters_work(self):
        rule = self._people_rule("New", [("create_date", ">=", "today")])
        self.assertEqual(rule.matching_count, 3)
        rule.domain = repr([("create_date", "<", "today -1d")])
        self.assertEqual(rule.matching_count, 0)

    def test_filter_being_typed_counts_nothing(self):
        rule = self._people_rule("Contacts")
        draft = self.Rule.new({"domain": "[('nope', '=', 1)]"}, origin=rule)
        self.assertEqual(draft.matching_count, 0)
        self.assertFalse(draft.name_preview)

    def test_counts_are_live_in_the_form(self):
        with Form(self.Rule) as form:
            form.model_id = self.partner_model
            self.assertEqual(form.name, self.partner_model.name)
            form.backend_id = self.backend
            form.domain = repr([("id", "in", self.people.ids)])
            self.assertEqual(form.matching_count, 3)
            form.domain = repr([("id", "in", self.people[:2].ids)])
            self.assertEqual(form.matching_count, 2)
            self.assertEqual(len(form.name_preview.splitlines()), 2)

    def test_other_model_clears_filter_and_periods(self):
        rule = self._people_rule(
            "Contacts",
            period_ids=[Command.create({"field_id": self._field("create_date")})],
        )
        with Form(rule) as form:
            form.model_id = self.env["ir.model"]._get("res.users")
            self.assertEqual(form.domain, "[]")
        self.assertFalse(rule.period_ids)

    # Companies

    def test_backend_of_a_company_takes_its_records_and_shared_ones(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.abigail.company_id = self.env.company
        self.anita.company_id = other
        self.backend.company_id = self.env.company
        self._people_rule("Contacts")
        self.assertEqual(self._owners(), {"Contacts": self.abigail | self.azure})
        self.backend.company_id = False
        self.assertEqual(self._owners(), {"Contacts": self.people})

    def test_users_see_the_models_of_their_companies_only(self):
        other = self.env["res.company"].create({"name": "Other"})
        mine = self._rule("Mine")
        their_backend = self.backend.copy({"name": "Theirs", "company_id": other.id})
        theirs = self._rule(
            "Theirs",
            backend_id=their_backend.id,
            default_folder_outline="One",
            period_ids=[Command.create({"field_id": self._field("create_date")})],
        )
        visible = self.Rule.with_user(self.manager).search([])
        self.assertIn(mine, visible)
        self.assertNotIn(theirs, visible)
        for lines in (theirs.period_ids, theirs.default_folder_ids):
            self.assertFalse(lines.with_user(self.manager).search([]))

    # Access

    def test_only_managers_change_models(self):
        rule = self._rule("Contacts")
        rule.with_user(self.manager).name = "People"
        self.assertEqual(rule.with_user(self.user).read(["name"])[0]["name"], "People")
        with self.assertRaises(AccessError):
            rule.with_user(self.user).name = "Mine"

    def test_filter_cannot_ask_about_what_its_author_may_not_see(self):
        domain = "[('comment', 'ilike', 'secret')]"
        hidden = patch.object(
            self.env["res.partner"]._fields["comment"], "groups", "base.group_system"
        )
        manager = self.Rule.with_user(self.manager)
        values = {
            "name": "Spy",
            "backend_id": self.backend.id,
            "model_id": self.partner_model.id,
            "domain": domain,
        }
        with hidden, self.assertRaises(AccessError):
            manager.create(values)
        self.assertTrue(manager.create(values))

    def test_model_must_be_readable_by_its_author(self):
        with self.assertRaises(AccessError):
            self.Rule.with_user(self.manager).create(
                {
                    "name": "Parameters",
                    "backend_id": self.backend.id,
                    "model_id": self.env["ir.model"]._get("res.users.deletion").id,
                }
            )

    # One truth for everybody

    def test_language_and_zone_are_those_of_the_company(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        company = self.env.company
        company.partner_id.write({"lang": "fr_FR", "tz": "Asia/Tokyo"})
        self.backend.company_id = company
        rule = self._rule("Contacts").with_context(lang="en_US", tz="UTC")
        self.assertEqual(rule._sync_env().lang, "fr_FR")
        self.assertEqual(str(rule._sync_env().tz), "Asia/Tokyo")

    def test_without_a_company_they_are_those_of_the_author(self):
        self.manager.tz = "America/Lima"
        rule = self.Rule.with_user(self.manager).create(
            {
                "name": "Contacts",
                "backend_id": self.backend.id,
                "model_id": self.partner_model.id,
            }
        )
        self.manager.company_id.partner_id.tz = False
        self.assertEqual(str(rule.with_user(self.user)._sync_env().tz), "America/Lima")

    def test_model_of_an_uninstalled_addon_is_named(self):
        rule = self._people_rule("Contacts")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cloud_sync_rule SET model_name = 'gone.model' WHERE id = %s",
            rule.ids,
        )
        rule.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "not installed any more"):
            rule._matching_query()
