# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os

from odoo.addons.connector_cloud.exceptions import (
    AccessDenied,
    CloudError,
    NotFound,
    RetryLater,
)

from .common import MEGABYTE, GoogleCase


class TestDownload(GoogleCase):
    def test_whole(self):
        content = os.urandom(MEGABYTE + 7)
        item = self.upload("a.bin", content)
        stream = self.adapter.open(item.external_id)
        self.assertEqual((stream.start, stream.end), (0, len(content) - 1))
        self.assertEqual(stream.total, len(content))
        chunks = list(stream.chunks)
        self.assertGreater(len(chunks), 1)
        self.assertEqual(b"".join(chunks), content)

    def test_ranges(self):
        content = bytes(range(100))
        item = self.upload("a.bin", content)
        for start, end in [(0, 0), (10, 19), (90, None), (None, 9), (90, 500)]:
            with self.subTest(start=start, end=end):
                stream = self.adapter.open(item.external_id, start, end)
                last = 99 if end is None else min(end, 99)
                self.assertEqual((stream.start, stream.end), (start or 0, last))
                self.assertEqual(stream.total, 100)
                self.assertEqual(
                    b"".join(stream.chunks), content[start or 0 : last + 1]
                )

    def test_past_the_end(self):
        item = self.upload("a.txt", b"12345")
        stream = self.adapter.open(item.external_id, 10, 20)
        self.assertEqual((list(stream.chunks), stream.total), ([], 5))

    def test_empty_file(self):
        item = self.upload("empty", b"")
        for span in [(), (0, None), (0, 9)]:
            with self.subTest(span=span):
                stream = self.adapter.open(item.external_id, *span)
                self.assertEqual((list(stream.chunks), stream.total), ([], 0))

    def test_closing_early(self):
        item = self.upload("a.bin", os.urandom(3 * MEGABYTE))
        stream = self.adapter.open(item.external_id)
        next(stream.chunks)
        stream.close()
        self.assertEqual(self.content_of(self.upload("b.txt", b"next")), b"next")

    def test_refused_before_the_first_byte(self):
        item = self.upload("a.txt")
        self.google.delete(item.external_id)
        with self.assertRaises(NotFound):
            self.adapter.open(item.external_id)
        self.control.add_fault("rate_limit_429", "drive.files.download", retry_after=7)
        with self.assertRaises(RetryLater) as caught:
            self.adapter.open(self.upload("b.txt").external_id)
        self.assertEqual(caught.exception.seconds, 7)

    def test_broken_off(self):
        item = self.upload("a.bin", os.urandom(2 * MEGABYTE))
        self.control.add_fault(
            "cut_response", "drive.files.download", after_bytes=MEGABYTE
        )
        stream = self.adapter.open(item.external_id)
        with self.assertRaises(RetryLater):
            list(stream.chunks)

    def test_expired_token(self):
        item = self.upload("a.txt")
        self.google.expire_access_tokens()
        self.assertEqual(self.content_of(item), b"content")

    def test_outlives_the_transaction(self):
        item = self.upload("a.txt")
        with self.open_adapter() as adapter:
            stream = adapter.open(item.external_id)
        self.env.invalidate_all()
        with self.assertQueryCount(0):
            self.assertEqual(b"".join(stream.chunks), b"content")

    def test_malware(self):
        item = self.upload("bad.exe")
        self.google.flag_abusive(item.external_id)
        with self.assertRaisesRegex(AccessDenied, "malware"):
            self.adapter.open(item.external_id)

    def test_identifier_is_no_path(self):
        with self.assertRaises(NotFound):
            self.adapter.open("../about?x=")

    # Documents of Google's editors

    def test_export(self):
        document = self.google.create_native("/", "Minutes", text="hello there")
        pdf = b"".join(self.adapter.export(document, "pdf").chunks)
        self.assertTrue(pdf.startswith(b"%PDF"))
        docx = b"".join(self.adapter.export(document, "docx").chunks)
        self.assertTrue(docx.startswith(b"PK"))
        text = b"".join(self.adapter.export(document, "txt").chunks)
        self.assertIn(b"hello there", text)

    def test_export_of_a_large_document(self):
        document = self.google.create_native("/", "Minutes", text="hello there")
        self.control.add_fault(
            "error",
            "drive.files.export",
            status=403,
            reason="exportSizeLimitExceeded",
        )
        text = b"".join(self.adapter.export(document, "txt").chunks)
        self.assertIn(b"hello there", text)
        self.assertEqual(self.control.count("drive.files.exportLink"), 1)

    def test_export_to_an_unknown_format(self):
        document = self.google.create_native("/", "Minutes")
        with self.assertRaisesRegex(CloudError, "docx, xlsx"):
            self.adapter.export(document, "wordperfect")

    def test_export_to_a_wrong_format(self):
        document = self.google.create_native("/", "Minutes")
        with self.assertRaisesRegex(CloudError, "conversion is not supported"):
            self.adapter.export(document, "xlsx")

    def test_export_of_a_file(self):
        item = self.upload("a.txt")
        with self.assertRaisesRegex(CloudError, "cannot export"):
            self.adapter.export(item.external_id, "pdf")

    def test_download_of_a_document(self):
        document = self.google.create_native("/", "Minutes")
        with self.assertRaisesRegex(CloudError, "exported, not downloaded"):
            self.adapter.open(document)
