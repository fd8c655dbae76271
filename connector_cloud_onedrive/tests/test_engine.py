# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The engine's jobs and Odoo's own pages, with OneDrive below them."""

import os

from odoo import Command, fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.queue_job.exception import RetryableJobError

from .common import MEGABYTE, MicrosoftMixin

SMALL = b"small content"
LARGE = os.urandom(6 * MEGABYTE)
# What the seed of an issue names, and its kin: name in Odoo, name in OneDrive.
NAMES = [
    ("CON: a/b?. ", "CON- a-b-"),
    ("CON.txt", "CON-.txt"),
    ("~$offer.docx", "-$offer.docx"),
    ("desktop.ini", "desktop-.ini"),
    ("a_vti_b.txt", "a-vti_b.txt"),
    ("dots...", "dots"),
    ('q"*:<>?/\\|.txt', "q---------.txt"),
]


class SyncedMixin(MicrosoftMixin):
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

    def file_of(self, attachment):
        return self.env["cloud.file"].search([("odoo_id", "=", attachment.id)])


class TestEngine(SyncedMixin, TransactionComponentCase):
    def files(self, folder="/Odoo/Contacts/Azure"):
        """:return: dict name -> content of the live files in a folder"""
        return {
            row["name"]: self.microsoft.read_file(row["id"])
            for row in self.microsoft.tree()
            if not row["folder"]
            and not row["trashed"]
            and row["path"].startswith(f"{folder}/")
        }

    def interrupted_sync(self):
        try:
            self.sync()
        except RetryableJobError as error:
            self.backend.wait_until = False
            return error
        return self.fail("The sync was not interrupted.")

    def writes(self):
        """:return: the log entries of requests that changed something"""
        return [
            entry
            for entry in self.control.log()
            if entry["route"]
            in (
                "graph.items.upload",
                "graph.upload.create",
                "graph.items.create",
                "graph.items.update",
                "graph.items.delete",
            )
        ]

    def test_there_and_back(self):
        attachments = {
            name: self.attach(name, content)
            for name, content in (("a.txt", SMALL), ("b.bin", LARGE), ("empty", b""))
        }
        self.sync()
        self.assertEqual(self.files(), {"a.txt": SMALL, "b.bin": LARGE, "empty": b""})
        for name, content in (("a.txt", SMALL), ("b.bin", LARGE)):
            attachment = attachments[name]
            self.assertEqual(attachment.type, "url")
            self.assertFalse(attachment.store_fname)
            attachment.invalidate_recordset()
            self.assertEqual(attachment.raw, content)
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
        self.assertEqual([row["name"] for row in self.microsoft.bin()], ["b.txt"])

    def test_illegal_names_there_and_their_true_names_here(self):
        attachments = {
            remote: self.attach(name, remote.encode()) for name, remote in NAMES
        }
        self.partner.name = NAMES[0][0]
        self.sync()
        self.assertEqual(
            self.files(f"/Odoo/Contacts/{NAMES[0][1]}"),
            {remote: remote.encode() for _name, remote in NAMES},
        )
        for name, remote in NAMES:
            attachment = attachments[remote]
            attachment.invalidate_recordset()
            self.assertEqual(attachment.name, name)
            self.assertEqual(attachment.raw, remote.encode())
        self.control.reset_log()
        self.sync()
        self.assertEqual(self.writes(), [])

    def test_long_path(self):
        self.partner.name = "n" * 255
        attachment = self.attach("f" * 240 + ".txt")
        self.sync()
        self.assertEqual(attachment.type, "url")
        self.assertEqual(attachment.raw, SMALL)
        self.assertEqual(attachment.name, "f" * 240 + ".txt")

    def test_twins(self):
        first, second = self.attach("a.txt", b"one"), self.attach("A.txt", b"two")
        self.sync()
        self.assertEqual(
            self.files(), {"a.txt": b"one", f"A (#{second.id}).txt": b"two"}
        )
        self.assertEqual((first.raw, second.raw), (b"one", b"two"))

    def test_foreign_file_is_not_overwritten(self):
        self.sync()
        self.microsoft.put_file("/Odoo/Contacts/Azure", "Offer.pdf", b"theirs")
        attachment = self.attach("offer.pdf", b"ours")
        self.sync()
        self.assertEqual(
            self.files(),
            {"Offer.pdf": b"theirs", f"offer (#{attachment.id}).pdf": b"ours"},
        )

    def test_lost_answers_make_no_twins(self):
        self.attach("a.txt")
        self.attach("b.bin", LARGE)
        self.control.add_fault(
            "cut_response", "graph.batch", count=1, skip=1, after_bytes=0
        )
        self.control.add_fault(
            "cut_response", "graph.items.upload", count=1, after_bytes=0
        )
        self.control.add_fault(
            "cut_response", "graph.upload.chunk", count=1, after_bytes=0
        )
        self.sync()
        self.assertEqual(self.files(), {"a.txt": SMALL, "b.bin": LARGE})
        self.assertFalse(self.env["cloud.file"].search([("error", "!=", False)]))

    def test_edited_after_a_lost_answer(self):
        attachment = self.attach("a.txt", b"old")
        self.sync_until_lost("graph.items.upload")
        attachment.raw = b"newer"
        self.sync()
        self.assertEqual(self.files(), {"a.txt": b"newer"})

    def sync_until_lost(self, route):
        """The request is obeyed, but no attempt of it is answered."""
        self.control.add_fault("cut_response", route, count=1, after_bytes=0)
        self.control.add_fault("server_error", route, status=500)
        self.interrupted_sync()
        self.control.clear_faults()

    def test_edited_by_a_person(self):
        attachment = self.attach("a.txt", b"one")
        self.backend.release_policy = "never"
        self.sync()
        file = self.file_of(attachment)
        self.microsoft.replace_content(file.external_id, b"theirs")
        attachment.raw = b"ours"
        self.sync()
        self.assertEqual(self.files(), {"a.txt": b"theirs"})
        self.assertEqual(attachment.raw, b"ours")

    def test_locked_file_waits_alone(self):
        attachment, other = self.attach("a.docx"), self.attach("b.txt")
        self.sync()
        self.microsoft.lock(self.file_of(attachment).external_id)
        attachment.name, other.name = "c.docx", "c.txt"
        self.sync()
        self.assertEqual(set(self.files()), {"a.docx", "c.txt"})
        self.assertIn("has the file open", self.file_of(attachment).error)
        self.assertEqual(self.backend.state, "connected")
        self.assertFalse(self.backend.wait_until)
        self.microsoft.lock(self.file_of(attachment).external_id, locked=False)
        self.file_of(attachment).next_try = False
        self.sync()
        self.assertEqual(set(self.files()), {"c.docx", "c.txt"})

    def test_full_drive(self):
        self.sync()
        attachment = self.attach("b.bin", LARGE)
        self.microsoft.set_quota(MEGABYTE)
        self.sync()
        self.assertIn("The drive is full", self.file_of(attachment).error)
        self.assertEqual(attachment.raw, LARGE)

    def test_throttled(self):
        self.attach("a.txt")
        self.control.add_fault(
            "rate_limit_429", "graph.items.upload", count=1, retry_after=120
        )
        error = self.interrupted_sync()
        self.assertEqual(error.seconds, 120)
        self.assertEqual(self.microsoft.throttled(), {})

    def test_revoked(self):
        self.attach("a.txt")
        self.microsoft.revoke_refresh_tokens()
        self.microsoft.expire_access_tokens()
        self.sync()
        self.assertEqual(self.backend.state, "reconnect")
        self.assertIn("sign in again", self.backend.last_message)

    # SharePoint writes into documents

    def test_rewritten_document(self):
        self.control.add_fault("sharepoint_rewrite", "graph.items.upload")
        document, text = self.attach("a.docx", b"letter"), self.attach("a.txt")
        self.sync()
        for attachment in (document, text):
            self.assertEqual(attachment.type, "url")
            self.assertTrue(self.file_of(attachment).released)
        self.assertNotEqual(self.files()["a.docx"], b"letter")
        document.invalidate_recordset()
        self.assertEqual(document.raw, self.files()["a.docx"])
        self.control.reset_log()
        self.sync()
        self.assertEqual(self.writes(), [])

    def test_rewritten_replacement(self):
        document = self.attach("a.docx", b"letter")
        self.sync()
        self.control.add_fault("sharepoint_rewrite", "graph.items.upload")
        document.raw = b"second letter"
        self.sync()
        self.assertTrue(self.file_of(document).released)
        self.assertTrue(document.raw.startswith(b"second letter"))

    def test_rewritten_large_document(self):
        self.control.add_fault("sharepoint_rewrite", "graph.upload.chunk")
        document = self.attach("a.pdf", LARGE)
        self.sync()
        self.assertTrue(self.file_of(document).released)

    def test_rewritten_document_that_does_not_come_back(self):
        self.control.add_fault("sharepoint_rewrite", "graph.items.upload")
        self.control.add_fault("cut_response", "graph.download", after_bytes=3)
        document = self.attach("a.docx", b"letter")
        self.interrupted_sync()
        self.assertEqual(document.type, "binary")
        self.assertEqual(document.raw, b"letter")


@tagged("post_install", "-at_install")
class TestPages(SyncedMixin, HttpCase):
    @mute_logger("odoo.http")
    def test_token_refreshed_by_a_read_only_request(self):
        attachment = self.attach("a.txt")
        self.sync()
        credential = self.backend._credential()
        old = credential.access_token
        credential.expires_at = fields.Datetime.now()
        self.microsoft.expire_access_tokens()
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
        self.assertEqual(self.control.count("entra.token"), 1)
