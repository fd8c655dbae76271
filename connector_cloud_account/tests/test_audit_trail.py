# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.connector_cloud.tests.bound import BoundCase


@tagged("post_install", "-at_install")
class TestAuditTrail(BoundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.env["account.journal"].create(
            {"name": "Cloud", "code": "CLD", "type": "general"}
        )
        cls.moves = cls.env["account.move"].create(
            [{"journal_id": cls.journal.id, "ref": ref} for ref in ("one", "two")]
        )
        cls.moves.posted_before = True

    def test_deleting_and_moving_download_nothing(self):
        bound = self._bound("invoice.pdf", b"%PDF-1.4 one", record=self.moves[0])
        bound.res_id = self.moves[1].id
        bound.unlink()
        self.assertFalse(self.cloud.calls["open"])

    def test_audited_attachments_stay(self):
        attachment = self._attach(self.moves[0], "invoice.pdf", b"%PDF-1.4 one")
        Attachment = self.env["ir.attachment"]
        other = self._attach(self.partner, "other.pdf", b"%PDF-1.4 two")

        def eligible():
            return Attachment.search(
                Attachment._cloud_eligible_domain()
                & Domain("id", "in", [attachment.id, other.id])
            )

        self.assertEqual(eligible(), attachment + other)
        self.env.company.restrictive_audit_trail = True
        self.assertEqual(eligible(), other)

    def test_audit_rule_holds_in_the_cloud(self):
        bound = self._bound("invoice.pdf", b"%PDF-1.4 one", record=self.moves[0])
        self.env.company.restrictive_audit_trail = True
        with self.assertRaisesRegex(UserError, "audit trail"):
            bound.unlink()

    def _moves_rule(self, **values):
        return self.env["cloud.sync.rule"].create(
            {
                "backend_id": self.backend.id,
                "name": "Invoices",
                "model_id": self.env["ir.model"]._get("account.move").id,
                "domain": repr([("id", "in", self.moves.ids)]),
                **values,
            }
        )

    def _live_contents(self):
        return {content for content in self._tree().values() if content}

    def test_copies_of_audited_files(self):
        self.env.company.restrictive_audit_trail = True
        self._moves_rule(copy_kept=True)
        attachment = self._attach(self.moves[0], "bill.pdf", b"%PDF-1.4 one")
        self._sync()
        self._sync(self.moves[0])
        self.assertIn(b"%PDF-1.4 one", self._live_contents())
        self.assertTrue(attachment.cloud_file_id.copy_only)
        self.assertFalse(attachment._is_cloud_bound())

    def test_the_pdf_of_an_invoice_is_copied_until_it_is_detached(self):
        field = self.env["ir.model.fields"]._get(
            "account.move", "invoice_pdf_report_file"
        )
        rule = self._moves_rule(copied_field_ids=[(6, 0, field.ids)])
        pdf = self._attach(
            self.moves[0],
            "INV_2026_0001.pdf",
            b"%PDF-1.4 invoice",
            res_field=field.name,
        )
        self.assertEqual(rule.kept_text, f"{field.field_description}: 1")
        self._sync()
        self._sync(self.moves[0])
        path = next(p for p, c in self._tree().items() if c == b"%PDF-1.4 invoice")
        self.assertTrue(path.endswith("/INV_2026_0001.pdf"))
        self.assertFalse(pdf._is_cloud_bound())
        self.moves[0].button_cancel()
        self.moves[0].button_draft()
        self.assertFalse(pdf.res_field)
        self._sync(self.moves[0])
        self._sync(self.moves[0])
        self.assertTrue(pdf._is_cloud_bound())
        self.assertEqual(pdf.raw, b"%PDF-1.4 invoice")
