# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..exceptions import AccessDenied
from .backward_case import BackwardCase


@tagged("post_install", "-at_install")
class TestFolderLinks(BackwardCase):
    """Sub-folders from the cloud among the attachments of a record."""

    def _sub(self, name="Sub", parent_id=None):
        item = self.cloud.create_folder(parent_id or self.folder_id, name)
        self._backward()
        return self._folder(item)

    def _folder(self, item):
        return self.env["cloud.folder"].search([("external_id", "=", item.external_id)])

    def test_folder_is_a_link(self):
        sub = self._sub()
        link = self._links()
        self.assertEqual((link.name, link.type, link.url), ("Sub", "url", sub.web_url))
        self.assertEqual(sub.link_id, link)
        self._settled()
        self.assertEqual(self._links(), link)

    def test_only_the_first_level_is_shown(self):
        sub = self._sub()
        deep = self._sub("Deep", sub.external_id)
        self.assertEqual(self._links().name, "Sub")
        self.cloud.move(deep.external_id, parent_id=self.folder_id)
        self._backward()
        self.assertEqual(self._links().mapped("name"), ["Sub", "Deep"])
        self.cloud.move(sub.external_id, parent_id=deep.external_id)
        self._backward()
        self.assertEqual(self._links().name, "Deep")
        self._settled()

    def test_folder_that_odoo_made_is_no_link(self):
        self._folder_of(self.partner).create(
            {
                "backend_id": self.backend.id,
                "kind": "sub",
                "parent_id": self._folder_of(self.partner).id,
                "name": "Ours",
            }
        )
        self._sync(self.partner)
        self._backward()
        self.assertFalse(self._links())
        self._settled()

    def test_link_follows_its_folder(self):
        sub, link = self._sub(), self._links()
        other = self._partner("Other")
        self._sync(other)
        other_folder = self._folder_of(other)
        self.cloud.move(sub.external_id, "New", other_folder.external_id)
        self._backward()
        self.assertEqual((link.name, link.res_id), ("New", other.id))
        self.cloud.trash(sub.external_id)
        self._backward()
        self.assertFalse(link.exists())
        self._settled()

    def test_renamed_link_renames_the_folder(self):
        sub, link = self._sub(), self._links()
        link.name = "Ours"
        self._sync(self.partner)
        self.assertEqual(self.cloud.item(sub.external_id).name, "Ours")
        self._settled()
        self.assertEqual((sub.name, link.name), ("Ours", "Ours"))

    def test_removed_link_bins_an_empty_folder(self):
        sub = self._sub()
        external_id = sub.external_id
        self._links().unlink()
        self._sync(self.partner)
        self.assertTrue(self.cloud.item(external_id).binned)
        self.assertFalse(sub.exists())
        self._settled()
        self.cloud.untrash(external_id)
        self._backward()
        self.assertEqual(self._links().name, "Sub")

    def test_removed_link_of_a_folder_with_files_comes_back(self):
        sub = self._sub()
        self.cloud.create(sub.external_id, "a.txt", b"x")
        self._backward()
        self._links().unlink()
        self._sync(self.partner)
        self.assertEqual(self._links(), sub.link_id)
        self.assertEqual(self._contents(), [b"x"])
        self._settled()

    def test_removed_link_of_a_folder_with_unseen_files_comes_back(self):
        sub = self._sub()
        self.cloud.create(sub.external_id, "a.txt", b"x")
        self._links().unlink()
        self._sync(self.partner)
        self.assertEqual(self._links(), sub.link_id)
        self._settled()
        self.assertEqual(self._attachments().raw, b"x")

    def test_folder_that_cannot_be_binned_is_shown_again(self):
        sub = self._sub()
        self._links().unlink()
        self.cloud.fail_next("bin", AccessDenied("It is not yours."))
        self._sync(self.partner)
        self.assertEqual(self._links(), sub.link_id)
        self.assertIn("not yours", self._logs(level="error").message)

    def test_links_go_with_the_rows_of_a_reset(self):
        self._sub()
        self._folder_of(self.partner).unlink()
        self.assertFalse(self._links())
