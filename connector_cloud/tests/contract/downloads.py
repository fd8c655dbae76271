# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os

from ...exceptions import CloudError, NotFound, RetryLater
from .base import ContractBase

CONTENT = os.urandom(1024 * 1024 + 7)
SIZE = len(CONTENT)


class DownloadsContract(ContractBase):
    def opened(self, item, *span):
        """:return: the stream, closed at the end of the test"""
        stream = self.adapter.open(item.external_id, *span)
        self.addCleanup(stream.close)
        return stream

    def test_whole_content(self):
        item = self.upload("a.bin", CONTENT)
        stream = self.opened(item)
        self.assertEqual((stream.start, stream.end), (0, SIZE - 1))
        self.assertEqual(stream.total, SIZE)
        self.assertIn(stream.version, (None, item.version))
        chunks = list(stream.chunks)
        self.assertGreater(len(chunks), 1)
        self.assertEqual(b"".join(chunks), CONTENT)

    def test_ranges(self):
        item = self.upload("a.bin", CONTENT)
        for start, end in (
            (0, 0),
            (0, 9),
            (100, 199),
            (SIZE - 5, None),
            (SIZE - 5, SIZE + 5),
            (SIZE - 1, SIZE - 1),
            (None, 3),
            (300_000, 900_000),
        ):
            with self.subTest(start=start, end=end):
                stream = self.opened(item, start, end)
                first = start or 0
                last = SIZE - 1 if end is None else min(end, SIZE - 1)
                self.assertEqual((stream.start, stream.end), (first, last))
                self.assertEqual(stream.total, SIZE)
                self.assertEqual(b"".join(stream.chunks), CONTENT[first : last + 1])

    def test_range_past_the_end(self):
        item = self.upload("a.txt", b"12345")
        for span in ((5, None), (10, 20)):
            with self.subTest(span=span):
                stream = self.opened(item, *span)
                self.assertEqual((list(stream.chunks), stream.total), ([], 5))

    def test_empty_content(self):
        item = self.upload("empty", b"")
        for span in ((), (0, None), (0, 9)):
            with self.subTest(span=span):
                stream = self.opened(item, *span)
                self.assertEqual((list(stream.chunks), stream.total), ([], 0))

    def test_closing_early(self):
        stream = self.opened(self.upload("a.bin", CONTENT))
        next(stream.chunks)
        stream.close()
        stream.close()
        self.assertEqual(self.read(self.upload("b.txt", b"next")), b"next")

    def test_newest_content(self):
        item = self.upload("a.txt", b"old")
        self.far.replace_content(item.external_id, b"theirs")
        self.assertEqual(self.read(item), b"theirs")

    def test_stream_needs_no_database(self):
        stream = self.opened(self.upload("a.txt", b"content"))
        self.env.invalidate_all()
        with self.assertQueryCount(0):
            self.assertEqual(b"".join(stream.chunks), b"content")

    def test_open_what_is_gone(self):
        item = self.upload("a.txt")
        self.far.delete(item.external_id)
        for external_id in (item.external_id, "never-was"):
            with self.subTest(external_id), self.assertRaises(NotFound):
                self.adapter.open(external_id)

    def test_open_what_has_no_bytes(self):
        native = self.far.create_native(self.root.external_id, "Minutes")
        for external_id in (self.root.external_id, native):
            with self.assertRaises(CloudError) as caught:
                self.adapter.open(external_id)
            self.assertNotIsInstance(caught.exception, RetryLater | NotFound)

    def test_broken_download(self):
        item = self.upload("a.bin", CONTENT)
        self.far.cut_answer("open", SIZE // 2)
        with self.assertRaises(RetryLater):
            self.read(item)
        self.far.be_well()
        self.assertEqual(self.read(item), CONTENT)
