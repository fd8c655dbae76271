# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...exceptions import CursorExpired
from .change_feed import FeedBase


class CursorsContract(FeedBase):
    def ids(self, pages):
        return {change.external_id for page in pages for change in page.changes}

    def put_files(self, count):
        names = [f"{number:04}.txt" for number in range(count)]
        return set(self.far.put_files(self.root.external_id, names))

    def test_cursor_begins_with_the_present(self):
        self.begin_feed()
        pages = list(self.adapter.changes(self.cursor))
        self.assertEqual(self.ids(pages), set())
        self.assertEqual([page.last for page in pages], [True])

    def test_cursor_is_a_short_text_and_no_address(self):
        self.begin_feed()
        self.put_files(2)
        [page] = self.adapter.changes(self.cursor)
        for cursor in (self.cursor, page.cursor):
            self.assertIsInstance(cursor, str)
            self.assertNotIn("://", cursor)
            self.assertLess(len(cursor), 500)

    def test_feed_in_pages(self):
        self.begin_feed()
        files = self.put_files(7)
        self.far.limit_pages(2)
        pages = list(self.adapter.changes(self.cursor))
        self.assertGreaterEqual(len(pages), 4)
        self.assertEqual([page.last for page in pages[:-1]], [False] * (len(pages) - 1))
        self.assertTrue(pages[-1].last)
        self.assertTrue(all(len(page.changes) <= 2 for page in pages))
        self.assertEqual(self.ids(pages), files)
        self.cursor = pages[-1].cursor
        self.assertEqual(self.feed(), {})

    def test_feed_is_read_page_by_page(self):
        self.begin_feed()
        self.put_files(7)
        self.far.limit_pages(2)
        self.far.forget_figures()
        next(self.adapter.changes(self.cursor))
        self.assertEqual(self.far.count("changes"), 1)

    def test_feed_goes_on_from_every_page(self):
        """So that a run which was killed loses no page and repeats none."""
        self.begin_feed()
        files = self.put_files(7)
        self.far.limit_pages(2)
        pages = list(self.adapter.changes(self.cursor))
        for number, page in enumerate(pages[:-1], 1):
            self.renew_adapter()
            rest = list(self.adapter.changes(page.cursor))
            self.assertEqual(self.ids(pages[:number]) | self.ids(rest), files)
            self.assertFalse(self.ids(pages[:number]) & self.ids(rest))

    def test_same_cursor_twice(self):
        """So that a run which was rolled back can be repeated."""
        self.begin_feed()
        files = self.put_files(3)
        for _run in range(2):
            self.assertEqual(self.ids(self.adapter.changes(self.cursor)), files)

    def test_change_between_two_pages_is_not_lost(self):
        self.begin_feed()
        files = self.put_files(5)
        self.far.limit_pages(2)
        pages = self.adapter.changes(self.cursor)
        seen = self.ids([next(pages)])
        late = self.far.put_file(self.root.external_id, "late.txt", b"late")
        first = next(iter(sorted(seen)))
        self.far.rename(first, "renamed.txt")
        rest = list(pages)
        self.cursor = rest[-1].cursor
        told = self.ids(rest) | set(self.feed())
        self.assertEqual(seen | told, files | {late})
        self.assertLessEqual({late, first}, told)

    def test_expired_cursor(self):
        self.begin_feed()
        self.put_files(1)
        with self.assertRaises(CursorExpired):
            list(self.adapter.changes(self.far.expire(self.cursor)))
        self.cursor = self.adapter.start_cursor()
        self.assertEqual(self.feed(), {})

    def test_senseless_cursor(self):
        self.begin_feed()
        for cursor in ("nonsense", "?token=nonsense", "-1", "99999999999"):
            with self.subTest(cursor=cursor), self.assertRaises(CursorExpired):
                list(self.adapter.changes(cursor))
