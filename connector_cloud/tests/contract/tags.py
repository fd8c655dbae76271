# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .base import LARGE, ContractBase


class TagsContract(ContractBase):
    """Private marks and reserved identifiers; some clouds have neither."""

    def test_reserve_ids(self):
        ids = self.adapter.reserve_ids(1500)
        if self.keeps_tags:
            self.assertEqual(len(set(ids)), 1500)
            self.assertNotIn(None, ids)
            self.assertLessEqual(self.far.count("reserve_ids"), 2)
        else:
            self.assertEqual(ids, [None] * 1500)
        self.assertEqual(self.adapter.reserve_ids(0), [])

    def test_tags_stay(self):
        folder = self.folder()
        item = self.upload("a.txt", tag="db:7")
        large = self.upload("a.bin", LARGE, tag="db:8")
        expected = ["db:7", "db:8"] if self.keeps_tags else [None, None]
        self.assertEqual([item.tag, large.tag], expected)
        moved = self.adapter.move(item.external_id, "b.txt", folder.external_id)
        self.assertEqual(moved.tag, item.tag)
        self.assertEqual(self.replace(item, b"new").tag, item.tag)
        self.assertEqual(self.adapter.get(item.external_id).tag, item.tag)

    def test_find_by_tag(self):
        folder = self.folder()
        tag = "it's a \\ tag"
        old = self.upload("old.txt", tag=tag)
        new = self.upload("new.txt", tag=tag, parent=folder)
        self.upload("other.txt", tag="other")
        self.adapter.bin(self.upload("binned.txt", tag=tag).external_id)
        found = self.adapter.find_by_tag(tag)
        inside = self.adapter.find_by_tag(tag, folder.external_id)
        expected = ([old, new], [new]) if self.keeps_tags else ([], [])
        self.assertEqual((found, inside), expected)
        self.assertEqual(self.adapter.find_by_tag("nothing"), [])
