# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..exceptions import RetryLater
from .common import CloudCase


@tagged("post_install", "-at_install")
class TestDriveWizard(CloudCase):
    def setUp(self):
        super().setUp()
        self.sales = self.cloud.add_drive("Sales")
        self.marketing = self.cloud.add_drive("Marketing")

    def _open(self):
        action = self.backend.action_choose_drive()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_choose(self):
        wizard = self._open()
        self.assertEqual(wizard.option_ids.mapped("name"), ["Marketing", "Sales"])
        self.assertFalse(wizard.option_id)
        with Form(wizard) as form:
            form.option_id = wizard.option_ids[1]
        wizard.action_choose()
        self.assertEqual(self.backend.drive_external_id, self.sales)
        self.assertEqual(self.backend.drive_name, "Sales")

    def test_search(self):
        wizard = self._open()
        wizard.words = "Mark"
        self.assertEqual(wizard.action_search()["res_id"], wizard.id)
        self.assertEqual(wizard.option_ids.external_id, self.marketing)
        # There is nothing else to choose.
        self.assertEqual(wizard.option_id, wizard.option_ids)

    def test_nothing_found(self):
        wizard = self._open()
        wizard.words = "Nothing"
        wizard.action_search()
        self.assertFalse(wizard.option_ids)

    def test_empty_folders_do_not_keep_the_drive(self):
        partner = self._partner("P")
        self._sync()
        self._sync(partner)
        self.assertIn("Odoo/Contacts/P", self._tree())
        self.backend._use_drive(self.sales, "Sales")
        attachment = self._attach(partner, "a.txt", b"a")
        self._sync()
        self._sync(partner)
        self.assertFalse(self.backend.hold_count)
        self.assertTrue(self.cloud.find("Odoo/Contacts/P/a.txt", self.sales))
        self.assertEqual(attachment.cloud_file_id.status, "synced")

    def test_folders_of_people_keep_the_drive(self):
        partner = self._partner("P")
        self._sync()
        self._sync(partner)
        place = self.cloud.find("Odoo/Contacts/P")
        self.backend._job_backward()
        self.cloud.create_folder(place.external_id, "Drawings")
        self.backend._job_backward()
        with self.assertRaisesRegex(UserError, "Bring them home"):
            self.backend._use_drive(self.sales, "Sales")

    def test_documents_keep_the_drive(self):
        partner = self._partner("P")
        self._attach(partner, "a.txt")
        self._sync(partner)
        wizard = self._open()
        wizard.option_id = wizard.option_ids[0]
        with self.assertRaisesRegex(UserError, "Bring them home"):
            wizard.action_choose()
        self.assertFalse(self.backend.drive_external_id)

    def test_only_what_the_cloud_lists_now_is_chosen(self):
        wizard = self._open()
        wizard.option_id = wizard.option_ids[0]
        wizard.words = "Sales"
        with self.assertRaisesRegex(UserError, "Search again"):
            wizard.action_choose()
        wizard.option_id = False
        with self.assertRaisesRegex(UserError, "Search again"):
            wizard.action_choose()
        self.assertFalse(self.backend.drive_external_id)

    def test_options_of_another_wizard_are_not_chosen(self):
        theirs, wizard = self._open(), self._open()
        wizard.option_id = theirs.option_ids[0]
        with self.assertRaisesRegex(UserError, "Search again"):
            wizard.action_choose()
        self.assertFalse(self.backend.drive_external_id)

    def test_administrators_choose_and_make_no_options(self):
        administrator = new_test_user(
            self.env,
            "administrator",
            "base.group_system",
            {"no_reset_password": True},
            company_ids=self.env["res.company"].search([]).ids,
        )
        action = self.backend.with_user(administrator).action_choose_drive()
        wizard = self.env[action["res_model"]].with_user(administrator)
        wizard = wizard.browse(action["res_id"])
        with self.assertRaises(AccessError):
            wizard.option_ids.create(
                {"wizard_id": wizard.id, "external_id": "x", "name": "My Drive"}
            )
        wizard.option_id = wizard.option_ids[0]
        wizard.action_choose()
        self.assertEqual(self.backend.drive_external_id, self.marketing)

    def test_cloud_cannot_be_reached(self):
        self.cloud.fail_next("list_drives", RetryLater("no connection"))
        with self.assertRaisesRegex(UserError, "no connection"):
            self._open()

    def test_users_cannot_choose(self):
        user = new_test_user(
            self.env,
            "clerk",
            "connector_cloud.group_cloud_user",
            {"no_reset_password": True},
        )
        with self.assertRaises(AccessError):
            self.backend.with_user(user).action_choose_drive()
