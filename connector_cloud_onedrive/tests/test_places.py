# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from odoo.addons.connector_cloud.exceptions import AccessDenied, CloudError

from .common import MicrosoftCase


class TestPlaces(MicrosoftCase):
    def setUp(self):
        super().setUp()
        self.marketing = self.microsoft.add_site("Marketing")
        self.brochures = self.microsoft.add_library(self.marketing["id"], "Brochures")
        self.sales = self.microsoft.add_site("Sales")

    def use_libraries(self):
        self.backend.onedrive_place = "site"
        # The sign-in asks for more permissions then.
        self.connect()

    def choose(self, search=""):
        """Open the wizard, and search; :return: it"""
        action = self.backend.action_choose_drive()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        if search:
            wizard.words = search
            self.assertEqual(wizard.action_search()["res_id"], wizard.id)
        return wizard

    def test_own_onedrive(self):
        account = self.adapter.test_connection()
        self.assertEqual(account.email, "demo@example.com")
        self.assertEqual(account.name, "Demo User")
        self.assertEqual(account.total, 1 << 40)
        self.assertEqual(account.used, 0)
        self.upload("a.txt", b"12345")
        self.assertEqual(self.adapter.test_connection().used, 5)

    def test_library_without_a_limit(self):
        self.use_libraries()
        self.microsoft.set_quota(None, drive=self.brochures)
        self.backend._use_drive(self.brochures, "Brochures")
        self.use_adapter()
        self.assertIsNone(self.adapter.test_connection().total)

    def test_choose_a_library(self):
        self.use_libraries()
        wizard = self.choose()
        self.assertEqual(
            set(wizard.option_ids.mapped("name")),
            {
                "Communication site / Documents",
                "Marketing / Brochures",
                "Marketing / Documents",
                "Sales / Documents",
            },
        )
        wizard.option_id = wizard.option_ids.filtered(
            lambda option: option.external_id == self.brochures
        )
        wizard.action_choose()
        self.assertEqual(self.backend.drive_external_id, self.brochures)
        self.assertEqual(self.backend.drive_name, "Marketing / Brochures")
        self.use_adapter()
        self.upload("a.txt", b"content")
        (row,) = self.microsoft.tree(drive=self.brochures)
        self.assertEqual(row["size"], 7)
        self.assertEqual(self.tree(), {"/Marketing/Brochures/a.txt": 7})
        self.backend.action_test_connection()

    def test_search(self):
        self.use_libraries()
        wizard = self.choose("sal")
        self.assertEqual(wizard.option_ids.mapped("name"), ["Sales / Documents"])
        self.assertEqual(wizard.option_id, wizard.option_ids)
        wizard = self.choose("nothing of that name")
        self.assertFalse(wizard.option_ids)
        form = Form(wizard)
        self.assertFalse(form.option_id)

    def test_search_by_address(self):
        self.use_libraries()
        for address, names in (
            ("https://example.sharepoint.com/sites/Sales", {"Sales / Documents"}),
            ("https://example.sharepoint.com/", {"Communication site / Documents"}),
        ):
            with self.subTest(address=address):
                self.assertEqual(
                    set(self.choose(address).option_ids.mapped("name")), names
                )

    def test_many_sites_in_pages(self):
        self.use_libraries()
        for number in range(25):
            self.microsoft.add_site(f"Team {number}")
        self.control.set(microsoft_page_limit=10)
        self.assertEqual(len(self.choose("Team").option_ids), 25)

    def test_place_cannot_be_left_with_documents_in_it(self):
        self.use_libraries()
        root = self.env["cloud.folder"].create(
            {"backend_id": self.backend.id, "kind": "root", "name": "Odoo"}
        )
        self.env["cloud.file"].create(
            {"backend_id": self.backend.id, "folder_id": root.id}
        )
        for change in (
            lambda: self.backend._use_drive(self.brochures, "Brochures"),
            lambda: self.backend.write({"onedrive_place": "mine"}),
        ):
            with self.assertRaisesRegex(UserError, "Bring them home"):
                change()

    def test_another_place_forgets_the_library(self):
        self.use_libraries()
        self.backend._use_drive(self.brochures, "Brochures")
        self.backend.onedrive_place = "mine"
        self.assertFalse(self.backend.drive_external_id)
        self.assertFalse(self.backend.drive_name)

    def test_no_library_chosen(self):
        self.use_libraries()
        with (
            self.open_adapter() as adapter,
            self.assertRaisesRegex(CloudError, "Choose the drive or library"),
        ):
            adapter.root()
        with self.assertRaisesRegex(UserError, "Choose the drive or library"):
            self.backend.action_test_connection()

    def test_onedrive_of_a_user(self):
        self.microsoft.add_user("colleague@example.com")
        self.act_for_itself(onedrive_user_name="colleague@example.com")
        self.backend.action_connect()
        self.use_adapter()
        self.upload("a.txt")
        self.assertEqual(len(self.microsoft.tree(user="colleague@example.com")), 1)
        self.backend.onedrive_user_name = "demo@example.com"
        self.assertFalse(self.backend.drive_external_id)
        self.backend.action_test_connection()
        self.assertEqual(self.backend.drive_name, "OneDrive of demo@example.com")

    def test_no_user_entered(self):
        self.act_for_itself(onedrive_user_name=False)
        with self.assertRaisesRegex(UserError, "Enter the user name"):
            self.backend.action_connect()

    def test_onedrive_of_somebody_else(self):
        self.microsoft.add_user("colleague@example.com")
        with self.assertRaises(AccessDenied):
            self.adapter.drive_of_user("colleague@example.com")

    def test_application_has_no_onedrive_of_its_own(self):
        with self.assertRaisesRegex(ValidationError, "no OneDrive of its own"):
            self.backend.write(
                {
                    "onedrive_tenant": "example.com",
                    "onedrive_auth_method": "application",
                }
            )

    def test_application_needs_one_tenant(self):
        with self.assertRaisesRegex(ValidationError, "ID of one tenant"):
            self.backend.write(
                {"onedrive_place": "site", "onedrive_auth_method": "application"}
            )


class TestPersonalDrive(MicrosoftCase):
    account = "person@outlook.example"

    def furnish(self):
        self.microsoft.add_user(self.account, personal=True)
        self.backend.onedrive_tenant = "consumers"

    def test_documents_are_stored_as_they_are(self):
        self.assertFalse(self.adapter.rewrites(self.upload("a.docx")))
