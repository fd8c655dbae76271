# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The engine's jobs and Odoo's own pages, with a provider's cloud below them."""

import os

from odoo import Command, fields
from odoo.tools import mute_logger

from .emulated_case import MEGABYTE

SMALL = b"small content"
LARGE = os.urandom(6 * MEGABYTE)


class SyncedMixin:
    """A contact that is synced; goes before a subclass of ``EmulatedMixin``."""

    # Without it Odoo runs only the tests that a class itself defines.
    allow_inherited_tests_method = True

    # The emulator's routes for tokens, and of what changes something.
    token_route = ""
    writing_routes = ()

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
            {"name": "Azure", "category_id": [Command.set(tag.ids)]}
        )

    def attach(self, name, content=SMALL):
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

    def writes(self):
        """:return: the log entries of requests that changed something"""
        return [
            entry
            for entry in self.control.log()
            if entry["route"] in self.writing_routes
        ]


class EngineContract(SyncedMixin):
    def files(self, folder="/Odoo/Contacts/Azure"):
        """:return: dict name -> content of the live files in a folder"""
        return {
            row["name"]: self.people.read_file(row["id"])
            for row in self.people.tree()
            if not row["folder"]
            and not row["trashed"]
            and row["path"].startswith(f"{folder}/")
        }

    def binned(self):
        """:return: list of the names of what is in the bin"""
        raise NotImplementedError

    def test_there_and_back(self):
        contents = {"a.txt": SMALL, "b.bin": LARGE, "empty": b""}
        attachments = {
            name: self.attach(name, content) for name, content in contents.items()
        }
        self.sync()
        self.assertEqual(self.files(), contents)
        for name in ("a.txt", "b.bin"):
            attachment = attachments[name]
            self.assertTrue(attachment._is_cloud_bound())
            self.assertFalse(attachment.store_fname)
            attachment.invalidate_recordset()
            self.assertEqual(attachment.raw, contents[name])
        self.assertTrue(self.writes())
        self.control.reset_log()
        self.sync()
        self.assertEqual(self.writes(), [])

    def test_rename_replace_and_delete(self):
        attachment = self.attach("a.txt")
        self.sync()
        attachment.name = "b.txt"
        self.sync()
        self.assertEqual(self.files(), {"b.txt": SMALL})
        attachment.raw = b"new content"
        self.sync()
        self.assertEqual(self.files(), {"b.txt": b"new content"})
        attachment.unlink()
        self.sync()
        self.assertEqual(self.files(), {})
        self.assertEqual(self.binned(), ["b.txt"])

    def test_revoked(self):
        self.attach("a.txt")
        self.people.revoke_refresh_tokens()
        self.people.expire_access_tokens()
        self.sync()
        self.assertEqual(self.backend.state, "reconnect")
        self.assertIn("Press Connect", self.backend.last_message)


class PagesContract(SyncedMixin):
    @mute_logger("odoo.http")
    def test_token_renewed_by_a_read_only_request(self):
        attachment = self.attach("a.txt")
        self.sync()
        credential = self.backend._credential()
        old = credential.access_token
        credential.expires_at = fields.Datetime.now()
        self.people.expire_access_tokens()
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
        self.assertEqual(self.control.count(self.token_route), 1)
