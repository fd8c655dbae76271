# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...exceptions import CloudError, NotFound
from .base import ContractBase

# More than any cloud tells in one page.
MANY = 1050


class ListingContract(ContractBase):
    def test_get(self):
        item = self.upload("a.txt", b"content")
        self.assertEqual(self.adapter.get(item.external_id), item)
        self.assertEqual((item.name, item.size), ("a.txt", 7))
        self.assertEqual(item.parent_id, self.root.external_id)
        self.assertEqual(item.mimetype, "text/plain")
        self.assertFalse(item.is_folder or item.binned or item.native)
        self.assertTrue(item.version)
        self.assertTrue(item.web_url.startswith("http"))

    def test_moment_of_change(self):
        """In UTC and without a zone, as Odoo's own."""
        self.assertIsNone(self.upload("a.txt").modified_at.utcoffset())

    def test_get_folder(self):
        folder = self.folder("Folder")
        self.assertTrue(folder.is_folder)
        self.assertEqual((folder.size, folder.content_hash), (None, None))
        self.assertEqual(folder.parent_id, self.root.external_id)

    def test_get_native_document(self):
        native = self.far.create_native(self.root.external_id, "Minutes")
        item = self.adapter.get(native)
        self.assertTrue(item.native)
        self.assertFalse(item.is_folder)
        self.assertEqual((item.size, item.content_hash), (None, None))
        self.assertEqual(self.adapter.get_many([native]), {native: item})

    def test_get_what_is_gone(self):
        item = self.upload("a.txt")
        self.far.delete(item.external_id)
        for external_id in (item.external_id, "never-was"):
            with self.subTest(external_id), self.assertRaises(NotFound):
                self.adapter.get(external_id)

    def test_identifier_is_no_address(self):
        for external_id in ("../root?x=", "../../me", "a/b c", "?a=b"):
            with self.subTest(external_id), self.assertRaises(CloudError):
                self.adapter.get(external_id)

    def test_get_many(self):
        items = [self.upload(f"{number}.txt") for number in range(3)]
        self.far.delete(items[1].external_id)
        ids = [item.external_id for item in items]
        found = self.adapter.get_many([*ids, ids[0], "never-was"])
        self.assertEqual(found, {ids[0]: items[0], ids[2]: items[2]})

    def test_get_many_of_none(self):
        self.assertEqual(self.adapter.get_many(iter(())), {})
        self.assertEqual(self.far.count("get_many"), 0)

    def test_get_many_in_few_requests(self):
        names = [f"{number}.txt" for number in range(120)]
        ids = self.far.put_files(self.root.external_id, names)
        self.far.forget_figures()
        found = self.adapter.get_many(ids)
        self.assertEqual([found[id_].name for id_ in ids], names)
        self.assertLessEqual(self.far.count("get_many"), 6)

    def test_children(self):
        folder, file = self.folder("Folder"), self.upload("a.txt")
        self.upload("inside.txt", parent=folder)
        self.far.bin(self.upload("binned.txt").external_id)
        self.far.delete(self.upload("deleted.txt").external_id)
        expected = {
            id_: self.adapter.get(id_) for id_ in (folder.external_id, file.external_id)
        }
        self.assertEqual(self.children(), expected)

    def test_children_of_an_empty_folder(self):
        self.assertEqual(self.children(self.folder()), {})

    def test_children_in_pages(self):
        names = sorted(f"{number:04}.txt" for number in range(MANY))
        ids = self.far.put_files(self.root.external_id, names)
        self.far.forget_figures()
        pages = list(self.adapter.children(self.root.external_id))
        items = [item for page in pages for item in page]
        self.assertGreater(len(pages), 1)
        self.assertEqual(self.far.count("children"), len(pages))
        self.assertEqual(sorted(item.name for item in items), names)
        self.assertEqual({item.external_id for item in items}, set(ids))

    def test_children_are_read_page_by_page(self):
        """So that a run which is out of time need not read on."""
        self.far.put_files(self.root.external_id, [f"{n}.txt" for n in range(7)])
        self.far.limit_pages(2)
        self.far.forget_figures()
        pages = self.adapter.children(self.root.external_id)
        self.assertLessEqual(len(next(pages)), 2)
        self.assertEqual(self.far.count("children"), 1)
        self.assertEqual(sum(len(page) for page in pages), 7 - 2)

    def test_children_of_what_is_gone(self):
        with self.assertRaises(NotFound):
            list(self.adapter.children("never-was"))

    def test_find_by_name(self):
        name = "50% #1 ünï ' &+ 😀.txt"
        item = self.upload(name)
        self.upload("inside.txt", parent=self.folder())
        find = self.adapter.find_by_name
        self.assertEqual(find(self.root.external_id, name), item)
        self.assertIsNone(find(self.root.external_id, "inside.txt"))
        other_case = find(self.root.external_id, name.upper())
        if self.adapter.limits.case_sensitive:
            self.assertIsNone(other_case)
        else:
            self.assertEqual(other_case, item)

    def test_what_is_in_the_bin_is_not_found_by_name(self):
        item = self.upload("a.txt")
        self.far.bin(item.external_id)
        self.assertIsNone(self.adapter.find_by_name(self.root.external_id, "a.txt"))
