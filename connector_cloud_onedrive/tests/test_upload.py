# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import os
from unittest.mock import patch

import requests

from odoo.addons.connector_cloud.exceptions import (
    AlreadyExists,
    NotFound,
    QuotaExceeded,
    RetryLater,
    VersionMismatch,
)

from ..components import upload
from .common import MEGABYTE, MicrosoftCase, hash_of

FRAGMENT = 4 * 320 * 1024
LARGE = os.urandom(6 * FRAGMENT + 12345)


class BrokenDisk(io.BytesIO):
    def read(self, size=-1):  # pylint: disable=method-required-super
        raise OSError("disk failure")


class UploadCase(MicrosoftCase):
    def setUp(self):
        super().setUp()
        # Several fragments, without sending much.
        chunk = patch.object(upload, "CHUNK", FRAGMENT)
        chunk.start()
        self.addCleanup(chunk.stop)

    def assertStored(self, item, content):
        expected = self.adapter.content_hash(io.BytesIO(content))
        self.assertEqual((item.size, item.content_hash), (len(content), expected))
        self.assertEqual(self.microsoft.read_file(item.external_id), content)
        (row,) = self.microsoft.tree()
        self.assertEqual(row["quickXorHash"], expected)


class TestSmallUpload(UploadCase):
    def test_one_request(self):
        content = bytes(range(256)) * 20
        self.assertStored(self.upload("a.bin", content), content)
        self.assertEqual(self.control.count("graph.items.upload"), 1)
        self.assertEqual(self.control.count("graph.upload.create"), 0)

    def test_hash(self):
        """A known value: facts of rclone's test vectors."""
        item = self.upload("a.txt", b"J")
        self.assertEqual(item.content_hash, "SgAAAAAAAAAAAAAAAQAAAAAAAAA=")
        self.assertEqual(len(hash_of(b"J")), 40)

    def test_empty(self):
        self.assertStored(self.upload("empty.txt", b""), b"")

    def test_largest(self):
        content = os.urandom(upload.ONE_REQUEST)
        self.assertStored(self.upload("a.bin", content), content)
        self.assertEqual(self.control.count("graph.upload.create"), 0)

    def test_progress(self):
        seen = []
        self.upload("a.txt", b"123", progress=seen.append)
        self.assertEqual(seen, [3])

    def test_taken_name(self):
        first = self.upload("a.txt", b"one")
        reader = io.BytesIO(b"two")
        with self.assertRaises(AlreadyExists) as caught:
            self.adapter.upload(
                self.root.external_id, "A.TXT", reader, 3, "text/plain", "t"
            )
        self.assertEqual(caught.exception.item, first)
        self.assertEqual(reader.tell(), 0)
        self.assertStored(first, b"one")

    def test_name_of_a_folder(self):
        folder = self.microsoft.create_folder("/", "a")
        with self.assertRaises(AlreadyExists) as caught:
            self.upload("a")
        self.assertEqual(caught.exception.item.external_id, folder)

    def test_lost_answer_is_told_as_taken(self):
        self.control.add_fault(
            "cut_response", "graph.items.upload", count=1, after_bytes=0
        )
        with self.assertRaises(AlreadyExists) as caught:
            self.upload("a.txt", b"content")
        self.assertStored(caught.exception.item, b"content")

    def test_cut_while_sending(self):
        content = os.urandom(100_000)
        self.control.add_fault("cut", "graph.items.upload", count=1, after_bytes=1000)
        self.assertStored(self.upload("a.bin", content), content)

    def test_parent_is_gone(self):
        folder = self.adapter.get(self.microsoft.create_folder("/", "Folder"))
        self.microsoft.trash(folder.external_id)
        for content in (b"small", LARGE):
            with self.subTest(size=len(content)), self.assertRaises(NotFound):
                self.upload("a.txt", content, parent=folder)

    def test_local_failure_is_told_as_such(self):
        for size in (3, 5 * MEGABYTE):
            with (
                self.subTest(size=size),
                self.assertRaisesRegex(OSError, "disk failure") as caught,
            ):
                self.adapter.upload(
                    self.root.external_id, "a", BrokenDisk(b""), size, "text/plain", "t"
                )
            self.assertNotIsInstance(caught.exception, requests.RequestException)

    def test_full_drive(self):
        self.microsoft.set_quota(3)
        with self.assertRaisesRegex(QuotaExceeded, "full"):
            self.upload("a.txt", b"content")


