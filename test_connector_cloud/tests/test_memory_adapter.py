# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from odoo.tests import TransactionCase, tagged

from odoo.addons.connector_cloud.exceptions import RetryLater


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

    def test_what_leaves_the_drive_is_a_tombstone(self):
        item = self._upload()
        other = self.cloud.add_drive("Other")
        cursor = self.adapter.start_cursor()
        self.cloud.move(item.external_id, parent_id=other)
        [change] = self._changes(cursor)[0]
        self.assertEqual((change.external_id, change.item), (item.external_id, None))

    def test_earlier_contents_are_kept(self):
        item = self._upload()
        self.cloud.write(item.external_id, b"theirs")
        self.assertEqual(
            self.cloud.node(item.external_id).revisions, [b"content", b"theirs"]
        )

    def test_downloads_are_watched(self):
        item = self._upload()
        stream = self.adapter.open(item.external_id, 2, 4)
        self.assertEqual(self.cloud.ranges, [(2, 4)])
        self.assertTrue(self.cloud.open_streams)
        stream.close()
        self.assertFalse(self.cloud.open_streams)
