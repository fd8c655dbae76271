# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import count
from types import SimpleNamespace
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..sync import upload as upload_module
from .common import CloudCase


@tagged("post_install", "-at_install")
class TestDirectSync(CloudCase):
    """The sentences of seeds 003 and 004 about the direct sync."""

    def test_structure_is_root_model_object_files(self):
        partner = self._partner("Azure Interior")
        self._attach(partner, "offer.pdf", b"one")
        self._sync()
        self.assertEqual(
            self._tree(),
            {
                "Odoo": None,
                "Odoo/Contacts": None,
                "Odoo/Contacts/Azure Interior": None,
                "Odoo/Contacts/Azure Interior/offer.pdf": b"one",
            },
        )

    def test_folder_is_created_even_without_attachments(self):
        self._partner("Nobody")
        self._sync()
        self.assertIn("Odoo/Contacts/Nobody", self._tree())

    def test_attachment_stays_a_file_and_its_bytes_leave(self):
        attachment = self._attach(self._partner("P"), "a.txt", b"some bytes")
        checksum = attachment.checksum
        self._sync()
        file = attachment.cloud_file_id
        self.assertTrue(attachment._is_cloud_bound())
        self.assertFalse(attachment.store_fname)
        self.assertFalse(attachment.db_datas)
        self.assertTrue(file.released)
        self.assertEqual(file.odoo_id, attachment)
        self.assertEqual((attachment.type, attachment.url), ("binary", False))
        self.assertTrue(file.web_url)
        self.assertEqual((attachment.file_size, attachment.checksum), (10, checksum))
        self.assertEqual(attachment.raw, b"some bytes")

    def test_second_sync_finds_nothing_to_do(self):
        self._attach(self._partner("P"), "a.txt")
        self._sync()
        self.cloud.calls.clear()
        with trap_jobs() as trap:
            self.backend._job_prepare()
            trap.assert_jobs_count(0)
        self.assertNotIn("upload", self.cloud.calls)
        self.assertNotIn("create_folders", self.cloud.calls)

    def test_empty_file_is_uploaded_and_stays_readable(self):
        attachment = self._attach(self._partner("P"), "empty.txt", b"")
        self._sync()
        self.assertEqual(self._tree()["Odoo/Contacts/P/empty.txt"], b"")
        self.assertEqual(attachment.raw or b"", b"")

    def test_forbidden_characters_become_dashes(self):
        partner = self._partner('A/B: "C"?')
        self._attach(partner, "50% + 1@home!.txt")
        self._sync()
        self.assertIn("Odoo/Contacts/A-B- -C--/50- - 1-home-.txt", self._tree())

    def test_renamed_record_renames_its_folder(self):
        partner = self._partner("Old")
        self._attach(partner, "a.txt")
        self._sync()
        partner.name = "New"
        self._sync(partner)
        self.assertIn("Odoo/Contacts/New/a.txt", self._tree())
        self.assertNotIn("Odoo/Contacts/Old", self._tree())

    def test_renamed_rule_renames_its_folder(self):
        self._attach(self._partner("P"), "a.txt")
        self._sync()
        self.rule.name = "Customers"
        self._sync()
        self.assertIn("Odoo/Customers/P/a.txt", self._tree())
        self.assertNotIn("Odoo/Contacts", self._tree())

    def test_renamed_root_renames_the_top_folder(self):
        self._partner("P")
        self._sync()
        self.backend.root_folder_name = "Company"
        self._sync()
        self.assertIn("Company/Contacts/P", self._tree())

    def test_folder_renamed_in_the_cloud_gets_its_name_back(self):
        partner = self._partner("P")
        self._sync()
        folder = self.cloud.find("Odoo/Contacts/P")
        self.cloud.move(folder.external_id, name="Something")
        self._sync(partner)
        self.assertIn("Odoo/Contacts/P", self._tree())
        self.assertNotIn("Odoo/Contacts/Something", self._tree())

    def test_folder_removed_in_the_cloud_is_made_again(self):
        partner = self._partner("P")
        self._sync()
        self.cloud.trash(self.cloud.find("Odoo/Contacts/P").external_id)
        self._sync(partner)
        self.assertIn("Odoo/Contacts/P", self._tree())
        self.assertTrue(self._logs(level="warning", operation="create_folder"))

    def test_rule_folder_removed_in_the_cloud_is_made_again(self):
        partner = self._partner("P")
        self._sync()
        self.cloud.trash(self.cloud.find("Odoo/Contacts").external_id)
        self._sync()
        self._sync(partner)
        self.assertIn("Odoo/Contacts/P", self._tree())

    def test_purged_rule_folder_is_made_again_at_once(self):
        partner = self._partner("P")
        self._sync()
        self.cloud.purge(self.cloud.find("Odoo/Contacts").external_id)
        self._sync(partner)
        self.assertIn("Odoo/Contacts/P", self._tree())
        self.assertFalse(self._logs(level="error"))

    def test_new_attachment_is_uploaded(self):
        partner = self._partner("P")
        self._sync()
        self._attach(partner, "later.txt", b"later")
        self._sync(partner)
        self.assertEqual(self._tree()["Odoo/Contacts/P/later.txt"], b"later")

    def test_renamed_attachment_is_renamed_in_the_cloud(self):
        partner = self._partner("P")
        attachment = self._attach(partner, "a.txt")
        self._sync()
        external_id = attachment.cloud_file_id.external_id
        attachment.name = "b.txt"
        self._sync(partner)
        self.assertIn("Odoo/Contacts/P/b.txt", self._tree())
        self.assertNotIn("Odoo/Contacts/P/a.txt", self._tree())
        self.assertEqual(attachment.cloud_file_id.external_id, external_id)

    def test_changed_content_is_sent_into_the_same_item(self):
        partner = self._partner("P")
        attachment = self._attach(partner, "a.txt", b"one")
        self._sync()
        external_id = attachment.cloud_file_id.external_id
        attachment.raw = b"two, and longer"
        self.assertFalse(attachment._is_cloud_bound())
        self._sync(partner)
        self.assertEqual(self._tree()["Odoo/Contacts/P/a.txt"], b"two, and longer")
        self.assertEqual(attachment.cloud_file_id.external_id, external_id)
        self.assertTrue(attachment._is_cloud_bound())

    def test_moved_attachment_moves_in_the_cloud(self):
        one, two = self._partner("One"), self._partner("Two")
        attachment = self._attach(one, "a.txt", b"x")
        self._sync()
        external_id = attachment.cloud_file_id.external_id
        attachment.res_id = two.id
        self._sync(two)
        self.assertEqual(self._tree().get("Odoo/Contacts/Two/a.txt"), b"x")
        self.assertNotIn("Odoo/Contacts/One/a.txt", self._tree())
        self.assertEqual(attachment.cloud_file_id.external_id, external_id)

    def test_deleted_attachment_goes_to_the_bin(self):
        partner = self._partner("P")
        attachment = self._attach(partner, "a.txt", b"x")
        self._sync()
        external_id = attachment.cloud_file_id.external_id
        attachment.unlink()
        self._sync(partner)
        self.assertNotIn("Odoo/Contacts/P/a.txt", self._tree())
        self.assertTrue(self.cloud.item(external_id).binned)
        self.assertFalse(self.env["cloud.file"].search([]))

    def test_deletion_by_sql_is_seen_as_well(self):
        partner = self._partner("P")
        attachment = self._attach(partner, "a.txt", b"x")
        self._sync()
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM ir_attachment WHERE id = %s", attachment.ids)
        self.env.invalidate_all()
        self._sync()
        self.assertNotIn("Odoo/Contacts/P/a.txt", self._tree())

    def test_deleted_attachment_that_changed_in_the_cloud_is_not_binned(self):
        partner = self._partner("P")
        attachment = self._attach(partner, "a.txt", b"x")
        self._sync()
        external_id = attachment.cloud_file_id.external_id
        self.cloud.write(external_id, b"precious")
        attachment.unlink()
        self._sync(partner)
        self.assertEqual(self._tree()["Odoo/Contacts/P/a.txt"], b"precious")

    def test_deleted_record_bins_its_folder(self):
        partner = self._partner("P")
        self._attach(partner, "a.txt")
        self._sync()
        folder_id = self.cloud.find("Odoo/Contacts/P").external_id
        gone = partner.browse(partner.id)
        partner.unlink()
        self._sync(gone)
        self.assertTrue(self.cloud.item(folder_id).binned)
        self.assertFalse(self.env["cloud.folder"].search([("kind", "=", "record")]))

    def test_deleted_record_keeps_its_folder_by_policy(self):
        self.rule.deletion_policy = "keep"
        partner = self._partner("P")
        self._attach(partner, "a.txt", b"x")
        self._sync()
        partner.unlink()
        self._sync()
        self.assertEqual(self._tree()["Odoo/Contacts/P/a.txt"], b"x")

    def test_attachment_that_left_a_deleted_record_is_saved(self):
        one, two = self._partner("One"), self._partner("Two")
        other = self._partner("Not synced", category_id=False)
        to_two = self._attach(one, "two.txt", b"2")
        to_other = self._attach(one, "other.txt", b"other")
        self._sync()
        to_two.res_id = two.id
        to_other.res_id = other.id
        gone = one.browse(one.id)
        one.unlink()
        self._sync(gone)
        self.assertEqual(self._tree()["Odoo/Contacts/Two/two.txt"], b"2")
        self.assertNotIn("Odoo/Contacts/One", self._tree())
        self.assertEqual((to_two.raw, to_other.raw), (b"2", b"other"))
        self.assertFalse(to_other._is_cloud_bound())

    def test_first_matching_rule_owns_the_record(self):
        companies = self._rule("Companies", "[('is_company', '=', True)]", sequence=1)
        self.rule.sequence = 5
        self._partner("Firm", is_company=True)
        self._partner("Person")
        self.env["res.partner"].search([("is_company", "=", True)]).filtered(
            lambda p: not p.category_id
        ).active = True
        companies.domain = (
            f"[('is_company', '=', True), ('category_id', 'in', {self.tag.ids})]"
        )
        self._sync()
        self.assertIn("Odoo/Companies/Firm", self._tree())
        self.assertIn("Odoo/Contacts/Person", self._tree())
        self.assertNotIn("Odoo/Contacts/Firm", self._tree())

    def test_record_that_matches_another_rule_moves(self):
        self._rule(
            "Companies",
            f"[('is_company', '=', True), ('category_id', 'in', {self.tag.ids})]",
            sequence=1,
        )
        partner = self._partner("P")
        self._attach(partner, "a.txt")
        self._sync()
        self.assertIn("Odoo/Contacts/P/a.txt", self._tree())
        partner.is_company = True
        self._sync(partner)
        self.assertIn("Odoo/Companies/P/a.txt", self._tree())
        self.assertNotIn("Odoo/Contacts/P", self._tree())

    def test_record_that_stops_matching_keeps_its_folder(self):
        partner = self._partner("P")
        attachment = self._attach(partner, "a.txt", b"x")
        self._sync()
        partner.category_id = False
        self._attach(partner, "new.txt")
        self._sync(partner)
        self.assertEqual(self._tree()["Odoo/Contacts/P/a.txt"], b"x")
        self.assertNotIn("Odoo/Contacts/P/new.txt", self._tree())
        self.assertEqual(attachment.raw, b"x")

    def test_record_that_starts_to_match_gets_its_folder(self):
        partner = self._partner("P", category_id=False)
        self._attach(partner, "a.txt", b"x")
        self._sync()
        self.assertNotIn("Odoo/Contacts/P", self._tree())
        partner.category_id = self.tag
        self._sync()
        self.assertEqual(self._tree()["Odoo/Contacts/P/a.txt"], b"x")

    def test_removed_rule_leaves_everything_reachable(self):
        partner = self._partner("P")
        attachment = self._attach(partner, "a.txt", b"x")
        self._sync()
        self.rule.unlink()
        self._attach(partner, "new.txt")
        self._sync()
        self.assertEqual(self._tree()["Odoo/Contacts/P/a.txt"], b"x")
        self.assertNotIn("Odoo/Contacts/P/new.txt", self._tree())
        self.assertEqual(attachment.raw, b"x")

    def test_records_of_a_removed_rule_move_to_the_new_one(self):
        self._attach(self._partner("P"), "a.txt", b"x")
        self._sync()
        self.rule.unlink()
        self._rule("Tagged", f"[('category_id', 'in', {self.tag.ids})]")
        self._sync()
        self.assertEqual(self._tree()["Odoo/Tagged/P/a.txt"], b"x")
        self.assertNotIn("Odoo/Contacts/P", self._tree())

    def test_twin_records_get_two_folders_that_stay_told_apart(self):
        one, two = self._partner("Twin"), self._partner("Twin")
        self._attach(one, "a.txt", b"1")
        self._attach(two, "a.txt", b"2")
        self._sync()
        expected = {
            "Odoo/Contacts/Twin/a.txt": b"1",
            f"Odoo/Contacts/Twin (#{two.id})/a.txt": b"2",
        }
        self.assertEqual(
            {k: v for k, v in self._tree().items() if v is not None}, expected
        )
        self._sync(one, two)
        self._sync(two, one)
        self.assertEqual(
            {k: v for k, v in self._tree().items() if v is not None}, expected
        )

    def test_twin_files_of_one_record_are_both_kept(self):
        partner = self._partner("P")
        one = self._attach(partner, "a.txt", b"1")
        two = self._attach(partner, "a.txt", b"2")
        self._sync()
        self.assertEqual((one.raw, two.raw), (b"1", b"2"))
        self.assertNotEqual(
            one.cloud_file_id.external_id, two.cloud_file_id.external_id
        )

    def test_default_folders_are_made_once(self):
        self.rule.default_folder_outline = "Scans\n    Official\nPhotos"
        partner = self._partner("P")
        self._sync()
        tree = self._tree()
        self.assertIn("Odoo/Contacts/P/Scans/Official", tree)
        self.assertIn("Odoo/Contacts/P/Photos", tree)
        self.cloud.trash(self.cloud.find("Odoo/Contacts/P/Photos").external_id)
        self._sync(partner)
        self.assertNotIn("Odoo/Contacts/P/Photos", self._tree())

    def test_name_expression_names_the_folder(self):
        self.rule.name_expression = "Files of ${object.name}, synced"
        self._partner("Anita Oliver")
        self._sync()
        self.assertIn("Odoo/Contacts/Files of Anita Oliver, synced", self._tree())

    def test_attachments_of_the_chatter_are_synced(self):
        partner = self._partner("P")
        partner.message_post(body="see", attachments=[("chat.txt", b"chat")])
        self._sync()
        self.assertEqual(self._tree()["Odoo/Contacts/P/chat.txt"], b"chat")

    def test_field_contents_and_public_files_stay_in_odoo(self):
        partner = self._partner("P", image_1920=False)
        self._attach(partner, "public.txt", public=True)
        self._attach(partner, "link", False, type="url", url="https://example.com")
        self._sync()
        files = [path for path, content in self._tree().items() if content is not None]
        self.assertFalse(files)

    def test_release_policies(self):
        partner = self._partner("P")
        attachment = self._attach(partner, "a.txt", b"x")
        self.backend.release_policy = "never"
        self._sync()
        self.assertEqual(self._tree()["Odoo/Contacts/P/a.txt"], b"x")
        self.assertFalse(attachment._is_cloud_bound())
        self.backend.write({"release_policy": "days", "release_days": 3})
        self._sync(partner)
        self.assertFalse(attachment._is_cloud_bound())
        file = self.env["cloud.file"].search([("odoo_id", "=", attachment.id)])
        self.env.cr.execute(
            "UPDATE cloud_file SET synced_at = synced_at - interval '4 days'"
            " WHERE id = %s",
            file.ids,
        )
        file.invalidate_recordset()
        self._sync()
        self.assertTrue(attachment._is_cloud_bound())

    def test_log_tells_what_left_odoo(self):
        partner = self._partner("P")
        self._attach(partner, "a.txt", b"xyz")
        self._sync()
        release = self._logs(operation="release")
        self.assertEqual((release.name, release.size), ("a.txt", 3))
        self.assertEqual((release.level, release.direction), ("success", "direct"))
        self.assertEqual(
            (release.res_model, release.res_id), ("res.partner", partner.id)
        )

    def test_log_tells_what_was_done(self):
        partner = self._partner("P")
        self._attach(partner, "a.txt", b"xyz")
        clock = SimpleNamespace(monotonic=count().__next__)
        with patch.object(upload_module, "time", clock):
            self._sync()
        upload = self._logs(operation="upload")
        self.assertGreaterEqual(upload.duration, 1)
        self.assertEqual(upload.level, "success")
        self.assertEqual(upload.direction, "direct")
        self.assertEqual(upload.size, 3)
        self.assertEqual((upload.res_model, upload.res_id), ("res.partner", partner.id))
        self.assertEqual(len(self._logs(operation="create_folder")), 3)
