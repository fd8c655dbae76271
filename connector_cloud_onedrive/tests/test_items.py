# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.connector_cloud.exceptions import (
    AlreadyExists,
    CloudError,
    InvalidName,
    NotFound,
    VersionMismatch,
)
from odoo.addons.connector_cloud.sync.naming import legal_name

from .common import MicrosoftCase

ILLEGAL = (
    "CON",
    "nul.txt",
    "com1.tar.gz",
    "~$offer.docx",
    "~temporary",
    "a_vti_b",
    ".lock",
    "desktop.ini",
    'a"*:<>?/\\|b',
    "trailing dot.",
    "CON: a/b?. ",
    "x" * 300,
)


class TestItems(MicrosoftCase):
    def test_root(self):
        self.assertTrue(self.root.is_folder)
        self.assertIsNone(self.root.parent_id)
        self.assertIsNone(self.root.size)

    def test_file(self):
        item = self.upload("a.txt", b"content")
        self.assertEqual(self.adapter.get(item.external_id), item)
        self.assertEqual((item.name, item.size), ("a.txt", 7))
        self.assertEqual(item.parent_id, self.root.external_id)
        self.assertEqual(item.mimetype, "text/plain")
        self.assertFalse(item.is_folder or item.binned or item.native)
        self.assertTrue(item.web_url and item.version and item.modified_at)

    def test_get_many(self):
        items = [self.upload(f"{number}.txt") for number in range(45)]
        self.microsoft.trash(items[7].external_id)
        ids = [item.external_id for item in items]
        self.control.reset_log()
        found = self.adapter.get_many([*ids, ids[0], "unknown"])
        del items[7]
        self.assertEqual(found, {item.external_id: item for item in items})
        self.assertEqual(self.control.count("graph.batch"), 3)

    def test_children_in_pages(self):
        self.control.set(microsoft_page_limit=3)
        items = [self.upload(f"{number}.txt") for number in range(7)]
        self.microsoft.create_package("/", "Notebook")
        pages = list(self.adapter.children(self.root.external_id))
        self.assertGreater(len(pages), 2)
        self.assertCountEqual([item for page in pages for item in page], items)

    def test_children_of_nothing(self):
        with self.assertRaises(NotFound):
            list(self.adapter.children("unknown"))

    def test_find_by_name(self):
        item = self.upload("50% #1 ünï ' &+.txt")
        parent_id = self.root.external_id
        self.assertEqual(self.adapter.find_by_name(parent_id, item.name), item)
        self.assertEqual(self.adapter.find_by_name(parent_id, item.name.upper()), item)
        self.assertIsNone(self.adapter.find_by_name(parent_id, "other"))

    def test_notebook(self):
        notebook = self.microsoft.create_package("/", "Notebook")
        self.assertTrue(self.adapter.get(notebook).native)

    def test_nothing_is_reserved_or_marked(self):
        self.assertEqual(self.adapter.reserve_ids(2), [None, None])
        self.upload("a.txt", tag="mark")
        self.assertEqual(self.adapter.find_by_tag("mark"), [])

    def test_legal_names_are_taken(self):
        for name in ILLEGAL:
            with self.subTest(name=name):
                legal = legal_name(name, self.adapter.limits)
                self.assertEqual(self.upload(legal).name, legal)

    def test_illegal_names_are_refused(self):
        for name in ("CON", "~$offer.docx", "a_vti_b", "a:b", "dot.", "x" * 256):
            with self.subTest(name=name), self.assertRaises(InvalidName):
                self.upload(name)

    # Moving

    def test_move_and_rename(self):
        folder = self.adapter.get(self.microsoft.create_folder("/", "Folder"))
        item = self.upload("a.txt")
        moved = self.adapter.move(
            item.external_id, "b.txt", folder.external_id, item.version
        )
        self.assertEqual((moved.name, moved.parent_id), ("b.txt", folder.external_id))
        self.assertNotEqual(moved.version, item.version)
        self.assertIn("/Folder/b.txt", self.tree())
        self.adapter.move(item.external_id, "B.txt", self.root.external_id)
        self.assertIn("/B.txt", self.tree())

    def test_move_another_version(self):
        item = self.upload("a.txt")
        self.microsoft.rename(item.external_id, "theirs.txt")
        with self.assertRaises(VersionMismatch) as caught:
            self.adapter.move(
                item.external_id, "b.txt", self.root.external_id, item.version
            )
        self.assertEqual(caught.exception.item.name, "theirs.txt")
        self.assertIn("/theirs.txt", self.tree())

    def test_move_to_a_taken_name(self):
        item, other = self.upload("a.txt"), self.upload("b.txt")
        with self.assertRaises(AlreadyExists) as caught:
            self.adapter.move(item.external_id, "B.TXT", self.root.external_id)
        self.assertEqual(caught.exception.item, other)

    def test_move_what_is_gone(self):
        item = self.upload("a.txt")
        self.microsoft.trash(item.external_id)
        with self.assertRaises(NotFound):
            self.adapter.move(item.external_id, "b.txt", self.root.external_id)

    def test_answer_without_an_effect(self):
        item = self.upload("a.txt")
        self.control.add_fault("patch_noop_204", "graph.items.update", count=1)
        with self.assertRaisesRegex(CloudError, "did not move"):
            self.adapter.move(item.external_id, "b.txt", self.root.external_id)
        moved = self.adapter.move(item.external_id, "b.txt", self.root.external_id)
        self.assertEqual(moved.name, "b.txt")

    def test_lost_answer_to_a_move(self):
        item = self.upload("a.txt")
        self.control.add_fault(
            "cut_response", "graph.items.update", count=1, after_bytes=0
        )
        moved = self.adapter.move(item.external_id, "b.txt", self.root.external_id)
        self.assertEqual(moved.name, "b.txt")

    def test_locked_file(self):
        item = self.upload("a.txt")
        self.microsoft.lock(item.external_id)
        with self.assertRaisesRegex(CloudError, "has the file open") as caught:
            self.adapter.move(item.external_id, "b.txt", self.root.external_id)
        self.assertIs(type(caught.exception), CloudError)
        self.microsoft.lock(item.external_id, locked=False)
        self.adapter.move(item.external_id, "b.txt", self.root.external_id)

    # The recycle bin

    def test_bin(self):
        folder = self.adapter.get(self.microsoft.create_folder("/", "Folder"))
        item = self.upload("a.txt", parent=folder)
        self.assertIsNone(self.adapter.bin(folder.external_id))
        self.assertEqual(self.tree(), {})
        self.assertEqual([row["name"] for row in self.microsoft.bin()], ["Folder"])
        with self.assertRaises(NotFound):
            self.adapter.get(item.external_id)
        self.assertIsNone(self.adapter.bin(folder.external_id))

    def test_bin_another_version(self):
        item = self.upload("a.txt")
        self.microsoft.replace_content(item.external_id, b"theirs")
        with self.assertRaises(VersionMismatch) as caught:
            self.adapter.bin(item.external_id, item.version)
        self.assertEqual(caught.exception.item.size, 6)
        self.assertIn("/a.txt", self.tree())

    def test_restore_in_a_business_drive(self):
        item = self.upload("a.txt")
        self.adapter.bin(item.external_id)
        with self.assertRaisesRegex(CloudError, "Restore it there") as caught:
            self.adapter.restore(item.external_id)
        self.assertIs(type(caught.exception), CloudError)
