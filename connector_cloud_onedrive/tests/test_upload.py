# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from unittest.mock import patch

from odoo.addons.connector_cloud.exceptions import AlreadyExists, RetryLater
from odoo.addons.connector_cloud.tests.emulated_case import MEGABYTE

from ..components import upload
from .common import MicrosoftCase

FRAGMENT = 4 * 320 * 1024
LARGE = os.urandom(6 * FRAGMENT + 12345)


class TestUpload(MicrosoftCase):
    def setUp(self):
        super().setUp()
        # Several fragments, without sending much.
        chunk = patch.object(upload, "CHUNK", FRAGMENT)
        chunk.start()
        self.addCleanup(chunk.stop)

    def assertStored(self, item, content):
        self.assertEqual(item.content_hash, self.hash_of(content))
        self.assertEqual(self.microsoft.read_file(item.external_id), content)

    def sessions(self):
        return self.control.count("graph.upload.create")

    def test_hash(self):
        """A known value: facts of rclone's test vectors."""
        item = self.upload("a.txt", b"J")
        self.assertEqual(item.content_hash, "SgAAAAAAAAAAAAAAAQAAAAAAAAA=")

    def test_name_of_a_folder(self):
        folder = self.microsoft.create_folder("/", "a")
        with self.assertRaises(AlreadyExists) as caught:
            self.upload("a")
        self.assertEqual(caught.exception.item.external_id, folder)

    def test_fragments_as_they_are_really_sent(self):
        self.assertEqual(upload.CHUNK % (320 * 1024), 0)
        with patch.object(upload, "CHUNK", 32 * 320 * 1024):
            content = os.urandom(11 * MEGABYTE)
            self.assertStored(self.upload("large.bin", content), content)
        self.assertEqual(self.control.count("graph.upload.chunk"), 2)

    def test_fragment_out_of_order(self):
        self.control.add_fault(
            "error", "graph.upload.chunk", skip=2, count=1, status=416,
            reason="invalidRange",
        )  # fmt: skip
        self.assertStored(self.upload("large.bin", LARGE), LARGE)
        self.assertEqual(self.sessions(), 1)

    def test_fragments_out_of_order_for_ever(self):
        self.control.add_fault(
            "error", "graph.upload.chunk", skip=1, status=416, reason="invalidRange"
        )
        with self.assertRaises(RetryLater):
            self.upload("large.bin", LARGE)

    def test_lost_session(self):
        for kind in ("session_gone", "spurious_404", "unauthorized"):
            with self.subTest(kind=kind):
                self.control.reset()
                self.connect()
                self.use_adapter()
                self.control.reset_log()
                self.control.add_fault(kind, "graph.upload.chunk", skip=2, count=1)
                self.assertStored(self.upload("large.bin", LARGE), LARGE)
                self.assertEqual(self.sessions(), 2)
                self.assertEqual(self.control.count("entra.token"), 0)

    def test_token_is_not_sent_along(self):
        # The emulator refuses it there, as OneDrive does.
        self.assertTrue(self.control.settings()["microsoft_strict_storage_auth"])
        self.assertStored(self.upload("large.bin", LARGE), LARGE)
        self.assertEqual(self.sessions(), 1)

    def test_name_taken_before(self):
        first = self.upload("large.bin", b"one")
        with self.assertRaises(AlreadyExists) as caught:
            self.upload("large.bin", LARGE)
        self.assertEqual(caught.exception.item, first)
        self.assertEqual(self.control.count("graph.upload.chunk"), 0)

    def test_name_taken_meanwhile(self):
        self.control.set_latency(30)
        self.addCleanup(self.control.set_latency, 0)

        def take_name(stored):
            if stored == FRAGMENT:
                self.microsoft.put_file("/", "large.bin", b"theirs")

        with self.assertRaises(AlreadyExists) as caught:
            self.upload("large.bin", LARGE, progress=take_name)
        self.assertEqual(caught.exception.item.size, 6)
        self.assertEqual(self.control.count("graph.upload.cancel"), 1)

    def test_session_that_changes_the_version(self):
        self.control.set(microsoft_session_changes_etag=True)
        item = self.upload("a.txt", b"one")
        self.assertStored(self.replace(item, LARGE, item.version), LARGE)