class TestUploadSession(UploadCase):
    def sessions(self):
        return self.control.count("graph.upload.create")

    def test_large(self):
        seen = []
        item = self.upload("large.bin", LARGE, progress=seen.append)
        self.assertStored(item, LARGE)
        self.assertEqual(self.sessions(), 1)
        self.assertEqual(self.control.count("graph.upload.chunk"), 7)
        self.assertEqual(seen, sorted(seen))
        self.assertEqual((seen[0], seen[-1]), (FRAGMENT, len(LARGE)))

    def test_fragments_as_they_are_really_sent(self):
        self.assertEqual(upload.CHUNK % (320 * 1024), 0)
        with patch.object(upload, "CHUNK", 32 * 320 * 1024):
            content = os.urandom(11 * MEGABYTE)
            self.assertStored(self.upload("large.bin", content), content)
        self.assertEqual(self.control.count("graph.upload.chunk"), 2)

    def test_resumed_after_a_cut(self):
        self.control.add_fault(
            "cut", "graph.upload.chunk", skip=2, count=1, after_bytes=FRAGMENT // 2
        )
        self.assertStored(self.upload("large.bin", LARGE), LARGE)
        self.assertEqual(self.sessions(), 1)
        self.assertEqual(self.control.count("graph.upload.status"), 1)
        self.assertLess(self.control.counters()["received"], len(LARGE) + 2 * FRAGMENT)

    def test_resumed_after_server_errors(self):
        self.control.add_fault(
            "server_error", "graph.upload.chunk", skip=1, count=2, status=500
        )
        self.assertStored(self.upload("large.bin", LARGE), LARGE)
        self.assertEqual(self.sessions(), 1)
        self.assertEqual(self.control.count("graph.upload.status"), 2)

    def test_lost_answer_to_a_fragment(self):
        self.control.add_fault(
            "cut_response", "graph.upload.chunk", skip=2, count=1, after_bytes=0
        )
        self.assertStored(self.upload("large.bin", LARGE), LARGE)
        self.assertEqual(self.control.count("graph.upload.chunk"), 7)

    def test_lost_answer_to_the_last_fragment(self):
        self.control.add_fault(
            "cut_response", "graph.upload.chunk", skip=6, count=1, after_bytes=0
        )
        with self.assertRaises(AlreadyExists) as caught:
            self.upload("large.bin", LARGE)
        self.assertStored(caught.exception.item, LARGE)

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

    def test_session_lost_for_ever(self):
        self.control.add_fault("session_gone", "graph.upload.chunk")
        with self.assertRaises(RetryLater):
            self.upload("large.bin", LARGE)
        self.assertEqual(self.sessions(), upload.SESSIONS)
        self.assertEqual(self.microsoft.tree(), [])

    def test_endless_server_errors(self):
        self.control.add_fault("server_error", "graph.upload.chunk", skip=1, status=502)
        with self.assertRaises(RetryLater) as caught:
            self.upload("large.bin", LARGE)
        self.assertGreaterEqual(caught.exception.seconds, 30)

    def test_throttled_in_the_middle(self):
        self.control.add_fault(
            "rate_limit_429", "graph.upload.chunk", skip=2, count=1, retry_after=7
        )
        with self.assertRaises(RetryLater) as caught:
            self.upload("large.bin", LARGE)
        self.assertEqual(caught.exception.seconds, 7)

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

    def test_full_drive(self):
        self.microsoft.set_quota(MEGABYTE)
        with self.assertRaises(QuotaExceeded):
            self.upload("large.bin", LARGE)


class TestReplace(UploadCase):
    def test_replace(self):
        item = self.upload("a.txt", b"one")
        for content in (b"two!", LARGE, b""):
            replaced = self.replace(item, content, item.version)
            self.assertStored(replaced, content)
            self.assertEqual(replaced.external_id, item.external_id)
            self.assertNotEqual(replaced.version, item.version)
            self.assertEqual(replaced.name, "a.txt")
            item = replaced

    def test_session_that_changes_the_version(self):
        self.control.set(microsoft_session_changes_etag=True)
        item = self.upload("a.txt", b"one")
        self.assertStored(self.replace(item, LARGE, item.version), LARGE)

    def test_another_version(self):
        item = self.upload("a.txt", b"one")
        self.microsoft.replace_content(item.external_id, b"theirs")
        for content in (b"ours", LARGE):
            with self.assertRaises(VersionMismatch) as caught:
                self.replace(item, content, item.version)
            self.assertEqual(caught.exception.item.size, 6)
        self.assertEqual(self.microsoft.read_file(item.external_id), b"theirs")

    def test_lost_answers(self):
        item = self.upload("a.txt", b"one")
        for route, content in (
            ("graph.items.upload", b"two"),
            ("graph.upload.chunk", LARGE),
        ):
            with self.subTest(route=route):
                self.control.add_fault(
                    "cut_response", route, count=1, skip=0, after_bytes=0
                )
                self.assertStored(self.replace(item, content), content)

    def test_gone(self):
        item = self.upload("a.txt", b"one")
        self.microsoft.trash(item.external_id)
        with self.assertRaises(NotFound):
            self.replace(item, b"two")
