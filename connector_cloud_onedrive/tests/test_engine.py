# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector_cloud.tests.emulated_case import MEGABYTE
from odoo.addons.connector_cloud.tests.engine_contract import (
    LARGE,
    SMALL,
    EngineContract,
    PagesContract,
)
from odoo.addons.queue_job.exception import RetryableJobError

from .common import MicrosoftMixin

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


class TestEngine(EngineContract, MicrosoftMixin, TransactionComponentCase):
    writing_routes = (
        "graph.items.upload",
        "graph.upload.create",
        "graph.items.create",
        "graph.items.update",
        "graph.items.delete",
    )

    def binned(self):
        return [row["name"] for row in self.microsoft.bin()]

    def file_of(self, attachment):
        return self.env["cloud.file"].search([("odoo_id", "=", attachment.id)])

    def interrupted_sync(self):
        try:
            self.sync()
        except RetryableJobError as error:
            self.backend.wait_until = False
            return error
        return self.fail("The sync was not interrupted.")

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
        self.assertTrue(attachment._is_cloud_bound())
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

    # SharePoint writes into documents

    def test_rewritten_document(self):
        self.control.add_fault("sharepoint_rewrite", "graph.items.upload")
        document, text = self.attach("a.docx", b"letter"), self.attach("a.txt")
        self.sync()
        for attachment in (document, text):
            self.assertTrue(attachment._is_cloud_bound())
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
class TestPages(PagesContract, MicrosoftMixin, HttpCase):
    token_route = "entra.token"
