# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import io
import threading
from dataclasses import replace

from odoo.addons.connector_cloud.exceptions import NotFound, VersionMismatch
from odoo.addons.connector_cloud.sync.transfer import TransferPool

from ..components.items import quoted, tag_properties, upload_mimetype
from .common import GoogleCase


class TestItems(GoogleCase):
    def test_account(self):
        self.google.set_quota(1000)
        self.upload("a.txt", b"12345")
        account = self.adapter.test_connection()
        self.assertEqual(account.name, "Demo User")
        self.assertEqual(account.email, "demo@example.com")
        self.assertEqual((account.used, account.total), (5, 1000))

    def test_account_without_limit(self):
        self.assertIsNone(self.adapter.test_connection().total)

    def test_file(self):
        item = self.upload("a.txt", b"content", tag="db:7")
        self.assertEqual(item.name, "a.txt")
        self.assertEqual(item.parent_id, self.root.external_id)
        self.assertEqual(item.size, 7)
        self.assertEqual(item.content_hash, hashlib.md5(b"content").hexdigest())
        self.assertEqual(
            item.content_hash, self.adapter.content_hash(io.BytesIO(b"content"))
        )
        self.assertEqual(item.mimetype, "text/plain")
        self.assertEqual(item.tag, "db:7")
        self.assertTrue(item.web_url.startswith("http"))
        self.assertIsNone(item.modified_at.tzinfo)
        self.assertFalse(item.is_folder or item.native or item.binned)
        self.assertEqual(self.adapter.get(item.external_id), item)

    def test_root(self):
        self.assertTrue(self.root.is_folder)
        self.assertNotEqual(self.root.external_id, "root")
        self.assertIsNone(self.root.parent_id)

    def test_native_document(self):
        document = self.google.create_native("/", "Minutes", text="hello")
        item = self.adapter.get(document)
        self.assertTrue(item.native)
        self.assertFalse(item.is_folder)
        self.assertEqual((item.size, item.content_hash), (None, None))

    def test_shortcut_is_native(self):
        file = self.upload("a.txt")
        shortcut = self.google.create_shortcut("/", "Link", file.external_id)
        self.assertTrue(self.adapter.get(shortcut).native)

    def test_version_rises_with_name_place_content_and_bin(self):
        folder = self.google.create_folder("/", "Folder")
        item = self.upload("a.txt")
        seen = {item.version}
        for change in (
            lambda: self.adapter.move(item.external_id, "b.txt", item.parent_id),
            lambda: self.adapter.move(item.external_id, "b.txt", folder),
            lambda: self.adapter.replace_content(
                item.external_id, io.BytesIO(b"other"), 5, "text/plain"
            ),
            lambda: self.adapter.bin(item.external_id),
        ):
            version = change().version
            self.assertNotIn(version, seen)
            seen.add(version)

    def test_version_ignores_what_nobody_sees(self):
        item = self.upload("a.txt")
        self.google.touch(item.external_id)
        self.assertEqual(self.adapter.get(item.external_id).version, item.version)

    def test_version_of_native_document_follows_its_content(self):
        document = self.google.create_native("/", "Minutes", text="one")
        before = self.adapter.get(document)
        after = self.adapter.move(document, "Minutes", before.parent_id)
        self.assertEqual(after.version, before.version)

    def test_get_what_is_gone(self):
        item = self.upload("a.txt")
        self.google.delete(item.external_id)
        with self.assertRaises(NotFound):
            self.adapter.get(item.external_id)

    def test_get_many(self):
        items = [self.upload(f"{n}.txt", tag=str(n)) for n in range(3)]
        self.google.delete(items[1].external_id)
        wanted = [item.external_id for item in items] + [items[0].external_id]
        self.control.reset_log()
        found = self.adapter.get_many(wanted)
        self.assertEqual(
            found, {items[0].external_id: items[0], items[2].external_id: items[2]}
        )
        self.assertEqual(self.control.count("drive.batch"), 1)

    def test_get_many_of_none(self):
        self.control.reset_log()
        self.assertEqual(self.adapter.get_many([]), {})
        self.assertEqual(self.control.counters()["total"], 0)

    def test_children_in_pages(self):
        for number in range(5):
            self.google.put_file("/", f"{number}.txt", b"x")
        self.google.trash("/4.txt")
        self.control.set(google_page_limit=2)
        pages = list(self.adapter.children(self.root.external_id))
        self.assertEqual([len(page) for page in pages], [2, 2])
        names = sorted(item.name for page in pages for item in page)
        self.assertEqual(names, ["0.txt", "1.txt", "2.txt", "3.txt"])

    def test_equal_names(self):
        first, second = self.upload("same"), self.upload("same")
        self.assertNotEqual(first.external_id, second.external_id)
        self.assertTrue(self.adapter.limits.duplicates)

    def test_find_by_tag(self):
        folder = self.adapter.get(self.google.create_folder("/", "Folder"))
        tag = "it's a \\ tag"
        old = self.upload("old", tag=tag)
        new = self.upload("new", tag=tag, parent=folder)
        self.upload("other", tag="other")
        binned = self.upload("binned", tag=tag)
        self.adapter.bin(binned.external_id)
        self.assertEqual(self.adapter.find_by_tag(tag), [old, new])
        self.assertEqual(self.adapter.find_by_tag(tag, folder.external_id), [new])
        self.assertEqual(self.adapter.find_by_tag("nothing"), [])

    def test_tag_length(self):
        self.assertEqual(tag_properties("x" * 120), {"odoo": "x" * 120})
        with self.assertRaisesRegex(ValueError, "120 bytes"):
            tag_properties("é" * 61)

    def test_quoted(self):
        self.assertEqual(quoted("a'b\\c"), "'a\\'b\\\\c'")

    def test_upload_mimetype(self):
        for given, sent in [
            ("text/plain", "text/plain"),
            ("text/html; charset=utf-8", "text/html"),
            (None, "application/octet-stream"),
            ("nonsense", "application/octet-stream"),
            ("a/b/c", "application/octet-stream"),
            ("application/vnd.google-apps.document", "application/octet-stream"),
        ]:
            self.assertEqual(upload_mimetype(given), sent, given)

    def test_move(self):
        folder = self.google.create_folder("/", "Folder")
        item = self.upload("a.txt")
        moved = self.adapter.move(item.external_id, "b.txt", folder, item.version)
        self.assertEqual((moved.name, moved.parent_id), ("b.txt", folder))
        self.assertEqual(self.adapter.get(item.external_id), moved)
        paths = [row["path"] for row in self.google.tree()]
        self.assertIn("/Folder/b.txt", paths)
        self.assertNotIn("/a.txt", paths)

    def test_move_to_where_it_is(self):
        item = self.upload("a.txt")
        self.control.reset_log()
        same = self.adapter.move(item.external_id, "a.txt", item.parent_id)
        self.assertEqual(same, item)
        self.assertEqual(self.control.count("drive.files.update"), 0)

    def test_move_of_another_version(self):
        item = self.upload("a.txt")
        self.google.rename(item.external_id, "theirs.txt")
        with self.assertRaises(VersionMismatch) as caught:
            self.adapter.move(item.external_id, "b.txt", item.parent_id, item.version)
        self.assertEqual(caught.exception.item.name, "theirs.txt")
        self.assertEqual(self.adapter.get(item.external_id).name, "theirs.txt")

    def test_bin_and_restore(self):
        item = self.upload("a.txt")
        binned = self.adapter.bin(item.external_id, item.version)
        self.assertTrue(binned.binned)
        self.assertTrue(self.adapter.get(item.external_id).binned)
        self.assertEqual(self.adapter.bin(item.external_id), binned)
        restored = self.adapter.restore(item.external_id)
        self.assertEqual(restored, item)

    def test_bin_folder_with_content(self):
        folder = self.adapter.get(self.google.create_folder("/", "Folder"))
        inside = self.upload("a.txt", parent=folder)
        self.adapter.bin(folder.external_id)
        self.assertTrue(self.adapter.get(inside.external_id).binned)

    def test_bin_what_is_gone(self):
        item = self.upload("a.txt")
        self.google.delete(item.external_id)
        self.assertIsNone(self.adapter.bin(item.external_id, item.version))

    def test_bin_of_another_version(self):
        item = self.upload("a.txt")
        self.google.replace_content(item.external_id, b"theirs")
        with self.assertRaises(VersionMismatch):
            self.adapter.bin(item.external_id, item.version)
        self.assertFalse(self.adapter.get(item.external_id).binned)

    def test_restore_what_is_gone(self):
        with self.assertRaises(NotFound):
            self.adapter.restore("never-was")

    def test_many_threads(self):
        main = threading.get_ident()
        self.backend._credential().access_token = False
        with TransferPool(4) as pool, self.open_adapter(transfer_pool=pool) as adapter:
            tasks = (
                (number, lambda n=number: self._round_trip(adapter, n))
                for number in range(12)
            )
            outcomes = list(pool.run(tasks))
        self.assertEqual([error for _k, _r, error in outcomes if error], [])
        self.assertTrue(all(thread != main for _k, thread, _e in outcomes))
        self.assertEqual(len(self.google.tree()), 12)

    def _round_trip(self, adapter, number):
        content = str(number).encode() * 100
        item = adapter.upload(
            self.root.external_id,
            f"{number}.txt",
            io.BytesIO(content),
            len(content),
            "text/plain",
            f"thread:{number}",
        )
        stream = adapter.open(item.external_id)
        if b"".join(stream.chunks) != content:
            raise AssertionError(f"{item.name} came back different")
        if adapter.get(item.external_id) != replace(item):
            raise AssertionError(f"{item.name} is described differently")
        return threading.get_ident()
