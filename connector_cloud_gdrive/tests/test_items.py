# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..components.items import quoted, tag_properties, upload_mimetype
from .common import GoogleCase


class TestItems(GoogleCase):
    def test_account(self):
        account = self.adapter.test_connection()
        self.assertEqual(account.name, "Demo User")
        self.assertEqual(account.email, "demo@example.com")

    def test_account_without_limit(self):
        self.assertIsNone(self.adapter.test_connection().total)

    def test_shortcut_is_native(self):
        file = self.upload("a.txt")
        shortcut = self.google.create_shortcut("/", "Link", file.external_id)
        self.assertTrue(self.adapter.get(shortcut).native)

    def test_version_ignores_what_nobody_sees(self):
        cursor = self.adapter.start_cursor()
        item = self.upload("a.txt")
        self.google.touch(item.external_id)
        self.assertEqual(self.adapter.get(item.external_id).version, item.version)
        [page] = self.adapter.changes(cursor)
        self.assertEqual([change.item for change in page.changes], [item])

    def test_version_of_native_document_follows_its_content(self):
        document = self.google.create_native("/", "Minutes", text="one")
        before = self.adapter.get(document)
        after = self.adapter.move(document, "Minutes", before.parent_id)
        self.assertEqual(after.version, before.version)

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
