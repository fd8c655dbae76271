# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from odoo.tests import TransactionCase, tagged

from odoo.addons.connector_cloud.exceptions import (
    AlreadyExists,
    CursorExpired,
    InvalidName,
    NotFound,
    QuotaExceeded,
    RetryLater,
    VersionMismatch,
)
from odoo.addons.connector_cloud.sync.remote import Limits, NewFolder


@tagged("post_install", "-at_install")
class TestMemoryAdapter(TransactionCase):
    """The manners of the memory cloud that tests of the engine count on."""

    def setUp(self):
        super().setUp()
        backend = self.env["cloud.backend"].create(
            {"name": "Memory", "provider": "memory"}
        )
        self.cloud = backend._memory_cloud()
        with backend._adapter() as self.adapter:
            self.top = self.adapter.root().external_id

    def _upload(self, name="a.txt", content=b"content", **kwargs):
        return self.adapter.upload(
            self.top,
            name,
            io.BytesIO(content),
            len(content),
            "text/plain",
            "tag",
            **kwargs,
        )

    def _changes(self, cursor):
        pages = list(self.adapter.changes(cursor))
        return [c for page in pages for c in page.changes], pages[-1].cursor

    def test_upload_tells_the_contents_own_hash(self):
        progress = []
        self.cloud.chunk_size = 4
        item = self._upload(content=b"content", progress=progress.append)
        self.assertEqual(
            item.content_hash, self.adapter.content_hash(io.BytesIO(b"content"))
        )
        self.assertEqual((item.size, progress), (7, [4, 7]))
        self.assertEqual(self.adapter.find_by_tag("tag"), [item])

    def test_reserved_id_makes_no_twins(self):
        [reserved] = self.adapter.reserve_ids(1)
        item = self._upload(reserved_id=reserved)
        with self.assertRaises(AlreadyExists) as caught:
            self._upload(reserved_id=reserved)
        self.assertEqual(caught.exception.item, item)
        folders = [NewFolder("k", "F", self.top, "t", *self.adapter.reserve_ids(1))]
        first = self.adapter.create_folders(folders)
        self.assertEqual(self.adapter.create_folders(folders), first)
        self.assertEqual(len(self.cloud.children(self.top)), 2)

    def test_lost_answer_has_its_effect(self):
        self.cloud.fail_next("upload", RetryLater("broke"), after=True)
        with self.assertRaises(RetryLater):
            self._upload()
        self.assertEqual(self.cloud.tree(), {"a.txt": b"content"})
        self.cloud.fail_next("upload", RetryLater("broke"))
        with self.assertRaises(RetryLater):
            self._upload("b.txt")
        self.assertEqual(self.cloud.tree(), {"a.txt": b"content"})
        self.assertEqual(self.cloud.calls["upload"], 2)

    def test_feed_pages_tell_the_latest_state_once(self):
        cursor = self.adapter.start_cursor()
        self.cloud.page_size = 2
        items = [self._upload(f"{number}.txt") for number in range(4)]
        self.adapter.move(items[3].external_id, "moved.txt", self.top)
        self.adapter.bin(items[0].external_id)
        self.cloud.purge(items[1].external_id)
        changes, cursor = self._changes(cursor)
        last = {change.external_id: change.item for change in changes}
        self.assertTrue(last[items[0].external_id].binned)
        self.assertIsNone(last[items[1].external_id])
        self.assertEqual(last[items[3].external_id].name, "moved.txt")
        self.assertEqual(self._changes(cursor)[0], [])
        self.cloud.expire_cursors()
        with self.assertRaises(CursorExpired):
            self._changes(cursor)

    def test_what_leaves_the_drive_is_a_tombstone(self):
        item = self._upload()
        other = self.cloud.add_drive("Other")
        cursor = self.adapter.start_cursor()
        self.cloud.move(item.external_id, parent_id=other)
        [change] = self._changes(cursor)[0]
        self.assertEqual((change.external_id, change.item), (item.external_id, None))

    def test_bin_holds_all_that_is_below(self):
        folder = self.cloud.create_folder(self.top, "F")
        file = self.cloud.create(folder.external_id, "a.txt", b"a")
        self.adapter.bin(folder.external_id)
        self.assertTrue(self.adapter.get(file.external_id).binned)
        self.assertEqual(self.cloud.tree(), {})
        self.adapter.restore(folder.external_id)
        self.assertEqual(self.cloud.tree(), {"F": {"a.txt": b"a"}})
        self.cloud.purge(folder.external_id)
        self.assertIsNone(self.adapter.bin(folder.external_id))
        with self.assertRaises(NotFound):
            self.adapter.get(file.external_id)

    def test_versions_tell_a_race(self):
        item = self._upload()
        self.cloud.write(item.external_id, b"theirs")
        with self.assertRaises(VersionMismatch) as caught:
            self.adapter.replace_content(
                item.external_id, io.BytesIO(b"ours"), 4, "text/plain", item.version
            )
        self.assertEqual(caught.exception.item.size, 6)
        self.assertEqual(self.cloud.node(item.external_id).revisions[0], b"content")

    def test_limits(self):
        self.cloud.limits = Limits(
            duplicates=False, case_sensitive=False, forbidden=":", reserved={"con"}
        )
        self._upload()
        for name, error in (
            ("A.TXT", AlreadyExists),
            ("a:b.txt", InvalidName),
            ("CON.txt", InvalidName),
        ):
            with self.subTest(name), self.assertRaises(error):
                self._upload(name)
        self.cloud.capacity = 10
        with self.assertRaises(QuotaExceeded):
            self._upload("b.txt")

    def test_ranges(self):
        item = self._upload(content=b"0123456789")
        for start, end, wanted in (
            (None, None, b"0123456789"),
            (2, 4, b"234"),
            (8, 99, b"89"),
            (20, 30, b""),
        ):
            stream = self.adapter.open(item.external_id, start, end)
            self.assertEqual(b"".join(stream.chunks), wanted)
            self.assertEqual(stream.total, 10)
            stream.close()
        self.assertFalse(self.cloud.open_streams)
