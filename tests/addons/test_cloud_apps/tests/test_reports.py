# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.connector_cloud.tests.bound import png

from .common import AppCase, pdf

LOCAL_ATTACHMENTS = "odoo.addons.base.models.ir_actions_report"


@tagged("post_install", "-at_install")
class TestReports(AppCase):
    """What Odoo merges into its reports is read from the cloud."""

    def _expense(self):
        employee = self.env["hr.employee"].create({"name": "Anita"})
        return self.env["hr.expense"].create(
            {"name": "Taxi", "employee_id": employee.id, "total_amount": 10}
        )

    def test_expense_is_printed_with_its_receipts(self):
        expense = self._expense()
        receipts = self._attach(expense, "receipt.pdf", pdf(2, width=200))
        receipts += self._attach(expense, "receipt.png", png(40, 40))
        before = self._print("hr_expense.report_expense", expense)
        self.assertEqual(sorted(before), [77, 77, 200, 200])
        self._release(receipts)
        with self.assertNoLogs(LOCAL_ATTACHMENTS, "ERROR"):
            after = self._print("hr_expense.report_expense", expense)
        self.assertEqual(sorted(after), sorted(before))

    def test_expense_is_printed_without_links_of_the_cloud(self):
        expense = self._expense()
        receipt = self._attach(expense, "receipt.pdf", pdf(width=200))
        self._release(receipt)
        for name, is_folder in (("Plan", False), ("Photos", True)):
            item = self.cloud.create_native(self.cloud.root_id, name, "text")
            link = self._attach(expense, name, b"", type="url", url=item.web_url)
            if is_folder:
                receipt.cloud_file_id.folder_id.link_id = link
            else:
                self._file_of(link, item)
        with self.assertNoLogs(LOCAL_ATTACHMENTS, "ERROR"):
            printed = self._print("hr_expense.report_expense", expense)
        self.assertEqual(sorted(printed), [77, 200])

    def test_original_vendor_bills_are_merged(self):
        journal = self.env["account.journal"].create(
            {"name": "Bills", "code": "CBIL", "type": "purchase"}
        )
        bills = self.env["account.move"].create(
            [
                {
                    "move_type": "in_invoice",
                    "journal_id": journal.id,
                    "partner_id": self.partner.id,
                }
            ]
            * 2
        )
        for bill, width in zip(bills, (200, 300), strict=True):
            bill.message_main_attachment_id = self._attach(
                bill, "bill.pdf", pdf(width=width)
            )
        before = self._print("account.report_original_vendor_bill", bills)
        self.assertEqual(sorted(before), [200, 300])
        self._release(bills.message_main_attachment_id)
        after = self._print("account.report_original_vendor_bill", bills)
        self.assertEqual(after, before)
