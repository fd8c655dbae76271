# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from unittest.mock import patch

from odoo.addons.connector_cloud.tests.emulated_case import MEGABYTE

from ..components import upload
from .common import GoogleCase

LARGE = os.urandom(6 * MEGABYTE + 12345)


class TestUpload(GoogleCase):
    def setUp(self):
        super().setUp()
        # Several chunks, without sending much.
        chunk = patch.object(upload, "CHUNK", MEGABYTE)
        chunk.start()
        self.addCleanup(chunk.stop)

    def assertStored(self, item, content):
        self.assertEqual(item.content_hash, self.hash_of(content))
        self.assertEqual(self.google.read_file(item.external_id), content)
        self.assertEqual(len(self.google.tree()), 1)

    def test_type_and_boundaries(self):
        content = bytes(range(256)) * 20 + b"\r\n--=\r\n\n"
        item = self.upload("a.bin", content, mimetype="image/png")
        self.assertStored(item, content)
        self.assertEqual(item.mimetype, "image/png")

    def test_names(self):
        name = "Ünïcode / \"quoted\" 'single' \\ 😀.txt"
        self.assertEqual(self.upload(name).name, name)

    def test_google_type_is_not_converted(self):
        item = self.upload("a", mimetype="application/vnd.google-apps.document")
        self.assertFalse(item.native)
        self.assertStored(item, b"content")

    def test_lost_session(self):
        for status in (404, 410):
            with self.subTest(status=status):
                self.control.reset()
                self.connect()
                with self.open_adapter() as self.adapter:
                    self.root = self.adapter.root()
                    self.control.add_fault(
                        "session_gone",
                        "drive.upload.chunk",
                        skip=2,
                        count=1,
                        status=status,
                    )
                    self.control.reset_log()
                    self.assertStored(self.upload("large.bin", LARGE), LARGE)
                self.assertEqual(self.control.count("drive.upload.start"), 2)

    def test_token_expires_between_chunks(self):
        self.control.add_fault("unauthorized", "drive.upload.chunk", skip=3, count=1)
        self.control.reset_log()
        self.assertStored(self.upload("large.bin", LARGE), LARGE)
        self.assertEqual(self.control.count("oauth.token"), 1)
        self.assertEqual(self.control.count("drive.upload.start"), 1)
