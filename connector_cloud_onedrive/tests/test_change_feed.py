# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.connector_cloud.exceptions import CursorExpired, RetryLater

from .common import MicrosoftCase


class TestChangeFeed(MicrosoftCase):
    def setUp(self):
        super().setUp()
        self.old = self.upload("old.txt")
        self.cursor = self.adapter.start_cursor()

    def changes(self, cursor):
        """:return: dict id -> item of all pages, and the last cursor"""
        pages = list(self.adapter.changes(cursor))
        self.assertEqual([page.last for page in pages[:-1]], [False] * (len(pages) - 1))
        self.assertTrue(pages[-1].last)
        seen = {
            change.external_id: change.item for page in pages for change in page.changes
        }
        return seen, pages[-1].cursor

    def test_nothing_new(self):
        seen, cursor = self.changes(self.cursor)
        self.assertEqual(seen, {})
        self.assertEqual(self.changes(cursor)[0], {})

    def test_what_happened(self):
        new = self.upload("new.txt")
        folder = self.adapter.get(self.microsoft.create_folder("/", "Folder"))
        moved = self.adapter.move(self.old.external_id, "moved.txt", folder.external_id)
        self.microsoft.create_package("/", "Notebook")
        seen, cursor = self.changes(self.cursor)
        self.assertEqual(
            set(seen), {new.external_id, folder.external_id, moved.external_id}
        )
        item = seen[moved.external_id]
        self.assertEqual(item.name, "moved.txt")
        self.assertEqual(item.parent_id, folder.external_id)
        self.assertEqual(item.version, moved.version)
        self.assertEqual(item.content_hash, moved.content_hash)
        self.assertEqual(self.changes(cursor)[0], {})

    def test_own_echo_has_the_same_version(self):
        item = self.upload("new.txt")
        seen, _cursor = self.changes(self.cursor)
        self.assertEqual(seen[item.external_id].version, item.version)

    def test_folders_above_are_left_out(self):
        folder = self.adapter.get(self.microsoft.create_folder("/", "Folder"))
        cursor = self.adapter.start_cursor()
        item = self.upload("a.txt", parent=folder)
        seen, _cursor = self.changes(cursor)
        self.assertEqual(list(seen), [item.external_id])

    def test_tombstones(self):
        folder = self.adapter.get(self.microsoft.create_folder("/", "Folder"))
        cursor = self.adapter.start_cursor()
        self.microsoft.trash(self.old.external_id)
        self.microsoft.delete(folder.external_id)
        seen, cursor = self.changes(cursor)
        self.assertEqual(seen, {self.old.external_id: None, folder.external_id: None})
        self.microsoft.restore(self.old.external_id)
        seen, _cursor = self.changes(cursor)
        self.assertEqual(seen[self.old.external_id].name, "old.txt")

    def test_many_pages_each_with_a_cursor_to_go_on_from(self):
        self.control.set(microsoft_page_limit=2)
        items = {self.upload(f"{n}.txt").external_id for n in range(7)}
        pages = list(self.adapter.changes(self.cursor))
        self.assertGreaterEqual(len(pages), 4)
        rest, _cursor = self.changes(pages[1].cursor)
        first = {c.external_id for page in pages[:2] for c in page.changes}
        self.assertEqual(first | set(rest), items)
        self.assertNotIn("http", pages[0].cursor)

    def test_expired_cursor(self):
        self.microsoft.expire_delta_tokens()
        with self.assertRaises(CursorExpired):
            list(self.adapter.changes(self.cursor))

    def test_senseless_cursor(self):
        with self.assertRaises(CursorExpired):
            list(self.adapter.changes("?token=nonsense"))

    def test_resync_in_the_middle(self):
        self.control.set(microsoft_page_limit=2)
        for number in range(5):
            self.upload(f"{number}.txt")
        self.control.add_fault("resync_410", "graph.delta", skip=1, count=1)
        pages = self.adapter.changes(self.cursor)
        next(pages)
        with self.assertRaises(CursorExpired):
            next(pages)

    def test_trouble_is_not_taken_for_the_end_of_the_cursor(self):
        self.control.add_fault("rate_limit_429", "graph.delta", retry_after=3)
        with self.assertRaises(RetryLater):
            list(self.adapter.changes(self.cursor))
