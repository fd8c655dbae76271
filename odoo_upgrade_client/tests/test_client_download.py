# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import os
import threading
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged

from ..upgrade_api import (
    BadDump,
    NotOffered,
    TryLater,
    UnsafeAddress,
    UpgradeClient,
    part,
)
from ..upgrade_api.archive import check_received
from .common import ClientCase

CONTENT = b"PGDMP" + os.urandom(5_000_000)


@contextmanager
def server(*answers):
    """A server that gives prepared answers, one each request.

    :param answers: (status, headers, body)
    """
    waiting, seen = list(answers), []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.path, self.headers.get("Range")))
            status, headers, body = waiting.pop(0)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments):
            """The log of the tests stays clean."""

    httpd = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}/", seen
    finally:
        httpd.shutdown()
        httpd.server_close()


@tagged("post_install", "-at_install")
class TestDownload(ClientCase):
    def setUp(self):
        super().setUp()
        credentials = self.credentials()
        self.client().upload(credentials, self.file(content=CONTENT))
        self.client().process(credentials)
        self.platform.advance(100)
        self.address = self.client().status(credentials).request["upgraded_dump_url"]
        self.target = self.folder / self.id()
        self.part = Path(f"{self.target}.part")

    def download(self):
        self.client().download(self.address, self.target)

    def assertComplete(self):
        self.assertEqual(self.target.read_bytes(), CONTENT)
        left = [path.name for path in self.folder.glob(f"{self.target.name}.*")]
        self.assertFalse(left)

    def _cut(self, after=2_000_000):
        # Slowly: a reset connection loses what was not read yet.
        slow = {"count": 1, "bytes_per_second": 10_000_000}
        self.control.add_fault("slow", "upgrade.download", **slow)
        self.control.add_fault(
            "cut_response", "upgrade.download", count=1, after_bytes=after
        )
        with self.assertRaises(TryLater):
            self.download()

    def test_whole(self):
        self.download()
        self.assertComplete()

    def test_goes_on_where_it_was_cut(self):
        self._cut()
        kept = self.part.stat().st_size
        self.assertGreater(kept, 1_000_000)
        self.control.reset_log()
        self.download()
        self.assertComplete()
        [entry] = self.control.log()
        self.assertEqual((entry["status"], entry["sent"]), (206, len(CONTENT) - kept))

    def test_begins_anew_without_ranges(self):
        self._cut()
        self.control.set(upgrade_ranges=False)
        self.download()
        self.assertComplete()

    def test_half_a_note_begins_anew(self):
        self._cut()
        Path(f"{self.part}.json").write_text('["half a')
        self.download()
        self.assertComplete()

    def test_old_bytes_never_have_a_new_note(self):
        """A kill before the first new byte."""
        self._cut()
        self.platform.put_result(self.platform.requests()[0]["id"], CONTENT[::-1])
        self.control.set(upgrade_ranges=False)
        with self.assertRaises(KeyboardInterrupt):
            with patch.object(part.Part, "open", side_effect=KeyboardInterrupt):
                self.download()
        self.assertFalse(self.part.exists())

    def test_416_when_all_is_there(self):
        self.part.write_bytes(CONTENT)
        self.download()
        self.assertComplete()
        self.assertEqual(self.control.count("upgrade.download", status=416), 1)

    def test_416_when_too_much_is_there(self):
        self.part.write_bytes(CONTENT + b"more")
        self.download()
        self.assertComplete()

    def test_another_file_by_now(self):
        self._cut()
        other = b"PGDMP" + os.urandom(5_000_000)
        number = self.platform.requests()[0]["id"]
        self.platform.put_result(number, other)
        self.download()
        self.assertEqual(self.target.read_bytes(), other)

    def test_slow(self):
        self.control.add_fault(
            "slow", "upgrade.download", count=1, bytes_per_second=20_000_000
        )
        self.download()
        self.assertComplete()

    def test_sql_stream_without_a_length(self):
        self.address = self.address.replace("/archive", "/sql")
        self.download()
        self.assertComplete()

    def test_sql_stream_that_is_cut(self):
        self.address = self.address.replace("/archive", "/sql")
        self._cut()
        self.download()
        self.assertComplete()

    def test_error_pages(self):
        for status, error in ((404, NotOffered), (503, TryLater)):
            self.control.add_fault("error", "upgrade.download", count=1, status=status)
            with self.subTest(status=status), self.assertRaises(error):
                self.download()

    def test_a_page_is_no_dump(self):
        self.address = self.address.replace("/upgraded/archive", "/status")
        with self.assertRaises(NotOffered):
            self.download()

    def test_wrong_content_range_begins_anew(self):
        self.part.write_bytes(b"12345")
        wrong = {"Content-Range": "bytes 3-9/10", "Content-Length": "7"}
        whole = {"Content-Length": "10"}
        with server((206, wrong, b"4567890"), (200, whole, b"1234567890")) as (
            url,
            seen,
        ):
            UpgradeClient(url).download(url + "x", self.target)
        self.assertEqual(self.target.read_bytes(), b"1234567890")
        self.assertEqual([asked for _path, asked in seen], ["bytes=5-", None])

    def test_short_body(self):
        with server((200, {"Content-Length": "10"}, b"12345")) as (url, _seen):
            with self.assertRaises(TryLater):
                UpgradeClient(url).download(url + "x", self.target)
        self.assertFalse(self.target.exists())
        self.assertEqual(self.part.read_bytes(), b"12345")
        self.part.unlink()
        Path(f"{self.part}.json").unlink()

    def test_redirect_to_another_host(self):
        away = {"Location": "https://evil.example.com/key"}
        with server((302, away, b"")) as (url, seen), self.assertRaises(UnsafeAddress):
            UpgradeClient(url).download(url + "x", self.target)
        self.assertEqual(len(seen), 1)

    def test_redirect_inside_of_the_platform(self):
        answers = (302, {"Location": "/y"}, b""), (200, {"Content-Length": "2"}, b"ok")
        with server(*answers) as (url, seen):
            UpgradeClient(url).download(url + "x", self.target)
        self.assertEqual([path for path, _range in seen], ["/x", "/y"])
        self.assertEqual(self.target.read_bytes(), b"ok")

    def test_address_of_another_host(self):
        with self.assertRaises(UnsafeAddress):
            self.client().download("https://evil.example.com/x", self.target)

    def test_corrupt_zip(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("dump.sql", b"SELECT 1;" * 1000)
        content = bytearray(buffer.getvalue())
        content[500] ^= 1
        path = self.file("broken.zip", bytes(content))
        with self.assertRaises(BadDump):
            check_received(path)
