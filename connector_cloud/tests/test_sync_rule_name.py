# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .rule_case import RuleCase


@tagged("post_install", "-at_install")
class TestSyncRuleName(RuleCase):
    """Name Expressions of seed 003."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contacts = cls._people_rule("Contacts")
        cls.abigail.phone = "356745"
        cls.anita.email = "anitao@test.com"

    def _names(self, expression, records=None):
        self.contacts.name_expression = expression
        names = self.contacts._record_names(records or self.people[:2])
        return list(names.values())

    def test_without_expression_it_is_the_display_name(self):
        for nothing in (False, ""):
            self.assertEqual(self._names(nothing), ["Abigail Peterson", "Anita Oliver"])

    def test_text_around_the_braces_stays(self):
        self.assertEqual(
            self._names("Files of ${object.name}, synced"),
            ["Files of Abigail Peterson, synced", "Files of Anita Oliver, synced"],
        )

    def test_conditions(self):
        self.assertEqual(
            self._names('${object.phone and object.phone or "no phone"}'),
            ["356745", "no phone"],
        )

    def test_several_expressions(self):
        self.assertEqual(
            self._names(
                '${object.name} ${object.phone and object.phone or "no phone"}, '
                '${object.email and object.email or "no email"}'
            ),
            [
                "Abigail Peterson 356745, no email",
                "Anita Oliver no phone, anitao@test.com",
            ],
        )

    def test_condition_without_or_shows_false(self):
        self.assertEqual(
            self._names("${object.name}, ${object.phone and object.phone}"),
            ["Abigail Peterson, 356745", "Anita Oliver, False"],
        )

    def test_selections_numbers_and_dates_of_fields(self):
        rate = self.env["res.currency.rate"].create(
            {
                "name": "2021-07-12",
                "rate": 28700.0,
                "currency_id": self.env.ref("base.EUR").id,
            }
        )
        rule = self._rule(
            "Rates",
            model_id=self.env["ir.model"]._get("res.currency.rate").id,
            name_expression="${object.name}, Total ${object.rate}",
        )
        self.assertEqual(
            rule._record_names(rate), {rate.id: "2021-07-12, Total 28700.0"}
        )
        self.assertEqual(self._names("${object.type}", self.azure), ["contact"])

    def test_number_of_attachments(self):
        self._attach(self.abigail, "a.txt")
        self.assertEqual(
            self._names("${object.name}, ${object.message_attachment_count}"),
            ["Abigail Peterson, 1", "Anita Oliver, 0"],
        )

    def test_moments_are_shown_in_the_rule_zone(self):
        self.contacts.create_uid.tz = "Asia/Tokyo"
        self.contacts.create_uid.company_id.partner_id.tz = False
        moment = fields.Datetime.to_datetime("2021-07-12 20:00:00")
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            (moment, self.abigail.id),
        )
        self.abigail.invalidate_recordset()
        self.assertEqual(
            self._names("${object.create_date}", self.abigail), ["2021-07-13 05:00:00"]
        )

    def test_relations_show_names_and_can_be_followed(self):
        self.abigail.write(
            {"parent_id": self.azure.id, "comment": "<p>very <b>bold</b></p>"}
        )
        self.assertEqual(
            self._names("${object.parent_id} ${object.parent_id.name}"),
            ["Azure Interior Azure Interior", "False False"],
        )
        self.assertEqual(
            self._names("${object.child_ids}", self.azure),
            [self.abigail.display_name],
        )
        self.assertEqual(
            self._names("${object.comment}", self.abigail), ["very *bold*"]
        )

    def test_wrong_syntax_uses_the_display_name(self):
        for wrong in (
            "${object.name",
            "${object.name or}",
            "${name}",
            "${object.nmae}",
            "${object.name or object.nmae}",
            "${object.write({'name': 'x'})}",
            "${object._cr}",
            "${object.env}",
            "${object.image_1920}",
            "${object.child_ids.no_such}",
            "${object.name.upper}",
            "x" * 3000,
        ):
            with self.subTest(wrong[:40]):
                self.assertEqual(
                    self._names(wrong), ["Abigail Peterson", "Anita Oliver"]
                )
                self.assertIn("own names", self.contacts.name_warning)

    def test_right_syntax_gives_no_warning(self):
        self.contacts.name_expression = '${object.name or "no object.nmae"}'
        self.assertFalse(self.contacts.name_warning)

    def test_one_record_that_fails_does_not_harm_the_others(self):
        self.env["res.partner"].create(
            [{"name": f"Child {n}", "parent_id": self.azure.id} for n in (1, 2)]
        )
        self.assertEqual(
            self._names("${object.child_ids.name}", self.people),
            ["False", "False", "Azure Interior"],
        )

    def test_empty_result_uses_the_display_name(self):
        self.assertEqual(
            self._names('${object.phone or ""} '), ["356745", "Anita Oliver"]
        )

    def test_expression_can_be_changed_and_cleared(self):
        self.assertEqual(self._names("${object.phone}", self.abigail), ["356745"])
        self.assertEqual(
            self._names("${object.id}", self.abigail), [str(self.abigail.id)]
        )
        self.assertEqual(self._names(False, self.abigail), ["Abigail Peterson"])

    def test_record_without_any_name(self):
        nameless = self.env["res.partner"].create({"type": "other"})
        name = self._names(False, nameless)[0]
        self.assertTrue(name.strip())

    @mute_logger("odoo.addons.connector_cloud.models.cloud_sync_rule_naming")
    def test_broken_display_name_does_not_stop_a_sync(self):
        with patch.object(
            type(self.env["res.partner"]),
            "_compute_display_name",
            side_effect=ZeroDivisionError,
        ):
            self.abigail.invalidate_recordset(["display_name"])
            self.assertEqual(
                self._names(False, self.abigail), [f"Contact {self.abigail.id}"]
            )

    def test_deleted_records_have_no_name(self):
        self.anita.unlink()
        self.assertEqual(self._names(False), ["Abigail Peterson"])

    def test_preview_shows_legal_names(self):
        self.contacts.name_expression = "+${object.phone}: ${object.name}"
        self.assertIn("-356745- Abigail Peterson", self.contacts.name_preview)

    def test_preview_shows_only_what_its_reader_may_see(self):
        self.env["ir.rule"].create(
            {
                "name": "Not Abigail",
                "model_id": self.partner_model.id,
                "domain_force": [("id", "!=", self.abigail.id)],
            }
        )
        preview = self.contacts.with_user(self.manager).name_preview
        self.assertEqual(preview, "Anita Oliver\nAzure Interior")

    def test_preview_is_live_in_the_form(self):
        with Form(self.contacts) as form:
            form.name_expression = "Files of ${object.name}"
            self.assertIn("Files of Anita Oliver", form.name_preview)
            form.name_expression = "Files of ${object.name"
            self.assertIn("own names", form.name_warning)
            self.assertIn("Anita Oliver", form.name_preview)

    def test_author_must_be_allowed_to_read_the_fields(self):
        hidden = patch.object(
            self.env["res.partner"]._fields["comment"], "groups", "base.group_system"
        )
        rule = self.contacts.with_user(self.manager)
        with hidden, self.assertRaises(AccessError):
            rule.name_expression = '${object.name or object.comment or ""}'

    def test_references_to_any_model_are_never_shown(self):
        reference = patch.object(
            self.env["res.partner"]._fields["comment"], "type", "reference"
        )
        self.abigail.comment = "secret"
        with reference:
            self.assertEqual(
                self._names("${object.comment}", self.abigail), ["Abigail Peterson"]
            )

    def test_fields_that_nobody_may_read_are_never_shown(self):
        hidden = patch.object(
            self.env["res.partner"]._fields["comment"], "groups", fields.NO_ACCESS
        )
        self.abigail.comment = "secret"
        with hidden:
            self.assertEqual(
                self._names("${object.comment}", self.abigail), ["Abigail Peterson"]
            )
