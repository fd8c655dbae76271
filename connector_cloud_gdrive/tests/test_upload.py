# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import io
import os
from unittest.mock import patch

from odoo.addons.connector_cloud.exceptions import (
    AlreadyExists,
    NotFound,
    QuotaExceeded,
    RetryLater,
    VersionMismatch,
)

from ..components import upload
from .common import MEGABYTE, GoogleCase

LARGE = os.urandom(6 * MEGABYTE + 12345)


def md5(content):
    return hashlib.md5(content).hexdigest()


class BrokenDisk(io.BytesIO):
    def read(self, size=-1):  # pylint: disable=method-required-super
        raise OSError("disk failure")


class TestUpload(GoogleCase):
    def setUp(self):
        super().setUp()
        # Several chunks, without sending much.
        chunk = patch.object(upload, "CHUNK", MEGABYTE)
        chunk.start()
        self.addCleanup(chunk.stop)

    def assertStored(self, item, content):
        self.assertEqual((item.size, item.content_hash), (len(content), md5(content)))
        self.assertEqual(self.google.read_file(item.external_id), content)
        self.assertEqual(len(self.google.tree()), 1)

    # In one request

    def test_small(self):
        content = bytes(range(256)) * 20 + b"\r\n--=\r\n\n"
        self.control.reset_log()
        item = self.upload("a.bin", content, mimetype="image/png")
        self.assertStored(item, content)
        self.assertEqual(item.mimetype, "image/png")
        self.assertEqual(self.control.count("drive.upload.multipart"), 1)
        self.assertEqual(self.control.count("drive.upload.start"), 0)

    def test_every_last_byte_arrives(self):
        for number, end in enumerate((b"\r", b"\n\r", b"\n", b"\r\n", b"--", b"\0")):
            content = b"content" + end
            item = self.upload(f"{number}.txt", content)
            self.assertEqual(self.google.read_file(item.external_id), content)

    def test_empty(self):
        item = self.upload("empty.txt", b"")
        self.assertStored(item, b"")

    def test_names(self):
        name = "Ünïcode / \"quoted\" 'single' \\ 😀.txt"
        self.assertEqual(self.upload(name).name, name)

    def test_google_type_is_not_converted(self):
        item = self.upload("a", mimetype="application/vnd.google-apps.document")
        self.assertFalse(item.native)
        self.assertStored(item, b"content")

    def test_progress(self):
        seen = []
        self.upload("a.txt", b"123", progress=seen.append)
        self.assertEqual(seen, [3])

    def test_reserved_id(self):
        (reserved,) = self.adapter.reserve_ids(1)
        item = self.upload("a.txt", reserved_id=reserved)
        self.assertEqual(item.external_id, reserved)

    def test_repeated_with_reserved_id(self):
        (reserved,) = self.adapter.reserve_ids(1)
        first = self.upload("a.txt", b"one", reserved_id=reserved)
        reader = io.BytesIO(b"two")
        with self.assertRaises(AlreadyExists) as caught:
            self.adapter.upload(
                self.root.external_id, "a.txt", reader, 3, "text/plain", "t", reserved
            )
        self.assertEqual(caught.exception.item, first)
        self.assertEqual(reader.tell(), 0)
        self.assertStored(first, b"one")

    def test_lost_answer_makes_no_twin(self):
        self.control.add_fault(
            "cut_response", "drive.upload.multipart", count=1, after_bytes=0
        )
        self.assertStored(self.upload("a.txt"), b"content")

    def test_cut_while_sending(self):
        self.control.add_fault(
            "cut", "drive.upload.multipart", count=1, after_bytes=1000
        )
        content = os.urandom(100_000)
        self.assertStored(self.upload("a.bin", content), content)

    def test_parent_is_gone(self):
        folder = self.adapter.get(self.google.create_folder("/", "Folder"))
        self.google.delete(folder.external_id)
        with self.assertRaises(NotFound):
            self.upload("a.txt", parent=folder)
        with self.assertRaises(NotFound):
            self.upload("a.txt", LARGE, parent=folder)

    def test_local_failure_is_told_as_such(self):
        with self.assertRaisesRegex(OSError, "disk failure"):
            self.adapter.upload(
                self.root.external_id, "a", BrokenDisk(b"123"), 3, "text/plain", "t"
            )

    # In a session

    def test_large(self):
        seen = []
        self.control.reset_log()
        item = self.upload("large.bin", LARGE, progress=seen.append)
        self.assertStored(item, LARGE)
        self.assertEqual(item.tag, "t")
        self.assertEqual(self.control.count("drive.upload.start"), 1)
        self.assertEqual(self.control.count("drive.upload.chunk"), 7)
        self.assertEqual(seen, sorted(seen))
        self.assertEqual((seen[0], seen[-1]), (MEGABYTE, len(LARGE)))

    def test_resumed_after_a_cut(self):
        self.control.add_fault(
            "cut", "drive.upload.chunk", skip=2, count=1, after_bytes=MEGABYTE // 2
        )
        self.control.reset_log()
        self.assertStored(self.upload("large.bin", LARGE), LARGE)
        self.assertEqual(self.control.count("drive.upload.start"), 1)
        self.assertEqual(self.control.count("drive.upload.status"), 1)
        # Less than one chunk more than the file was on the wire.
        self.assertLess(self.control.counters()["received"], len(LARGE) + MEGABYTE)

    def test_resumed_after_server_errors(self):
        self.control.add_fault("server_error", "drive.upload.chunk", skip=1, count=2)
        self.control.reset_log()
        self.assertStored(self.upload("large.bin", LARGE), LARGE)
        self.assertEqual(self.control.count("drive.upload.start"), 1)
        self.assertEqual(self.control.count("drive.upload.status"), 2)

    def test_lost_answer_to_the_last_chunk(self):
        self.control.add_fault(
            "cut_response", "drive.upload.chunk", skip=6, count=1, after_bytes=0
        )
        self.assertStored(self.upload("large.bin", LARGE), LARGE)

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

    def test_session_lost_for_ever(self):
        self.control.add_fault("session_gone", "drive.upload.chunk")
        self.control.reset_log()
        with self.assertRaises(RetryLater):
            self.upload("large.bin", LARGE)
        self.assertEqual(self.control.count("drive.upload.start"), upload.SESSIONS)
        self.assertEqual(self.google.tree(), [])

    def test_endless_server_errors(self):
        self.control.add_fault("server_error", "drive.upload.chunk", skip=1)
        with self.assertRaises(RetryLater) as caught:
            self.upload("large.bin", LARGE)
        self.assertGreaterEqual(caught.exception.seconds, 30)

    def test_token_expires_between_chunks(self):
        self.control.add_fault("unauthorized", "drive.upload.chunk", skip=3, count=1)
        self.control.reset_log()
        self.assertStored(self.upload("large.bin", LARGE), LARGE)
        self.assertEqual(self.control.count("oauth.token"), 1)
        self.assertEqual(self.control.count("drive.upload.start"), 1)

    def test_large_repeated_with_reserved_id(self):
        (reserved,) = self.adapter.reserve_ids(1)
        first = self.upload("large.bin", LARGE, reserved_id=reserved)
        with self.assertRaises(AlreadyExists) as caught:
            self.upload("large.bin", LARGE, reserved_id=reserved)
        self.assertEqual(caught.exception.item, first)

    def test_full_drive(self):
        self.google.set_quota(MEGABYTE)
        with self.assertRaises(QuotaExceeded):
            self.upload("large.bin", LARGE)

    # New content

    def test_replace(self):
        item = self.upload("a.txt", b"one")
        for content in (b"two!", LARGE, b""):
            replaced = self.adapter.replace_content(
                item.external_id,
                io.BytesIO(content),
                len(content),
                "text/plain",
                item.version,
            )
            self.assertStored(replaced, content)
            self.assertEqual(replaced.external_id, item.external_id)
            self.assertEqual((replaced.name, replaced.tag), ("a.txt", "t"))
            item = replaced

    def test_replace_another_version(self):
        item = self.upload("a.txt", b"one")
        self.google.replace_content(item.external_id, b"theirs")
        with self.assertRaises(VersionMismatch) as caught:
            self.adapter.replace_content(
                item.external_id, io.BytesIO(b"ours"), 4, "text/plain", item.version
            )
        self.assertEqual(caught.exception.item.content_hash, md5(b"theirs"))
        self.assertEqual(self.google.read_file(item.external_id), b"theirs")
