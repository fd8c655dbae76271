# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..exceptions import AccessDenied
from ..sync.remote import Limits
from .backward_case import BackwardCase


@tagged("post_install", "-at_install")
class TestSupersededFolders(BackwardCase):
    """Folders of Odoo's that were lost, and come back from the cloud's bin."""

    def setUp(self):
        super().setUp()
        self._synced("a.txt", b"one")

    def _lose(self, external_id=None):
        """The folder goes, and Odoo makes another one."""
        self.cloud.trash(external_id or self.folder_id)
        self._backward()
        self._sync()
        self._backward()
        self.assertFalse(self._attachments())

    def _come_back(self, external_id=None):
        self.cloud.untrash(external_id or self.folder_id)
        for _run in range(3):
            self._backward()

    def _path(self, name):
        return f"Odoo/Contacts/{self.partner.name}/{name}"

    def test_files_come_back_to_their_record(self):
        sub = self.cloud.create_folder(self.folder_id, "Sub")
        self.cloud.create(sub.external_id, "b.txt", b"two")
        self._backward()
        self._lose()
        folder = self._folder_of(self.partner)
        self.assertNotEqual(folder.external_id, self.folder_id)
        self._come_back()
        self.assertEqual(sorted(a.raw for a in self._attachments()), [b"one", b"two"])
        self.assertEqual(self._tree()[self._path("a.txt")], b"one")
        self.assertEqual(self._tree()[self._path("Sub/b.txt")], b"two")
        self.assertTrue(self.cloud.item(self.folder_id).binned)
        self._settled()

    def test_feed_that_tells_of_what_is_in_it(self):
        [file] = self.cloud.children(self.folder_id)
        self._lose()
        self.cloud.untrash(self.folder_id)
        self.cloud.move(file.external_id, "b.txt")
        self._backward()
        self.assertEqual(self._attachments().name, "b.txt")
        self._settled()

    def test_comes_back_before_another_was_made(self):
        self.cloud.trash(self.folder_id)
        self._backward()
        self._come_back()
        folder = self._folder_of(self.partner)
        self.assertEqual(
            (folder.external_id, folder.status), (self.folder_id, "synced")
        )
        self.assertEqual(self._attachments().raw, b"one")
        self.assertFalse(self.env["cloud.superseded.folder"].search([]))
        self._settled()

    def test_both_of_two_that_were_lost(self):
        self._lose()
        second = self._folder_of(self.partner).external_id
        self._synced("b.txt", b"two")
        self._lose(second)
        self._come_back()
        self.assertEqual(self._attachments().raw, b"one")
        self._come_back(second)
        self.assertEqual(sorted(a.raw for a in self._attachments()), [b"one", b"two"])
        self._settled()

    def test_name_that_is_taken_by_now(self):
        self.cloud.limits = Limits(duplicates=False)
        self._lose()
        self._synced("a.txt", b"two")
        self.cloud.move(self._folder_of(self.partner).external_id, "Other")
        self._come_back()
        self._sync()
        self.assertEqual(sorted(a.raw for a in self._attachments()), [b"one", b"two"])
        self._settled()

    def test_file_that_cannot_be_moved_waits(self):
        self._lose()
        self.cloud.fail_next("move", AccessDenied("It is locked."))
        self._come_back()
        self.assertFalse(self._attachments())
        self.assertIn("locked", self._logs(level="error").message)
        self.env["cloud.observation"].search([]).next_try = False
        self._backward()
        self.assertEqual(self._attachments().raw, b"one")
        self._settled()

    def test_folder_of_a_model_with_those_of_its_records(self):
        rule_folder = self._folder_of(self.partner).parent_id
        lost = rule_folder.external_id
        self.cloud.create(lost, "loose.txt", b"of nobody")
        self._lose(lost)
        self._come_back(lost)
        self.assertEqual(self._attachments().raw, b"one")
        self.assertTrue(self.cloud.item(lost).binned)
        self.assertEqual(self._tree()["Odoo/Contacts/loose.txt"], b"of nobody")
        self._settled()

    def test_record_that_is_gone_by_now(self):
        self._lose()
        self.partner.unlink()
        self._sync()
        self._come_back()
        self.assertIn("Odoo/Contacts/P/a.txt", self._tree())
        self._settled()
