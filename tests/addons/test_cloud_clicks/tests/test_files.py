# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.tests import tagged

from odoo.addons.connector_cloud.tests.bound import png

from .click_case import ClickCase

FILES = {
    "note.txt": b"some text",
    "report.docx": b"no format of a browser",
    "photo.png": png(300, 200),
}


@tagged("post_install", "-at_install", "browser")
class TestFiles(ClickCase):
    """The files of a document, for people without a right in the app."""

    def test_everyday_user(self):
        partner = self._partner("Azure Interior")
        for name, content in FILES.items():
            self._attach(partner, name, content)
        self._sync()
        self._check(self._click_files("click_plain", f"/odoo/res.partner/{partner.id}"))

    def test_portal_customer(self):
        self._rule("Sales", model_id=self.env["ir.model"]._get("sale.order").id)
        customer = self.env["res.users"].search([("login", "=", "click_portal")])
        order = self.env["sale.order"].create({"partner_id": customer.partner_id.id})
        order.message_subscribe(customer.partner_id.ids)
        files = self.env["ir.attachment"]
        for name, content in FILES.items():
            files |= self._attach(order, name, content)
        order.message_post(
            body="Your files",
            attachment_ids=files.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._sync()
        lines = self._click_files("click_portal", order.get_portal_url())
        self._check(lines)
        self.assertFalse([line for line in lines if line[0] == "open"])

    def _click_files(self, login, path):
        module = "odoo.loader.modules.get('@test_cloud_clicks/../tests/click_files')"
        return self._browse(
            login,
            path,
            f"{module}.clickFiles({json.dumps(list(FILES))})",
            ready=f"Boolean({module})",
            success_signal="files clicked",
        )

    def _check(self, lines):
        released = self.env["cloud.file"].search([("released", "=", True)])
        self.assertEqual(len(released), len(FILES), "Not a file is here any more")
        seen = {(line[1], line[2]) for line in lines if line[0] == "file"}
        for name in FILES:
            self.assertIn((name, "Download"), seen)
        for name in ("note.txt", "photo.png"):
            self.assertIn((name, "viewer"), seen)
