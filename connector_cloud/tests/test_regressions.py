# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the convergence test found, each told as a short story of its own."""

from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import MissingError
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError

from ..components.backward_feed import BackwardFeed
from ..components.backward_folders import BackwardFolders
from ..components.file_decider import FileDecider
from ..exceptions import CursorExpired, RetryLater
from .backward_case import BackwardCase


@tagged("post_install", "-at_install")
class TestRegressions(BackwardCase):
    """What random stories on both sides brought to light, one test each."""

    def test_new_file_for_a_record_that_is_gone(self):
        """One record's end must not stop what comes for the others."""
        other = self._partner("Other")
        self._sync(other)
        self._backward()
        place = self._folder_of(other).external_id
        self.cloud.create(self.folder_id, "late.txt", b"late")
        self.cloud.create(place, "welcome.txt", b"welcome")
        self.partner.unlink()
        self._backward()
        self.assertEqual(self._attachments(other).mapped("name"), ["welcome.txt"])
        self._sync()
        self._look_again()
        self.assertFalse(self.env["cloud.observation"].search([]))
        orphans = self.env["ir.attachment"].search([("name", "=", "late.txt")])
        self.assertFalse(orphans)

    def test_file_moved_to_a_record_that_is_gone(self):
        other = self._partner("Other")
        moved = self._synced("moved.txt", b"moved", other)
        item = self.cloud.item(moved.cloud_file_id.external_id)
        self.cloud.move(item.external_id, item.name, self.folder_id)
        self.partner.unlink()
        self._backward()
        self.assertEqual(moved.res_id, other.id)
        self._sync()
        self._look_again()
        self.assertFalse(moved.exists())
        self.assertTrue(self.cloud.item(item.external_id).binned)

    def test_new_folder_for_a_record_that_is_gone(self):
        self.cloud.create_folder(self.folder_id, "Late")
        self.partner.unlink()
        self._backward()
        self._sync()
        self._look_again()
        self.assertFalse(self.env["cloud.folder"].search([("name", "=", "Late")]))
        self.assertFalse(self.env["cloud.observation"].search([]))

    def _look_again(self):
        """What was put off is due."""
        self.env["cloud.observation"].search([]).next_try = False
        self._backward()

    def test_files_that_leave_a_doomed_folder_meet_news(self):
        """Its folder is looked at again with the next prepare, not after an hour."""
        other = self._partner("Other")
        self._sync(other)
        guest = self._synced("guest.txt", b"guest")
        item_id = guest.cloud_file_id.external_id
        guest.res_id = other.id
        self.cloud.write(item_id, b"edited in the cloud")
        folder = self._folder_of(self.partner)
        self.partner.unlink()
        self._sync()
        self._look_again()
        self._sync()
        self._look_again()
        self.assertFalse(folder.exists())
        self.assertEqual(guest.raw, b"edited in the cloud")
        self.assertEqual(guest.res_id, other.id)
        place = self._folder_of(other).external_id
        self.assertEqual(self.cloud.item(item_id).parent_id, place)

    def test_listing_that_lags_behind_the_feed(self):
        """A new folder's listing may hide what the feed has told already."""
        inner = self.cloud.create_folder(self.folder_id, "Outer").external_id
        inner = self.cloud.create_folder(inner, "Inner").external_id
        self.cloud.create(inner, "hidden.txt", b"hidden")
        with patch.object(type(self.cloud), "children", return_value=[]):
            self._backward()
            self._look_again()
            self._look_again()
        self.assertIn("hidden.txt", self._attachments().mapped("name"))
        self.assertFalse(self.env["cloud.observation"].search([]))

    def test_place_in_the_feed_that_is_never_known(self):
        """Told twice that the feed begins anew, the job waits."""
        self.cloud.fail_next("changes", CursorExpired("Too old."), times=2)
        self._interrupted_backward()
        self.assertTrue(self.backend.wait_until)

    def test_attachment_of_a_record_that_is_gone(self):
        """Somebody attached while somebody else deleted."""
        file = self._synced("late.txt", b"late").cloud_file_id
        item_id = file.external_id
        folder = self._folder_of(self.partner)
        # Not by the ORM, which would take the attachments along.
        self.partner.flush_recordset()
        self.env.cr.execute("DELETE FROM res_partner WHERE id = %s", self.partner.ids)
        self.env.invalidate_all()
        self._sync()
        self.assertFalse(folder.exists())
        self.assertFalse(file.exists())
        self.assertTrue(self.cloud.item(item_id).binned)

    def test_folder_begun_for_a_record_that_leaves_its_rule(self):
        """It was made, but nobody wrote that down."""
        self.cloud.marks = False
        self.cloud.limits = replace(self.cloud.limits, duplicates=False)
        record = self._partner("Leaves")
        self.cloud.fail_next("create_folders", RetryLater("no answer", 5), after=True)
        self._interrupted_sync(record)
        self.backend.wait_until = False
        record.category_id = False
        self._sync(record)
        made = self.cloud.find("Odoo/Contacts/Leaves")
        self.assertEqual(self._folder_of(record).external_id, made.external_id)
        self.assertEqual(self._folder_of(record).status, "synced")

    def _begun(self, name):
        """:return: (record, folder that a killed run made for it in the cloud)"""
        self.cloud.marks = False
        self.cloud.limits = replace(self.cloud.limits, duplicates=False)
        record = self._partner(name)
        self.cloud.fail_next("create_folders", RetryLater("no answer", 5), after=True)
        self._interrupted_sync(record)
        self.backend.wait_until = False
        return record, self.cloud.find(f"Odoo/Contacts/{name}")

    def test_folder_that_people_filled_before_it_was_bound(self):
        record, made = self._begun("Filled")
        self.cloud.create(made.external_id, "welcome.txt", b"welcome")
        self._sync(record)
        self._backward()
        self.assertEqual(self._folder_of(record).external_id, made.external_id)
        self.assertEqual(self._folder_of(record).name, "Filled")
        self.assertEqual(self._attachments(record).mapped("name"), ["welcome.txt"])

    def test_record_that_was_renamed_before_its_folder_was_bound(self):
        record, made = self._begun("Before")
        self.cloud.create(made.external_id, "welcome.txt", b"welcome")
        record.name = "After"
        self._sync(record)
        self.assertEqual(self._folder_of(record).external_id, made.external_id)
        renamed = self.cloud.find("Odoo/Contacts/After")
        self.assertEqual(renamed.external_id, made.external_id)

    def test_folder_of_people_that_has_the_name(self):
        """That it was in our way does not make it ours."""
        self.cloud.marks = False
        self.cloud.limits = replace(self.cloud.limits, duplicates=False)
        place = self.cloud.find("Odoo/Contacts").external_id
        theirs = self.cloud.create_folder(place, "Theirs")
        self.cloud.create(theirs.external_id, "theirs.txt", b"theirs")
        record = self._partner("Theirs")
        self._sync(record)
        self.assertNotEqual(self._folder_of(record).external_id, theirs.external_id)

    @contextmanager
    def _meanwhile(self, method, deed):
        """Somebody does something between our comparison and the cloud's answer."""
        obey = getattr(type(self.cloud), method)

        def obey_late(cloud, external_id, *args, **kwargs):
            obey(cloud, external_id, *args, **kwargs)
            deed(external_id)
            return cloud.item(external_id)

        with patch.object(type(self.cloud), method, obey_late):
            yield

    def test_renamed_by_people_while_we_replace_the_content(self):
        attachment = self._synced("a.txt", b"old")
        attachment.raw = b"new"
        move = type(self.cloud).move
        with self._meanwhile("write", lambda id_: move(self.cloud, id_, "b.txt")):
            self._sync(self.partner)
        self._backward()
        self.assertEqual((attachment.name, attachment.raw), ("b.txt", b"new"))

    def test_edited_by_people_while_we_rename(self):
        attachment = self._synced("a.txt", b"old")
        attachment.name = "b.txt"
        write = type(self.cloud).write
        with self._meanwhile("move", lambda id_: write(self.cloud, id_, b"edited")):
            self._sync(self.partner)
        self._backward()
        self.assertEqual((attachment.name, attachment.raw), ("b.txt", b"edited"))
        self.assertEqual(attachment.file_size, 6)

    def test_folder_that_comes_in_while_the_cloud_stumbles(self):
        """It is not taken over without a look into it."""
        folder = self.cloud.create_folder(self.folder_id, "Sub")
        self.cloud.create(folder.external_id, "a.txt", b"a")
        # The feed does not tell of what was in it before it came.
        self.env["cloud.observation"]._note(self.backend, [folder.external_id])
        self.env["cloud.cursor"].search([]).token = self.cloud.start_cursor()
        self.cloud.fail_next("children", RetryLater("Wait.", 1))
        self._interrupted_backward()
        self.backend.wait_until = False
        self._look_again()
        self.assertEqual(self._attachments().mapped("name"), ["a.txt"])

    def test_folder_restored_before_its_row_is_removed(self):
        """The run that took it for lost was killed before it removed the row."""
        folder = self.cloud.create_folder(self.folder_id, "Sub")
        self.cloud.create(folder.external_id, "a.txt", b"a")
        self._backward()
        self.cloud.trash(folder.external_id)
        with patch.object(BackwardFolders, "remove_lost"):
            self._backward()
        self.cloud.untrash(folder.external_id)
        self._backward()
        row = self.env["cloud.folder"].search([("kind", "=", "sub")])
        self.assertEqual(row.external_id, folder.external_id)
        self.assertEqual(row.status, "synced")
        self.assertEqual(self._attachments().mapped("name"), ["a.txt"])

    def test_row_that_is_deleted_while_a_job_looks_at_it(self):
        with (
            patch.object(BackwardFeed, "read", side_effect=MissingError("gone")),
            self.assertRaises(RetryableJobError),
        ):
            self._backward()

    def test_folder_is_not_to_blame_for_a_pause(self):
        """What concerns the account is no problem of a folder."""
        folder = self._folder_of(self.partner)
        for method, name in (("move", "Q"), ("create_folders", "R")):
            self.cloud.fail_next(method, RetryLater("Wait.", 1))
            if method == "create_folders":
                self.cloud.purge(folder.external_id)
            self.partner.name = name
            self._interrupted_sync(self.partner)
            self.backend.wait_until = False
            self.assertFalse(folder.error)
            self.assertFalse(self._logs(level="error"))
            self._sync(self.partner)
            self.assertTrue(self.cloud.find(f"Odoo/Contacts/{name}"))

    def test_problem_that_ended_by_itself(self):
        folder = self._folder_of(self.partner)
        folder._note_failure("It could not be moved.")
        self._sync(self.partner)
        self.assertFalse(folder.error)

    def test_moved_into_a_folder_that_is_not_bound_yet(self):
        """It is there, but the run that made it was stopped."""
        file = self._synced("moved.txt", b"moved")
        item = self.cloud.item(file.cloud_file_id.external_id)
        record = self._partner("New")
        self.cloud.fail_next("create_folders", RetryLater("no answer", 5), after=True)
        self._interrupted_sync(record)
        self.backend.wait_until = False
        place = self.cloud.find("Odoo/Contacts/New").external_id
        self.cloud.move(item.external_id, item.name, place)
        self.cloud.create_folder(place, "Folder")
        self._backward()
        self.assertTrue(file.exists())
        self._sync(record)
        self._look_again()
        self.assertEqual(file.res_id, record.id)
        self.assertEqual(self._links(record).mapped("name"), ["Folder"])

    def test_listed_while_it_is_deleted(self):
        folder = self._folder_of(self.partner)
        listing = self.env["cloud.listing"]
        listing._note(folder)
        self.assertTrue(listing.search([("folder_id", "=", folder.id)]))
        folder.unlink()
        listing._note(folder)
        self.assertFalse(listing.search([("folder_id", "=", folder.id)]))

    def test_attachment_deleted_while_identifiers_are_reserved(self):
        gone = self._attach(self.partner, "gone.txt", b"gone")
        kept = self._attach(self.partner, "kept.txt", b"kept")
        new_id = type(self.cloud).new_id

        def reserve(cloud):
            gone.exists().unlink()
            return new_id(cloud)

        with patch.object(type(self.cloud), "new_id", reserve):
            self._sync(self.partner)
        self.assertEqual(kept.cloud_file_id.status, "synced")
        self.assertEqual(self._names(), ["kept.txt"])

    def test_attachment_that_is_deleted_between_two_rounds(self):
        attachment = self._attach(self.partner, "short.txt", b"short")
        kept = self._attach(self.partner, "kept.txt", b"kept")
        decide = FileDecider.steps

        def steps(decider, todo):
            if attachment.exists() and attachment.cloud_file_id.status == "synced":
                attachment.unlink()
            return decide(decider, todo)

        with patch.object(FileDecider, "steps", steps):
            self._sync(self.partner)
        self.assertFalse(attachment.exists())
        self.assertEqual(kept.cloud_file_id.status, "synced")
        self._sync()
        self.assertEqual(self._names(), ["kept.txt"])
