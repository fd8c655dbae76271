# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os

from odoo import fields
from odoo.tests import tagged

from ..exceptions import (
    AccessDenied,
    AuthorizationLost,
    QuotaExceeded,
    RetryLater,
)
from .common import CloudCase


@tagged("post_install", "-at_install")
class TestDirectFailures(CloudCase):
    """Nothing is lost, nothing is made twice, and neighbours go on."""

    def setUp(self):
        super().setUp()
        self.partner = self._partner("P")
        self._sync()

    def _contents(self):
        return sorted(c for c in self._tree().values() if c is not None)

    def test_upload_that_succeeds_without_an_answer_makes_no_twin(self):
        attachment = self._attach(self.partner, "a.txt", b"x")
        self.cloud.fail_next("upload", RetryLater("no answer", 5), after=True)
        error = self._interrupted_sync(self.partner)
        self.assertTrue(error.ignore_retry)
        self.assertFalse(attachment._is_cloud_bound())
        self.backend.wait_until = False
        self._sync(self.partner)
        self.assertEqual(self._contents(), [b"x"])
        self.assertTrue(attachment._is_cloud_bound())

    def test_content_edited_between_two_tries_arrives(self):
        attachment = self._attach(self.partner, "a.txt", b"old")
        self.cloud.fail_next("upload", RetryLater("no answer", 5), after=True)
        self._interrupted_sync(self.partner)
        attachment.raw = b"newer"
        self.backend.wait_until = False
        self._sync(self.partner)
        self.assertEqual(self._contents(), [b"newer"])
        self.assertEqual(attachment.raw, b"newer")

    def test_content_replaced_without_an_answer_is_recognised(self):
        attachment = self._attach(self.partner, "a.txt", b"old")
        self._sync(self.partner)
        attachment.raw = b"newer"
        self.cloud.fail_next("replace_content", RetryLater("no answer", 5), after=True)
        self._interrupted_sync(self.partner)
        self.backend.wait_until = False
        self.cloud.calls.clear()
        self._sync(self.partner)
        self.assertEqual(self._contents(), [b"newer"])
        self.assertEqual(self.cloud.calls["replace_content"], 1)
        self.assertEqual(
            (attachment._is_cloud_bound(), attachment.raw), (True, b"newer")
        )
        self.assertFalse(self._logs(level="error"))

    def test_what_moved_in_the_cloud_is_left_to_the_backward_sync(self):
        attachment = self._attach(self.partner, "a.txt", b"x")
        self._sync(self.partner)
        attachment.name = "b.txt"
        folder = self.cloud.find("Odoo/Contacts/P")
        sub = self.cloud.create_folder(folder.external_id, "S")
        item = self.cloud.find("Odoo/Contacts/P/a.txt")
        self.cloud.move(item.external_id, parent_id=sub.external_id)
        self._sync(self.partner)
        self.assertFalse(self._logs(level="error"))
        self.backend._job_backward()
        self.assertEqual(self._tree().get("Odoo/Contacts/P/S/b.txt"), b"x")

    def test_attachment_deleted_between_two_tries_leaves_the_cloud(self):
        attachment = self._attach(self.partner, "a.txt", b"old")
        self.cloud.fail_next("upload", RetryLater("no answer", 5), after=True)
        self._interrupted_sync(self.partner)
        attachment.unlink()
        self.backend.wait_until = False
        self._sync(self.partner)
        self.assertEqual(self._contents(), [])
        self.assertFalse(self.env["cloud.file"].search([]))

    def test_folder_made_without_an_answer_makes_no_twin(self):
        other = self._partner("Other")
        self.cloud.fail_next("create_folders", RetryLater("no answer", 5), after=True)
        self._interrupted_sync(other)
        self.backend.wait_until = False
        self._sync(other)
        made = [path for path in self._tree() if path.startswith("Odoo/Contacts/Other")]
        self.assertEqual(made, ["Odoo/Contacts/Other"])
        contacts = self.cloud.find("Odoo/Contacts")
        self.assertEqual(len(self.cloud.children(contacts.external_id)), 2)

    def test_one_failing_file_does_not_stop_the_others(self):
        bad = self._attach(self.partner, "bad.txt", b"bad")
        good = self._attach(self.partner, "good.txt", b"good")
        self.backend.parallel_transfers = 1
        self.cloud.fail_next("upload", AccessDenied("The folder is read-only."))
        self._sync(self.partner)
        away = (bad | good).filtered(lambda a: a._is_cloud_bound())
        self.assertEqual(len(away), 1)
        file = self.env["cloud.file"].search([("error", "!=", False)])
        self.assertEqual(file.error, "The folder is read-only.")
        self.assertEqual(file.try_count, 1)
        self.assertGreater(file.next_try, fields.Datetime.now())
        self.assertIn("read-only", self._logs(level="error").message)
        # Not due yet: nothing happens; when it is due, all is well again.
        self._sync(self.partner)
        self.assertTrue(file.error)
        file.action_retry()
        self._sync(self.partner)
        self.assertFalse(file.error)
        self.assertEqual(self._contents(), [b"bad", b"good"])

    def test_full_drive_stops_uploads_only(self):
        attachment = self._attach(self.partner, "a.txt", b"x")
        self._sync(self.partner)
        attachment.name = "renamed.txt"
        for number in range(3):
            self._attach(self.partner, f"{number}.txt", b"y")
        self.backend.parallel_transfers = 1
        self.cloud.fail_next("upload", QuotaExceeded("The drive is full."), times=9)
        self._sync(self.partner)
        self.assertIn("Odoo/Contacts/P/renamed.txt", self._tree())
        self.assertEqual(len(self._logs(level="error")), 1)
        self.assertIn("The drive is full.", self._logs(level="error").message)

    def test_lost_authorization_stops_quietly_and_tells_once(self):
        self._attach(self.partner, "a.txt", b"x")
        self.cloud.fail_next("upload", AuthorizationLost("Access was revoked."))
        self._sync(self.partner)
        self.assertEqual(self.backend.state, "reconnect")
        self.assertEqual(len(self.backend.activity_ids), 1)
        self._sync(self.partner)
        self.assertEqual(len(self.backend.activity_ids), 1)
        self.backend.action_test_connection()
        self.assertEqual(self.backend.state, "connected")
        self.assertFalse(self.backend.activity_ids)
        self._sync(self.partner)
        self.assertEqual(self._contents(), [b"x"])

    def test_failed_test_of_the_connection_is_remembered(self):
        self.cloud.fail_next(
            "test_connection", AuthorizationLost("Access was revoked.")
        )
        action = self.backend.action_test_connection()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertEqual(self.backend.state, "reconnect")
        self.assertEqual(self.backend.last_message, "Access was revoked.")

    def test_whole_backend_waits_as_long_as_the_cloud_asks(self):
        self.cloud.fail_next("get_many", RetryLater("Slow down.", 120))
        error = self._interrupted_sync(self.partner)
        self.assertEqual(error.seconds, 120)
        self.cloud.calls.clear()
        self._interrupted_sync(self.partner)
        self.assertFalse(self.cloud.calls)

    def test_bytes_stay_when_the_cloud_shows_something_else(self):
        attachment = self._attach(self.partner, "a.txt", b"x")
        self.backend.release_policy = "never"
        self._sync(self.partner)
        file = self.env["cloud.file"].search([("odoo_id", "=", attachment.id)])
        self.cloud.write(file.external_id, b"tampered")
        self.backend.release_policy = "verified"
        self._sync(self.partner)
        self.assertFalse(attachment._is_cloud_bound())
        self.assertEqual(attachment.raw, b"x")
        self.assertTrue(self._logs(operation="check", level="warning"))

    def test_damaged_local_file_is_told_and_kept(self):
        attachment = self._attach(self.partner, "a.txt", b"healthy")
        path = attachment._full_path(attachment.store_fname)
        with open(path, "wb") as stream:
            stream.write(b"damaged")
        self._sync(self.partner)
        self.assertFalse(attachment._is_cloud_bound())
        self.assertIn("damaged", self._logs(level="error").message)

    def test_truncated_local_file_is_not_even_sent(self):
        attachment = self._attach(self.partner, "a.txt", b"lengthy")
        with open(attachment._full_path(attachment.store_fname), "wb") as stream:
            stream.write(b"dam")
        self._sync(self.partner)
        self.assertEqual(self._contents(), [])
        self.assertIn("3 bytes, not 7", self._logs(level="error").message)

    def test_missing_local_file_is_told(self):
        attachment = self._attach(self.partner, "a.txt", b"soon gone")
        good = self._attach(self.partner, "b.txt", b"good")
        attachment._file_delete(attachment.store_fname)
        os.unlink(attachment._full_path(attachment.store_fname))
        self._sync(self.partner)
        self.assertTrue(good._is_cloud_bound())
        self.assertFalse(attachment._is_cloud_bound())
        self.assertTrue(self._logs(level="error"))

    def test_paused_backend_does_nothing(self):
        self._attach(self.partner, "a.txt", b"x")
        self.backend.action_pause()
        self._sync(self.partner)
        self.assertEqual(self._contents(), [])
        self.backend.action_resume()
        self._sync(self.partner)
        self.assertEqual(self._contents(), [b"x"])
