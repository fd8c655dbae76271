# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from ..components.earlier_upload import EarlierUpload
from ..exceptions import RetryLater
from .backward_case import BackwardCase


@tagged("post_install", "-at_install")
class TestContestedUpload(BackwardCase):
    """An upload came through, its run did not: what happens before the next try."""

    def setUp(self):
        super().setUp()
        self.attachment = self._attach(self.partner, "a.txt", b"x")
        self.cloud.fail_next("upload", RetryLater("no answer", 5), after=True)
        self._interrupted_sync(self.partner)
        self.backend.wait_until = False
        self.item = self.cloud.find("Odoo/Contacts/P/a.txt")

    def _both_ways(self):
        self._sync(self.partner)
        self._backward()
        self._sync(self.partner)
        self._settled()

    def test_renamed_in_odoo(self):
        self.attachment.name = "b.txt"
        self._both_ways()
        self.assertEqual(self._names(), ["b.txt"])
        self.assertEqual(self.attachment.cloud_file_id.base_name, "b.txt")

    def test_renamed_in_the_cloud(self):
        self.cloud.move(self.item.external_id, "theirs.txt")
        self._both_ways()
        self.assertEqual(self._names(), ["theirs.txt"])
        self.assertEqual(self.attachment.name, "theirs.txt")

    def test_edited_in_the_cloud(self):
        self.cloud.write(self.item.external_id, b"theirs")
        self._both_ways()
        self.assertEqual(self._contents(), [b"theirs"])
        self.assertEqual(self.attachment.raw, b"theirs")

    def test_edited_on_both_sides(self):
        self.cloud.write(self.item.external_id, b"theirs")
        self.attachment.raw = b"ours"
        self._both_ways()
        self.assertEqual(self._contents(), [b"ours", b"theirs"])
        self.assertCountEqual(self._attachments().mapped("raw"), [b"ours", b"theirs"])

    def test_edited_in_the_cloud_and_nobody_knows_what_was_sent(self):
        self.cloud.write(self.item.external_id, b"theirs")
        self.cloud.move(self.item.external_id, "theirs.txt")
        file = self.attachment.cloud_file_id
        tried, file.tries = file.tries, False
        self.assertTrue(tried)
        with patch.object(EarlierUpload, "note"):
            self._both_ways()
        self.assertCountEqual(self._attachments().mapped("raw"), [b"x", b"theirs"])

    def test_bound_by_another_run_meanwhile(self):
        self.cloud.move(self.item.external_id, "theirs.txt")
        file = self.attachment.cloud_file_id
        adopter = EarlierUpload.adopter

        def adopter_late(earlier, step, *args):
            file.write({"status": "synced", "tries": False, "base_name": "a.txt"})
            file.base_checksum = self.attachment.checksum
            return adopter(earlier, step, *args)

        with patch.object(EarlierUpload, "adopter", adopter_late):
            self._both_ways()
        self.assertEqual(self.attachment.name, "theirs.txt")
        self.assertEqual(self._contents(), [b"x"])

    def test_renamed_in_odoo_while_its_upload_ran(self):
        self._both_ways()
        late = self._attach(self.partner, "late.txt", b"y")
        upload = type(self.cloud).create

        def create(cloud, *args, **kwargs):
            item = upload(cloud, *args, **kwargs)
            late.name = "later.txt"
            return item

        self.patch(type(self.cloud), "create", create)
        self._sync(self.partner)
        self._settled()
        self.assertIn("later.txt", self._names())
