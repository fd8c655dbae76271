# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError

from odoo.addons.connector_cloud.exceptions import AccessDenied, CloudError, NotFound
from odoo.addons.connector_cloud.sync.remote import NewFolder

from .common import GoogleCase


class TestSharedDrive(GoogleCase):
    def setUp(self):
        super().setUp()
        self.drive = self.google.create_drive("Team")

    def use(self, name="Team"):
        self.use_shared_drive(name)

    def test_list(self):
        for number in range(12):
            self.google.create_drive(f"Drive {number}")
        self.google.create_drive("Read only", members={"*": "reader"})
        names = [drive.name for drive in self.adapter.list_drives()]
        self.assertEqual(len(names), 13)
        self.assertIn("Team", names)
        self.assertNotIn("Read only", names)

    def test_search(self):
        self.google.create_drive("Sales it's Team")
        names = [drive.name for drive in self.adapter.list_drives("it's")]
        self.assertEqual(names, ["Sales it's Team"])

    def test_exact_name(self):
        self.use()
        self.assertEqual(self.backend.drive_external_id, self.drive)
        self.assertEqual(self.backend.drive_name, "Team")

    def test_unknown_name(self):
        with self.assertRaisesRegex(UserError, "no shared drive named team"):
            self.use("team")
        self.assertFalse(self.backend.drive_external_id)

    def test_ambiguous_name(self):
        self.google.create_drive("Team")
        with self.assertRaisesRegex(UserError, "2 shared drives named Team"):
            self.use()

    def test_choose_from_list(self):
        self.google.create_drive("Team")
        action = self.backend.action_choose_drive()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(wizard.option_ids.mapped("name"), ["Team", "Team"])
        wizard.option_id = wizard.option_ids[1]
        wizard.action_choose()
        self.assertEqual(
            self.backend.drive_external_id, wizard.option_ids[1].external_id
        )
        self.assertEqual(self.backend.gdrive_shared_drive_name, "Team")
        self.assertTrue(self.backend.gdrive_use_shared_drive)

    def test_no_drive_chosen_yet(self):
        self.backend.gdrive_use_shared_drive = True
        with (
            self.open_adapter() as adapter,
            self.assertRaisesRegex(CloudError, "Choose the shared drive"),
        ):
            adapter.root()

    def test_back_to_the_own_drive(self):
        self.use()
        self.backend.gdrive_use_shared_drive = False
        self.assertFalse(self.backend.drive_external_id)
        self.assertFalse(self.backend.drive_name)

    def test_no_other_drive_while_there_are_documents(self):
        root = self.env["cloud.folder"].create(
            {"backend_id": self.backend.id, "kind": "root", "name": "Odoo"}
        )
        self.env["cloud.file"].create(
            {"backend_id": self.backend.id, "folder_id": root.id}
        )
        with self.assertRaisesRegex(UserError, "Bring them home"):
            self.use()

    def test_everything_in_the_drive(self):
        self.use()
        with self.open_adapter() as self.adapter:
            self.root = self.adapter.root()
            self.assertEqual(self.root.external_id, self.drive)
            self.adapter.test_connection()
            cursor = self.adapter.start_cursor()
            made = self.adapter.create_folders(
                [NewFolder("a", "Folder", self.drive, "db:a")]
            )
            folder = made["a"]
            again = self.adapter.create_folders(
                [NewFolder("a", "Folder", self.drive, "db:a")]
            )
            self.assertEqual(again, made)
            item = self.upload("a.txt", parent=folder)
            large = self.upload("large.bin", bytes(6 * 1024 * 1024), parent=folder)
            self.assertEqual(self.adapter.find_by_tag("t"), [item, large])
            (page,) = self.adapter.children(folder.external_id)
            self.assertCountEqual(page, [item, large])
            self.assertEqual(self.read(item), b"content")
            self.assertEqual(len(self.adapter.get_many([item.external_id])), 1)
            moved = self.adapter.move(item.external_id, "b.txt", self.drive)
            self.assertEqual(moved.parent_id, self.drive)
            self.adapter.bin(large.external_id)
            self.adapter.restore(large.external_id)
            document = self.google.create_native(folder.external_id, "Minutes")
            self.adapter.export(document, "pdf").close()
            outside = self.google.put_file("/", "outside.txt", b"x")
            (page,) = self.adapter.changes(cursor)
            seen = {change.external_id for change in page.changes}
            self.assertLessEqual({folder.external_id, item.external_id, document}, seen)
            self.assertNotIn(outside, seen)

    def test_thrown_out_of_the_drive(self):
        self.use()
        self.google.set_members(self.drive, {"other@example.com": "organizer"})
        with self.open_adapter() as adapter:
            with self.assertRaises(NotFound):
                adapter.test_connection()
            with self.assertRaises(NotFound):
                adapter.start_cursor()

    def test_another_account_is_told_instead_of_which(self):
        self.use()
        with self.open_adapter() as adapter:
            self.env["cloud.place"]._of(
                self.backend, adapter.test_connection(), adapter.root(), adapter.root()
            )
        self.backend.place_id = self.env["cloud.place"].search([], limit=1)
        self.google.set_members(self.drive, {"demo@example.com": "organizer"})
        self.google.add_user("second@example.com")
        granted = self.google.authorize(user="second@example.com")
        self.backend._credential()._gdrive_store(granted)
        words = (
            "second@example.com signed in instead of demo@example.com. It does not "
            "see the shared drive Team."
        )
        with self.open_adapter() as adapter, self.assertRaisesRegex(NotFound, words):
            adapter.test_connection()

    def test_reader_only(self):
        self.use()
        self.google.set_members(self.drive, {"*": "reader"})
        with self.open_adapter() as self.adapter:
            self.root = self.adapter.root()
            with self.assertRaises(AccessDenied):
                self.upload("a.txt")
