# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .backward_case import BackwardCase


@tagged("post_install", "-at_install")
class TestBackwardFiles(BackwardCase):
    """What people do with files in the cloud happens in Odoo, too."""

    def test_new_file_becomes_an_attachment_of_the_record(self):
        item = self.cloud.create(self.folder_id, "new.pdf", b"12345", "application/pdf")
        self._backward()
        attachment = self._attachments()
        self.assertEqual(attachment.name, "new.pdf")
        self.assertTrue(attachment._is_cloud_bound())
        self.assertEqual((attachment.type, attachment.url), ("binary", False))
        self.assertEqual(attachment.cloud_file_id.web_url, item.web_url)
        self.assertEqual(attachment.mimetype, "application/pdf")
        self.assertEqual(attachment.file_size, 5)
        self.assertEqual(attachment.raw, b"12345")
        self.assertEqual(self._logs(operation="import").direction, "backward")
        self._settled()

    def test_new_native_document_becomes_a_link_that_opens_in_the_cloud(self):
        item = self.cloud.create_native(self.folder_id, "Notes")
        self._backward()
        attachment = self._attachments()
        self.assertEqual((attachment.name, attachment.url), ("Notes", item.web_url))
        self.assertTrue(attachment.cloud_file_id.native)
        self._settled()

    def test_renamed_file_is_renamed_in_odoo(self):
        attachment = self._synced("a.txt", b"x")
        self.cloud.move(attachment.cloud_file_id.external_id, "b.txt")
        self._backward()
        self.assertEqual(attachment.name, "b.txt")
        self.assertEqual(attachment.raw, b"x")
        self._settled()

    def test_file_moved_to_another_record_goes_there_in_odoo(self):
        attachment = self._synced("a.txt", b"x")
        other = self._partner("Other")
        self._sync(other)
        target = self._folder_of(other)
        self.cloud.move(
            attachment.cloud_file_id.external_id, parent_id=target.external_id
        )
        self._backward()
        self.assertEqual(attachment.res_id, other.id)
        self.assertEqual(attachment.cloud_file_id.folder_id, target)
        self._settled()

    def test_file_moved_out_of_the_tree_leaves_odoo_and_comes_back(self):
        attachment = self._synced("a.txt", b"x")
        external_id = attachment.cloud_file_id.external_id
        self.cloud.move(external_id, parent_id=self.cloud.root_id)
        self._backward()
        self.assertFalse(attachment.exists())
        self.cloud.move(external_id, parent_id=self.folder_id)
        self._backward()
        self.assertEqual(self._attachments().raw, b"x")
        self._settled()

    def test_binned_file_leaves_odoo_and_comes_back_with_it(self):
        attachment = self._synced("a.txt", b"x")
        external_id = attachment.cloud_file_id.external_id
        self.cloud.trash(external_id)
        self._backward()
        self.assertFalse(attachment.exists())
        self.assertEqual(self._logs(operation="unlink").name, "a.txt")
        self.cloud.untrash(external_id)
        self._backward()
        self.assertEqual(self._attachments().name, "a.txt")
        self._settled()

    def test_file_deleted_for_good_leaves_odoo(self):
        attachment = self._synced("a.txt", b"x")
        self.cloud.purge(attachment.cloud_file_id.external_id)
        self._backward()
        self.assertFalse(attachment.exists())
        self._settled()

    def test_edited_content_is_taken_over_with_size_and_checksum(self):
        attachment = self._synced("a.txt", b"x")
        checksum = attachment.checksum
        self.cloud.write(attachment.cloud_file_id.external_id, b"longer")
        self._backward()
        self.assertEqual(attachment.file_size, 6)
        self.assertNotEqual(attachment.checksum, checksum)
        self.assertEqual(attachment.raw, b"longer")
        self._settled()

    def test_edited_content_replaces_the_copy_that_odoo_keeps(self):
        self.backend.release_policy = "never"
        attachment = self._synced("a.txt", b"x")
        self.cloud.write(attachment.cloud_file_id.external_id, b"longer")
        self._backward()
        self.assertEqual(
            (attachment._is_cloud_bound(), attachment.raw), (False, b"longer")
        )
        self.assertTrue(attachment.store_fname or attachment.db_datas)
        self._settled()

    def test_edits_on_both_sides_are_both_kept(self):
        attachment = self._synced("a.txt", b"x")
        attachment.raw = b"odoo's"
        self.cloud.write(attachment.cloud_file_id.external_id, b"cloud's")
        self._backward()
        self.assertEqual(attachment.raw, b"cloud's")
        twin = self._attachments() - attachment
        self.assertEqual(twin.raw, b"odoo's")
        self.assertIn("conflict", twin.name)
        conflict = self.env["cloud.conflict"].search([])
        self.assertEqual(conflict.odoo_version_id, twin)
        self.assertEqual(conflict.file_id.odoo_id, attachment)
        self.assertEqual(self._logs(operation="conflict").level, "warning")
        self._sync(self.partner)
        self.assertCountEqual(self._contents(), [b"cloud's", b"odoo's"])
        self._settled()

    def test_edit_in_the_cloud_brings_back_what_was_deleted_in_odoo(self):
        attachment = self._synced("a.txt", b"x")
        self.cloud.write(attachment.cloud_file_id.external_id, b"new")
        attachment.unlink()
        self._backward()
        self.assertEqual(self._attachments().raw, b"new")
        self.assertEqual(self._logs(operation="import").level, "warning")
        self._settled()

    def test_edit_in_odoo_brings_back_what_was_deleted_in_the_cloud(self):
        attachment = self._synced("a.txt", b"x")
        self.cloud.trash(attachment.cloud_file_id.external_id)
        attachment.raw = b"new"
        self._backward()
        self.assertEqual(self._contents(), [b"new"])
        self._settled()
        self._sync(self.partner)
        self.assertEqual(attachment.raw, b"new")

    def test_cloud_wins_when_both_renamed(self):
        attachment = self._synced("a.txt", b"x")
        self.cloud.move(attachment.cloud_file_id.external_id, "cloud.txt")
        attachment.name = "odoo.txt"
        self._backward()
        self.assertEqual(attachment.name, "cloud.txt")
        self.assertEqual(self._logs(operation="rename").level, "warning")
        self._settled()

    def test_rename_here_and_edit_there_are_both_done(self):
        attachment = self._synced("a.txt", b"x")
        self.cloud.write(attachment.cloud_file_id.external_id, b"new")
        attachment.name = "odoo.txt"
        self._backward()
        self.assertEqual(attachment.raw, b"new")
        self.assertEqual(self._names(), ["odoo.txt"])
        self._settled()

    def test_file_that_the_cloud_denies_for_a_while_stays(self):
        attachment = self._synced("a.txt", b"x")
        external_id = attachment.cloud_file_id.external_id
        self.cloud.move(external_id, "b.txt")
        with self._denied(external_id):
            self._backward()
        self.assertTrue(attachment.exists())
        observation = self.env["cloud.observation"].search([])
        self.assertIn("does not show it", observation.error)
        observation.next_try = False
        self._backward()
        self.assertEqual(attachment.name, "b.txt")
        self._settled()

    def test_file_that_the_cloud_denies_for_hours_is_gone(self):
        attachment = self._synced("a.txt", b"x")
        external_id = attachment.cloud_file_id.external_id
        self.cloud.move(external_id, "b.txt")
        with self._denied(external_id):
            for _hour in range(5):
                self._backward()
                self.assertTrue(attachment.exists())
                self.env["cloud.observation"].search([]).next_try = False
            self._backward()
        self.assertFalse(attachment.exists())
        self._settled()

    def test_file_that_went_after_the_feed_told_of_it_goes_with_the_next_news(self):
        attachment = self._synced("a.txt", b"x")
        external_id = attachment.cloud_file_id.external_id
        self.env["cloud.observation"]._note(self.backend, [external_id], [external_id])
        self.cloud.purge(external_id)
        self._backward()
        self.assertFalse(attachment.exists())
        self._settled()

    def test_own_writes_are_no_news(self):
        self._synced("a.txt", b"x")
        self._backward()
        self.assertFalse(self.env["cloud.observation"].search([]))
        self.cloud.calls.clear()
        self._backward()
        self.assertEqual(dict(self.cloud.calls), {"changes": 1})

    def test_what_lies_elsewhere_in_the_drive_is_left_alone(self):
        self.cloud.create(self.cloud.root_id, "private.txt", b"x")
        rule_folder = self._folder_of(self.partner).parent_id
        self.cloud.create(rule_folder.external_id, "loose.txt", b"x")
        self.cloud.calls.clear()
        self._backward()
        self.assertFalse(self.env["ir.attachment"].search([("name", "=", "loose.txt")]))
        self.assertEqual(dict(self.cloud.calls), {"changes": 1})

    def test_failing_file_does_not_stop_its_neighbours(self):
        kept = self._synced("kept.txt", b"x")
        gone = self._synced("gone.txt", b"y")
        self.patch(
            type(self.env["ir.attachment"]), "unlink", self._refuse_unlink_of(kept)
        )
        self.cloud.trash(kept.cloud_file_id.external_id)
        self.cloud.trash(gone.cloud_file_id.external_id)
        self._backward()
        self.assertTrue(kept.exists())
        self.assertFalse(gone.exists())
        observation = self.env["cloud.observation"].search([])
        self.assertEqual(observation.error, "It is needed.")
        self.assertTrue(observation.next_try)
