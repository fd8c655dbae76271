# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..components.backward_feed import AUDIT_AGE
from ..exceptions import RetryLater
from .backward_case import BackwardCase


@tagged("post_install", "-at_install")
class TestBackwardFeed(BackwardCase):
    """The cursor of the change feed, and what happens when it cannot go on."""

    @property
    def cursor(self):
        return self.env["cloud.cursor"].search([("backend_id", "=", self.backend.id)])

    def test_cursor_and_observations_advance_together_page_by_page(self):
        self.cloud.page_size = 2
        for number in range(5):
            self.cloud.create(self.folder_id, f"{number}.txt", b"x")
        start = self.cursor.token
        self.cloud.fail_next("get_many", RetryLater("busy", 5))
        self._interrupted_backward()
        self.assertNotEqual(self.cursor.token, start)
        self.assertEqual(self.env["cloud.observation"].search_count([]), 5)
        self.backend.wait_until = False
        self._backward()
        self.assertEqual(len(self._attachments()), 5)

    def test_expired_cursor_leads_to_a_full_compare(self):
        renamed = self._synced("old.txt", b"x")
        edited = self._synced("edited.txt", b"x")
        gone = self._synced("gone.txt", b"y")
        kept = self._synced("kept.txt", b"z")
        self.cloud.move(renamed.cloud_file_id.external_id, "renamed.txt")
        self.cloud.write(edited.cloud_file_id.external_id, b"longer")
        self.cloud.purge(gone.cloud_file_id.external_id)
        sub = self.cloud.create_folder(self.folder_id, "Sub")
        self.cloud.create(sub.external_id, "deep.txt", b"deep")
        self.cloud.expire_cursors()
        self._backward()
        self.assertFalse(self.cursor.full_since)
        self.assertEqual(renamed.name, "renamed.txt")
        self.assertEqual(edited.raw, b"longer")
        self.assertFalse(gone.exists())
        self.assertTrue(kept.exists())
        self.assertIn("deep.txt", self._attachments().mapped("name"))
        self._settled()

    def test_full_compare_goes_on_after_an_interruption(self):
        other = self._partner("Other")
        self._sync()
        self._backward()
        self.cloud.create(self._folder_of(other).external_id, "a.txt", b"x")
        self.cloud.expire_cursors()
        self.cloud.fail_next("children", RetryLater("busy", 5))
        self._interrupted_backward()
        self.assertTrue(self.cursor.full_since)
        self.backend.wait_until = False
        self._backward()
        self.assertFalse(self.cursor.full_since)
        self.assertEqual(self._attachments(other).name, "a.txt")

    def test_a_listing_that_lacks_a_file_deletes_nothing(self):
        attachment = self._synced("a.txt", b"x")
        self.patch(type(self.cloud), "children", lambda self, external_id: [])
        self.cloud.expire_cursors()
        self._backward()
        self.assertTrue(attachment.exists())

    def test_a_lost_deletion_is_found_when_the_folder_is_listed_again(self):
        attachment = self._synced("a.txt", b"x")
        self.cloud.purge(attachment.cloud_file_id.external_id)
        # The feed never tells.
        self.cursor.token = self.cloud.start_cursor()
        self._backward()
        self.assertTrue(attachment.exists())
        before = fields.Datetime.now() - AUDIT_AGE - timedelta(days=1)
        self.env["cloud.listing"].search([]).listed_at = before
        self._backward()
        self.assertFalse(attachment.exists())

    def test_another_drive_has_a_cursor_of_its_own(self):
        self.backend.drive_external_id = self.cloud.add_drive("Shared")
        self._backward()
        self.assertEqual(len(self.cursor), 2)

    def test_a_record_that_another_job_works_on_waits(self):
        self.cloud.create(self.folder_id, "a.txt", b"x")
        self.patch(
            type(self.backend), "_record_key", lambda self, model, id_: f"{model}{id_}"
        )
        key = f"res.partner{self.partner.id}"
        with self._held_elsewhere(key):
            self._backward()
        self.assertFalse(self._attachments())
        observation = self.env["cloud.observation"].search([])
        self.assertTrue(observation.next_try)
        self.assertFalse(observation.error)
        observation.next_try = False
        self._backward()
        self.assertEqual(self._attachments().name, "a.txt")

    def test_many_changes_cost_few_requests(self):
        for number in range(10):
            self.cloud.create(self.folder_id, f"{number}.txt", b"x")
        self.cloud.calls.clear()
        self._backward()
        self.assertEqual(len(self._attachments()), 10)
        self.assertEqual(dict(self.cloud.calls), {"changes": 1, "get_many": 1})
