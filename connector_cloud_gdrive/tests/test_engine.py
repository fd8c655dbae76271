# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The engine's jobs and Odoo's own pages, with Google Drive below them."""

import os

from odoo import Command, fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.component.tests.common import TransactionComponentCase

from .common import MEGABYTE, GoogleMixin

SMALL = b"small content"
LARGE = os.urandom(6 * MEGABYTE)


class SyncedMixin(GoogleMixin):
    def setUp(self):
        super().setUp()
        self.connect()
        tag = self.env["res.partner.category"].create({"name": "Synced"})
        self.env["cloud.sync.rule"].create(
            {
                "backend_id": self.backend.id,
                "name": "Contacts",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain": f"[('category_id', 'in', {tag.ids})]",
            }
        )
        self.partner = self.env["res.partner"].create(
            {"name": "Azure / Interior", "category_id": [Command.set(tag.ids)]}
        )

    def attach(self, name, content):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "res_model": "res.partner",
                "res_id": self.partner.id,
            }
        )

    def sync(self):
        self.backend._job_sync_records("res.partner", self.partner.ids)


class TestEngine(SyncedMixin, TransactionComponentCase):
    def tree(self):
        return {row["path"]: row["size"] for row in self.google.tree()}

    def test_there_and_back(self):
        small, large = self.attach("a.txt", SMALL), self.attach("b.bin", LARGE)
        self.sync()
        paths = self.tree()
        self.assertEqual(len([p for p in paths if p.startswith("/Odoo/Contacts/")]), 3)
        self.assertCountEqual(
            [size for size in paths.values() if size], [len(SMALL), len(LARGE)]
        )
        for attachment, content in ((small, SMALL), (large, LARGE)):
            self.assertEqual(attachment.type, "url")
            self.assertFalse(attachment.store_fname)
            attachment.invalidate_recordset()
            self.assertEqual(attachment.raw, content)
        before = self.control.counters()["total"]
        self.sync()
        writes = [
            entry
            for entry in self.control.log()[before:]
            if entry["route"].startswith("drive.upload")
            or entry["route"] in ("drive.files.create", "drive.files.update")
        ]
        self.assertEqual(writes, [])

    def test_rename_replace_and_delete(self):
        attachment = self.attach("a.txt", SMALL)
        self.sync()
        (path,) = [path for path in self.tree() if path.endswith("/a.txt")]
        attachment.name = "b.txt"
        self.sync()
        self.assertIn(path.replace("a.txt", "b.txt"), self.tree())
        attachment.raw = b"new content"
        self.sync()
        self.assertEqual(
            self.google.read_file(path.replace("a.txt", "b.txt")), b"new content"
        )
        attachment.unlink()
        self.sync()
        (row,) = [row for row in self.google.tree() if row["name"] == "b.txt"]
        self.assertTrue(row["trashed"])

    def test_revoked(self):
        self.attach("a.txt", SMALL)
        self.google.revoke_refresh_tokens()
        self.sync()
        self.assertEqual(self.backend.state, "reconnect")
        self.assertIn("Press Connect", self.backend.last_message)


@tagged("post_install", "-at_install")
class TestPages(SyncedMixin, HttpCase):
    @mute_logger("odoo.http")
    def test_token_refreshed_by_a_read_only_request(self):
        attachment = self.attach("a.txt", SMALL)
        self.sync()
        credential = self.backend._credential()
        old = credential.access_token
        credential.expires_at = fields.Datetime.now()
        self.google.expire_access_tokens()
        self.authenticate("admin", "admin")
        self.control.reset_log()
        answer = self.url_open(f"/web/content/{attachment.id}")
        self.assertEqual((answer.status_code, answer.content), (200, SMALL))
        credential.invalidate_recordset()
        self.assertNotEqual(credential.access_token, old)
        answer = self.url_open(
            f"/web/content/{attachment.id}", headers={"Range": "bytes=6-12"}
        )
        self.assertEqual((answer.status_code, answer.content), (206, b"content"))
        self.assertEqual(self.control.count("oauth.token"), 1)
