# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields
from odoo.tests import tagged

from .rule_case import RuleCase


@tagged("post_install", "-at_install")
class TestSyncRuleRecheck(RuleCase):
    """What the next direct sync looks at after a rule was edited."""

    def _checked(self, rule):
        folders = self._folder(res_id=self.abigail.id) | self._folder(
            kind="rule", res_model=False, rule_id=rule.id
        )
        stranger = self._folder(res_model="res.users", res_id=1)
        self.env.flush_all()
        return folders, stranger

    def test_every_decisive_change_is_looked_at_by_the_next_sync(self):
        rule = self._people_rule("Contacts")
        folders, stranger = self._checked(rule)
        for change in (
            {"name": "People"},
            {"sequence": 50},
            {"domain": "[]"},
            {"name_expression": "${object.name}"},
            {"name_expression": False},
            {"active": False},
            {"period_ids": [Command.create({"field_id": self._field("create_date")})]},
        ):
            folders.checked_at = fields.Datetime.now()
            rule.write(change)
            self.assertEqual(folders.mapped("checked_at"), [False, False], change)
        self.assertTrue(stranger.checked_at)

    def test_new_and_deleted_models_are_looked_at_too(self):
        rule = self._people_rule("Contacts")
        folders, _stranger = self._checked(rule)
        other = self._people_rule("Others", sequence=1)
        self.assertFalse(folders[0].checked_at)
        folders.checked_at = fields.Datetime.now()
        other.unlink()
        self.assertFalse(folders[0].checked_at)

    def test_what_decides_nothing_starts_no_check(self):
        rule = self._people_rule("Contacts")
        folders, _stranger = self._checked(rule)
        rule.write({"deletion_policy": "keep", "default_folder_outline": "One"})
        self.assertTrue(all(folders.mapped("checked_at")))
