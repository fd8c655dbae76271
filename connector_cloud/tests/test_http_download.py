# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from contextlib import nullcontext

import requests
from urllib3 import HTTPResponse

from odoo.tests import BaseCase

from ..exceptions import CloudError, RetryLater
from ..transfer.http_download import range_header, remote_stream

CONTENT = bytes(range(256)) * 4096


def answer(status, body, **headers):
    """:return: requests.Response whose body is not read yet"""
    response = requests.Response()
    response.status_code = status
    response.headers.update(
        {name.replace("_", "-"): str(value) for name, value in headers.items()}
    )
    response.raw = HTTPResponse(io.BytesIO(body), preload_content=False)
    return response


class TestHttpDownload(BaseCase):
    def stream(self, response, *span):
        return remote_stream(response, nullcontext, *span, version="v1")

    def assertDelivers(self, stream, content, total, start, end):
        self.assertEqual(b"".join(stream.chunks), content)
        self.assertEqual((stream.total, stream.start, stream.end), (total, start, end))
        self.assertEqual(stream.version, "v1")

    def test_range_header(self):
        for span, value in (
            ((None, None), None),
            ((0, 9), "bytes=0-9"),
            ((5, None), "bytes=5-"),
            ((None, 9), "bytes=0-9"),
        ):
            self.assertEqual(range_header(*span).get("Range"), value)

    def test_whole(self):
        size = len(CONTENT)
        stream = self.stream(answer(200, CONTENT, Content_Length=size))
        self.assertDelivers(stream, CONTENT, size, 0, size - 1)

    def test_unknown_length(self):
        self.assertDelivers(self.stream(answer(200, b"abc")), b"abc", None, 0, None)

    def test_part(self):
        response = answer(206, b"cde", Content_Range="bytes 2-4/9", Content_Length=3)
        self.assertDelivers(self.stream(response, 2, 4), b"cde", 9, 2, 4)

    def test_part_of_unknown_total(self):
        response = answer(206, b"cde", Content_Range="bytes 2-4/*")
        self.assertDelivers(self.stream(response, 2, 4), b"cde", None, 2, 4)

    def test_all_is_sent_where_a_part_was_asked_for(self):
        size = len(CONTENT)
        for start, end in (
            (0, 9),
            (300_000, 700_000),
            (size - 3, None),
            (None, 4),
            (5, size + 50),
        ):
            with self.subTest(start=start, end=end):
                first, last = start or 0, size - 1 if end is None else end
                stream = self.stream(
                    answer(200, CONTENT, Content_Length=size), start, end
                )
                self.assertDelivers(
                    stream,
                    CONTENT[first : last + 1],
                    size,
                    first,
                    min(last, size - 1),
                )

    def test_behind_the_end(self):
        response = answer(416, b"sorry", Content_Range="bytes */9")
        self.assertDelivers(self.stream(response, 20, 30), b"", 9, 9, 8)

    def test_part_of_nothing(self):
        response = answer(416, b"sorry", Content_Range="bytes */0")
        self.assertDelivers(self.stream(response, 0, 10), b"", 0, 0, -1)

    def test_early_end(self):
        for response in (
            answer(200, b"abc", Content_Length=9),
            answer(206, b"abc", Content_Range="bytes 0-8/9"),
        ):
            with self.assertRaises(RetryLater):
                list(self.stream(response).chunks)

    def test_senseless_range(self):
        for header in ("", "bytes x-y/z", "bytes */9"):
            with self.subTest(header=header), self.assertRaises(CloudError):
                self.stream(answer(206, b"abc", Content_Range=header))
