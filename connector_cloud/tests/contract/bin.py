# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...exceptions import CloudError, NotFound, VersionMismatch
from .base import ContractBase


class BinContract(ContractBase):
    def assertBinned(self, item):
        """It is out of sight, whether or not the cloud lets us look into its bin."""
        self.assertNotIn(item.external_id, self.children())
        found = self.adapter.get_many([item.external_id])
        if self.reads_bin:
            self.assertTrue(self.adapter.get(item.external_id).binned)
            self.assertTrue(found[item.external_id].binned)
        else:
            self.assertEqual(found, {})
            with self.assertRaises(NotFound):
                self.adapter.get(item.external_id)

    def test_bin(self):
        item = self.upload("a.txt")
        binned = self.adapter.bin(item.external_id, item.version)
        if self.reads_bin:
            self.assertTrue(binned.binned)
            self.assertEqual(binned, self.adapter.get(item.external_id))
        else:
            self.assertIsNone(binned)
        self.assertBinned(item)
        self.assertNoTrace()

    def test_what_is_binned_is_not_lost(self):
        item = self.upload("a.txt", b"content")
        self.adapter.bin(item.external_id)
        self.far.restore(item.external_id)
        self.assertStored(self.adapter.get(item.external_id), b"content")
        self.assertEqual(self.names(), ["a.txt"])

    def test_bin_a_folder_with_all_in_it(self):
        folder = self.folder()
        inside = self.upload("a.txt", parent=folder)
        self.adapter.bin(folder.external_id)
        self.assertBinned(folder)
        self.assertBinned(inside)

    def test_bin_again(self):
        item = self.upload("a.txt")
        self.assertEqual(
            self.adapter.bin(item.external_id), self.adapter.bin(item.external_id)
        )
        self.assertBinned(item)

    def test_bin_what_is_gone(self):
        item = self.upload("a.txt")
        self.far.delete(item.external_id)
        self.assertIsNone(self.adapter.bin(item.external_id))
        self.assertIsNone(self.adapter.bin(item.external_id, item.version))
        self.assertIsNone(self.adapter.bin("never-was"))

    def test_bin_another_version(self):
        item = self.upload("a.txt")
        self.far.replace_content(item.external_id, b"theirs")
        with self.assertRaises(VersionMismatch) as caught:
            self.adapter.bin(item.external_id, item.version)
        self.assertEqual(caught.exception.item, self.adapter.get(item.external_id))
        self.assertEqual(self.names(), ["a.txt"])

    def test_lost_answer_to_the_bin(self):
        item = self.upload("a.txt")
        self.far.lose_answer("bin")
        self.persistently(lambda: self.adapter.bin(item.external_id))
        self.assertBinned(item)

    def test_name_of_what_is_binned_is_free(self):
        old = self.upload("a.txt", b"old")
        self.adapter.bin(old.external_id)
        new = self.upload("a.txt", b"new")
        self.assertNotEqual(new.external_id, old.external_id)
        self.assertEqual(self.names(), ["a.txt"])

    def test_restore(self):
        item = self.upload("a.txt", b"content")
        self.adapter.bin(item.external_id)
        if not self.restores:
            with self.assertRaises(CloudError) as caught:
                self.adapter.restore(item.external_id)
            self.assertIs(type(caught.exception), CloudError)
            return
        restored = self.adapter.restore(item.external_id)
        self.assertFalse(restored.binned)
        self.assertEqual(restored, self.adapter.get(item.external_id))
        self.assertEqual(
            (restored.name, restored.parent_id), (item.name, item.parent_id)
        )
        self.assertStored(restored, b"content")
        self.assertIn(item.external_id, self.children())

    def test_restore_what_is_gone(self):
        item = self.upload("a.txt")
        self.far.delete(item.external_id)
        with self.assertRaises(NotFound if self.restores else CloudError):
            self.adapter.restore(item.external_id)
