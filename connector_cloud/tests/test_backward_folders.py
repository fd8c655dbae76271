# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from .backward_case import BackwardCase


@tagged("post_install", "-at_install")
class TestBackwardFolders(BackwardCase):
    """What people do with folders in the cloud."""

    def _subs(self):
        return self.env["cloud.folder"].search([("kind", "=", "sub")], order="id")

    def _sub(self, name="Sub", parent_id=None, content=b"deep"):
        """A folder that somebody made in the cloud, with a file; Odoo knows both."""
        folder = self.cloud.create_folder(parent_id or self.folder_id, name)
        self.cloud.create(folder.external_id, f"in {name}.txt", content)
        self._backward()
        return self._subs().filtered(lambda f: f.name == name)

    def test_new_folder_with_all_that_is_in_it(self):
        sub = self.cloud.create_folder(self.folder_id, "Sub")
        deep = self.cloud.create_folder(sub.external_id, "Deep")
        self.cloud.create(deep.external_id, "a.txt", b"x")
        self._backward()
        folder = self._subs()[-1]
        self.assertEqual((folder.name, folder.parent_id.name), ("Deep", "Sub"))
        self.assertEqual(self._attachments().cloud_file_id.folder_id, folder)
        self._settled()

    def test_folder_that_comes_in_from_outside_is_listed(self):
        outside = self.cloud.create_folder(self.cloud.root_id, "Outside")
        self.cloud.create(outside.external_id, "a.txt", b"x")
        self._backward()
        self.assertFalse(self._attachments())
        self.cloud.move(outside.external_id, parent_id=self.folder_id)
        self._backward()
        self.assertEqual(self._attachments().name, "a.txt")
        self._settled()

    def test_file_moved_into_a_folder_that_is_new_as_well(self):
        attachment = self._synced("a.txt", b"x")
        sub = self.cloud.create_folder(self.folder_id, "Sub")
        self.cloud.move(attachment.cloud_file_id.external_id, parent_id=sub.external_id)
        self._backward()
        self.assertEqual(attachment.cloud_file_id.folder_id.name, "Sub")
        self._settled()

    def test_renamed_and_moved_folder(self):
        sub, other = self._sub("One"), self._sub("Two")
        self.cloud.move(sub.external_id, "New", other.external_id)
        self._backward()
        self.assertEqual((sub.name, sub.parent_id), ("New", other))
        self._settled()

    def test_folder_moved_to_another_record_takes_its_files_along(self):
        sub = self._sub()
        attachment = self._attachments()
        other = self._partner("Other")
        self._sync(other)
        self.cloud.move(sub.external_id, parent_id=self._folder_of(other).external_id)
        self._backward()
        self.assertEqual(attachment.res_id, other.id)
        self.assertEqual(sub.parent_id, self._folder_of(other))
        self._settled()

    def test_binned_folder_goes_with_its_files_and_comes_back_with_them(self):
        sub = self._sub()
        external_id = sub.external_id
        self.cloud.trash(external_id)
        self._backward()
        self.assertFalse(self._attachments())
        self.assertFalse(sub.exists())
        self.cloud.untrash(external_id)
        self._backward()
        self.assertEqual(self._attachments().raw, b"deep")
        self._settled()

    def test_folder_moved_out_of_the_tree(self):
        sub = self._sub()
        self.cloud.move(sub.external_id, parent_id=self.cloud.root_id)
        self._backward()
        self.assertFalse(self._attachments())
        self.assertFalse(sub.exists())
        self._settled()

    def test_file_saved_from_a_folder_that_goes_stays(self):
        sub = self._sub()
        attachment = self._attachments()
        self.cloud.move(attachment.cloud_file_id.external_id, parent_id=self.folder_id)
        self.cloud.purge(sub.external_id)
        self._backward()
        self.assertTrue(attachment.exists())
        self.assertFalse(sub.exists())
        self._settled()

    def test_content_edited_in_odoo_outlives_its_folder(self):
        sub = self._sub()
        attachment = self._attachments()
        attachment.raw = b"edited"
        self.cloud.trash(sub.external_id)
        self._backward()
        self.assertEqual(self._contents(), [b"edited"])
        self.assertFalse(sub.exists())
        self._settled()

    def test_renamed_record_folder_gets_its_name_back(self):
        attachment = self._synced("a.txt", b"x")
        self.cloud.move(self.folder_id, "Their name")
        self._backward()
        self._sync()
        self.assertIn(f"Odoo/Contacts/{self.partner.name}/a.txt", self._tree())
        self.assertTrue(attachment.exists())
        self._settled()

    def test_moved_record_folder_is_put_back(self):
        self._synced("a.txt", b"x")
        self.cloud.move(self.folder_id, parent_id=self.cloud.root_id)
        self._backward()
        self._sync()
        self.assertIn(f"Odoo/Contacts/{self.partner.name}/a.txt", self._tree())
        self._settled()

    def test_deleted_record_folder_takes_its_files_and_is_made_again(self):
        attachment = self._synced("a.txt", b"x")
        self.cloud.trash(self.folder_id)
        self._backward()
        self.assertFalse(attachment.exists())
        self._sync()
        self.assertIn(f"Odoo/Contacts/{self.partner.name}", self._tree())
        self.assertNotEqual(self._folder_of(self.partner).external_id, self.folder_id)
        self._settled()

    def test_deleted_model_folder_takes_its_files_and_is_made_again(self):
        attachment = self._synced("a.txt", b"x")
        rule_folder = self._folder_of(self.partner).parent_id
        self.cloud.trash(rule_folder.external_id)
        self._backward()
        self.assertFalse(attachment.exists())
        self._sync()
        self.assertIn(f"Odoo/Contacts/{self.partner.name}", self._tree())
        self._settled()

    def test_deleted_folder_that_the_direct_sync_sees_first(self):
        for kind in ("rule", "record"):
            with self.subTest(kind):
                attachment = self._synced("a.txt", b"x")
                folder = self._folder_of(self.partner)
                folder = folder if kind == "record" else folder.parent_id
                self.cloud.trash(folder.external_id)
                self._sync(*([self.partner] if kind == "record" else []))
                self.assertIn(f"Odoo/Contacts/{self.partner.name}", self._tree())
                self._backward()
                self.assertFalse(attachment.exists())
                self._settled()

    def test_folder_renamed_in_odoo_while_the_cloud_has_other_news(self):
        sub, other = self._sub("One"), self._sub("Two")
        sub.name = "Ours"
        self.cloud.move(sub.external_id, parent_id=other.external_id)
        self._backward()
        self._sync(self.partner)
        self.assertEqual(self.cloud.item(sub.external_id).name, "Ours")
        self.assertEqual((sub.name, sub.parent_id), ("Ours", other))
        self._settled()

    def test_folder_moved_in_odoo(self):
        sub, other = self._sub("One"), self._sub("Two")
        sub.parent_id = other
        self._sync(self.partner)
        self.assertEqual(self.cloud.item(sub.external_id).parent_id, other.external_id)
        self._settled()

    def test_lost_folder_is_not_made_again_while_its_files_wait(self):
        self._sub()
        sub = self._subs()
        self.cloud.trash(sub.external_id)
        with patch.object(
            type(self._attachments()),
            "unlink",
            self._refuse_unlink_of(self._attachments()),
        ):
            self._backward()
        self.assertEqual(sub.status, "lost")
        self._sync(self.partner)
        self.assertNotIn("Odoo/Contacts/P/Sub", self._tree())

    def test_folders_of_nobody_are_left_alone(self):
        rule_folder = self._folder_of(self.partner).parent_id
        loose = self.cloud.create_folder(rule_folder.external_id, "Loose")
        self.cloud.create(loose.external_id, "a.txt", b"x")
        self._backward()
        self.assertFalse(self._subs())
        self._settled()
        self.assertIn("Odoo/Contacts/Loose/a.txt", self._tree())
