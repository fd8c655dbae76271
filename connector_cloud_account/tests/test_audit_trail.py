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
