# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from contextlib import closing

from odoo.addons.connector_cloud.exceptions import (
    AccessDenied,
    CloudError,
    NotFound,
    RetryLater,
)

from .common import MEGABYTE, MicrosoftCase

CONTENT = os.urandom(MEGABYTE + 17)


class TestDownload(MicrosoftCase):
    def setUp(self):
        super().setUp()
        self.item = self.upload("a.bin", CONTENT)
        self.control.reset_log()

    def test_whole(self):
        with closing(self.adapter.open(self.item.external_id)) as stream:
            self.assertEqual(b"".join(stream.chunks), CONTENT)
        self.assertEqual((stream.total, stream.start), (len(CONTENT), 0))
        self.assertEqual(stream.end, len(CONTENT) - 1)
        self.assertEqual(stream.version, self.item.version)

    def test_ranges(self):
        for start, end, expected in (
            (0, 9, CONTENT[:10]),
            (100, 199, CONTENT[100:200]),
            (len(CONTENT) - 5, None, CONTENT[-5:]),
            (len(CONTENT) - 5, len(CONTENT) + 5, CONTENT[-5:]),
            (None, 3, CONTENT[:4]),
            (len(CONTENT), None, b""),
        ):
            with self.subTest(start=start, end=end):
                stream = self.adapter.open(self.item.external_id, start, end)
                self.assertEqual(b"".join(stream.chunks), expected)
                self.assertEqual(stream.total, len(CONTENT))

    def test_empty(self):
        item = self.upload("empty.txt", b"")
        for span in ((), (0, 10)):
            stream = self.adapter.open(item.external_id, *span)
            self.assertEqual((list(stream.chunks), stream.total), ([], 0))
            stream.close()

    def test_token_is_not_sent_along(self):
        # The emulator refuses it there, as OneDrive does.
        self.assertTrue(self.control.settings()["microsoft_strict_storage_auth"])
        self.assertEqual(self.read(self.item), CONTENT)
        self.assertEqual(self.control.count("graph.download", status=200), 1)

    def test_aged_address(self):
        self.control.add_fault("unauthorized", "graph.download", count=1)
        self.assertEqual(self.read(self.item), CONTENT)
        self.assertEqual(self.control.count("entra.token"), 0)
        self.control.add_fault("error", "graph.download", status=404, count=1)
        self.assertEqual(self.read(self.item), CONTENT)

    def test_cut(self):
        self.control.add_fault(
            "cut_response", "graph.download", count=1, after_bytes=1000
        )
        with self.assertRaises(RetryLater):
            self.read(self.item)
        self.assertEqual(self.read(self.item), CONTENT)

    def test_gone(self):
        self.microsoft.trash(self.item.external_id)
        with self.assertRaises(NotFound):
            self.read(self.item)

    def test_folder(self):
        with self.assertRaisesRegex(CloudError, "no file"):
            self.read(self.root)

    def test_malware(self):
        self.microsoft.flag_malware(self.item.external_id)
        with self.assertRaisesRegex(AccessDenied, "malware"):
            self.read(self.item)

    def test_pdf(self):
        item = self.upload("letter.docx", b"letter")
        stream = self.adapter.export(item.external_id, "pdf")
        self.assertTrue(b"".join(stream.chunks).startswith(b"%PDF"))

    def test_what_cannot_be_converted(self):
        with self.assertRaises(CloudError):
            self.adapter.export(self.item.external_id, "pdf")
        with self.assertRaisesRegex(CloudError, "Use 'pdf'"):
            self.adapter.export(self.item.external_id, "docx")
