# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...sync.remote import NewFolder
from .base import ContractBase


class FeedBase(ContractBase):
    def begin_feed(self):
        """Have a file and a folder, and a cursor behind them."""
        self.old = self.upload("old.txt", b"old")
        self.old_folder = self.folder("Old")
        self.cursor = self.adapter.start_cursor()

    def feed(self):
        """:return: dict id -> newest item since the last call, None for a tombstone"""
        seen = {}
        for page in self.adapter.changes(self.cursor):
            seen.update({change.external_id: change.item for change in page.changes})
            self.cursor = page.cursor
        return seen


class ChangeFeedContract(FeedBase):
    def assertToldAs(self, told, item):
        """The feed tells of an item just what ``get()`` tells.

        By an equal version the engine recognises the echoes of its own writes.
        """
        for name in (
            "external_id",
            "version",
            "name",
            "parent_id",
            "is_folder",
            "size",
            "content_hash",
            "binned",
            "native",
            "tag",
        ):
            self.assertEqual(getattr(told, name), getattr(item, name), name)

    def assertFeed(self, *ids):
        """The feed tells of these items, and of no others, how they are now."""
        seen = self.feed()
        self.assertEqual(set(seen), set(ids))
        for external_id in ids:
            self.assertToldAs(seen[external_id], self.adapter.get(external_id))
        self.assertEqual(self.feed(), {})
        return seen

    # What other people do

    def test_new_file(self):
        self.begin_feed()
        file = self.far.put_file(self.root.external_id, "a.txt", b"content")
        seen = self.assertFeed(file)
        self.assertEqual(seen[file].content_hash, self.hash_of(b"content"))

    def test_new_folder_with_a_file(self):
        self.begin_feed()
        folder = self.far.create_folder(self.root.external_id, "New")
        file = self.far.put_file(folder, "a.txt", b"content")
        seen = self.assertFeed(folder, file)
        self.assertLess(list(seen).index(folder), list(seen).index(file))

    def test_file_in_an_old_folder(self):
        """The folder itself did not change, and is not told."""
        self.begin_feed()
        file = self.far.put_file(self.old_folder.external_id, "a.txt", b"content")
        self.assertFeed(file)

    def test_rename(self):
        self.begin_feed()
        self.far.rename(self.old.external_id, "renamed.txt")
        seen = self.assertFeed(self.old.external_id)
        item = seen[self.old.external_id]
        self.assertEqual(item.name, "renamed.txt")
        self.assertNotEqual(item.version, self.old.version)

    def test_move(self):
        self.begin_feed()
        self.far.move(self.old.external_id, self.old_folder.external_id)
        seen = self.assertFeed(self.old.external_id)
        item = seen[self.old.external_id]
        self.assertEqual(item.parent_id, self.old_folder.external_id)
        self.assertNotEqual(item.version, self.old.version)

    def test_content(self):
        self.begin_feed()
        self.far.replace_content(self.old.external_id, b"theirs")
        seen = self.assertFeed(self.old.external_id)
        item = seen[self.old.external_id]
        self.assertEqual(item.content_hash, self.hash_of(b"theirs"))
        self.assertNotEqual(item.version, self.old.version)

    def test_renamed_folder(self):
        self.begin_feed()
        self.far.rename(self.old_folder.external_id, "Renamed")
        seen = self.assertFeed(self.old_folder.external_id)
        item = seen[self.old_folder.external_id]
        self.assertTrue(item.is_folder)
        self.assertNotEqual(item.version, self.old_folder.version)

    def test_bin_and_restore(self):
        self.begin_feed()
        external_id = self.old.external_id
        self.far.bin(external_id)
        seen = self.feed()
        self.assertEqual(set(seen), {external_id})
        if self.reads_bin:
            self.assertToldAs(seen[external_id], self.adapter.get(external_id))
            self.assertTrue(seen[external_id].binned)
        else:
            self.assertIsNone(seen[external_id])
        self.far.restore(external_id)
        self.assertFalse(self.assertFeed(external_id)[external_id].binned)

    def test_deleted_for_good(self):
        self.begin_feed()
        for external_id in (self.old.external_id, self.old_folder.external_id):
            self.far.delete(external_id)
            self.assertEqual(self.feed(), {external_id: None})
        self.assertEqual(self.feed(), {})

    def test_made_and_deleted_meanwhile(self):
        self.begin_feed()
        file = self.far.put_file(self.root.external_id, "a.txt", b"content")
        self.far.delete(file)
        self.assertIn(self.feed(), ({file: None}, {}))

    def test_many_changes_of_one_item(self):
        """The last word counts, wherever it stands."""
        self.begin_feed()
        external_id = self.old.external_id
        self.far.rename(external_id, "one.txt")
        self.far.replace_content(external_id, b"theirs")
        self.far.put_file(self.root.external_id, "other.txt", b"other")
        self.far.rename(external_id, "two.txt")
        self.assertToldAs(self.feed()[external_id], self.adapter.get(external_id))

    def test_native_document(self):
        """Where it is told at all, it is told as what it is."""
        self.begin_feed()
        native = self.far.create_native(self.root.external_id, "Minutes")
        seen = self.feed()
        self.assertLessEqual(set(seen), {native})
        if self.children().keys() & {native}:
            self.assertTrue(seen[native].native)
        else:
            self.assertEqual(seen, {})

    # What we do ourselves comes back, just as the adapter told it

    def test_echoes_of_our_own_writes(self):
        self.begin_feed()
        parent_id = self.root.external_id
        reserved_id = self.reserved()
        new = NewFolder("F", "Folder", parent_id, "tag:F", reserved_id)
        for name, write in (
            ("upload", lambda: self.upload("a.txt", b"content")),
            ("folder", lambda: self.adapter.create_folders([new])["F"]),
            ("replace", lambda: self.replace(self.old, b"new")),
            (
                "move",
                lambda: self.adapter.move(
                    self.old.external_id, "new.txt", self.old_folder.external_id
                ),
            ),
        ):
            with self.subTest(name):
                item = write()
                self.assertToldAs(
                    self.assertFeed(item.external_id)[item.external_id], item
                )

    def test_echo_of_our_own_deletion(self):
        self.begin_feed()
        binned = self.adapter.bin(self.old.external_id)
        told = self.feed()[self.old.external_id]
        if self.reads_bin:
            self.assertToldAs(told, binned)
        else:
            self.assertEqual((told, binned), (None, None))
