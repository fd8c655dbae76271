# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.connector_cloud.exceptions import CursorExpired

from .common import GoogleCase


class TestChangeFeed(GoogleCase):
    def setUp(self):
        super().setUp()
        self.cursor = self.adapter.start_cursor()

    def feed(self):
        """:return: dict id -> newest item since the last call"""
        seen = {}
        for page in self.adapter.changes(self.cursor):
            seen.update({change.external_id: change.item for change in page.changes})
            self.cursor = page.cursor
        return seen

    def test_nothing_new(self):
        pages = list(self.adapter.changes(self.cursor))
        self.assertEqual([(p.changes, p.last) for p in pages], [((), True)])

    def test_changes(self):
        file = self.google.put_file("/", "a.txt", b"1")
        self.assertEqual(self.feed(), {file: self.adapter.get(file)})
        self.google.rename(file, "b.txt")
        self.assertEqual(self.feed()[file].name, "b.txt")
        self.google.trash(file)
        self.assertTrue(self.feed()[file].binned)
        self.google.restore(file)
        self.assertFalse(self.feed()[file].binned)
        self.google.delete(file)
        self.assertEqual(self.feed(), {file: None})
        self.assertEqual(self.feed(), {})

    def test_own_writes_have_the_known_version(self):
        item = self.upload("a.txt")
        moved = self.adapter.move(item.external_id, "b.txt", item.parent_id)
        self.google.touch(item.external_id)
        self.assertEqual(self.feed()[item.external_id].version, moved.version)

    def test_pages(self):
        files = [self.google.put_file("/", f"{n}.txt", b"1") for n in range(5)]
        self.control.set(google_page_limit=2)
        pages = list(self.adapter.changes(self.cursor))
        self.assertEqual([page.last for page in pages], [False, False, True])
        again = list(self.adapter.changes(pages[0].cursor))
        self.assertEqual(again, pages[1:])
        seen = [change.external_id for page in pages for change in page.changes]
        self.assertCountEqual(seen, files)

    def test_senseless_cursor(self):
        with self.assertRaises(CursorExpired):
            list(self.adapter.changes("nonsense"))
