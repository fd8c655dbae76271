# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged

from .common import AppCase, pdf


@tagged("post_install", "-at_install")
class TestDocumentsOfProducts(AppCase, HttpCase):
    """Documents of products, of quotations and of bills of materials are files."""

    def setUp(self):
        super().setUp()
        self.product = self.env["product.product"].create({"name": "Desk"})
        self.document = self._document("manual.pdf", pdf(2, width=200))

    def _document(self, name, content, **values):
        return self.env["product.document"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": "product.template",
                "res_id": self.product.product_tmpl_id.id,
                **values,
            }
        )

    def _seen(self):
        """:return: what the card and the form of the document show"""
        fields = {name: {} for name in ("name", "type", "url", "mimetype", "datas")}
        [values] = self.document.with_context(bin_size=True).web_read(fields)
        return values

    def test_card_and_form_show_a_file(self):
        before = self._seen()
        self._release(self.document.ir_attachment_id)
        self.assertEqual(self._seen(), before)
        self.assertEqual((before["type"], before["url"]), ("binary", False))
        self.assertFalse(self._downloads())

    def test_preview_gets_the_file(self):
        content = self.document.raw
        self._release(self.document.ir_attachment_id)
        self.authenticate("admin", "admin")
        for url in (
            f"/web/content/{self.document.ir_attachment_id.id}",
            f"/web/content/product.document/{self.document.id}/datas",
        ):
            answer = self.url_open(url)
            self.assertEqual(answer.content, content, url)
            self.assertEqual(answer.headers["Content-Type"], "application/pdf")

    def test_form_is_edited(self):
        self._release(self.document.ir_attachment_id)
        shown = {"name": {}, "datas": {}}
        document = self.document.with_context(bin_size=True)
        document.web_save({"name": "handbook.pdf"}, shown)
        self.assertEqual(self.document.ir_attachment_id.name, "handbook.pdf")
        self.assertFalse(self._downloads())

    def test_inside_a_quotation_is_accepted(self):
        self._release(self.document.ir_attachment_id)
        with Form(self.document) as form:
            form.attached_on_sale = "inside"
        self.assertEqual(self.document.attached_on_sale, "inside")
        self.assertTrue(self.document.ir_attachment_id._is_cloud_bound())

    def test_headers_and_footers_are_made_and_edited(self):
        header = self.env["quotation.document"].create(
            {"name": "header.pdf", "datas": base64.b64encode(pdf(width=300))}
        )
        self._release(header.ir_attachment_id)
        with Form(header) as form:
            form.name = "cover.pdf"
        self.assertEqual(header.ir_attachment_id.name, "cover.pdf")

    def test_printed_quotation_has_all_pages(self):
        header = self.env["quotation.document"].create(
            {"name": "header.pdf", "datas": base64.b64encode(pdf(width=300))}
        )
        footer = self.env["quotation.document"].create(
            {
                "name": "footer.pdf",
                "datas": base64.b64encode(pdf(width=400)),
                "document_type": "footer",
            }
        )
        self.document.attached_on_sale = "inside"
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "quotation_document_ids": [Command.set((header | footer).ids)],
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_document_ids": [Command.set(self.document.ids)],
                        }
                    )
                ],
            }
        )
        before = self._print("sale.report_saleorder", order)
        self.assertEqual(before, [300, 200, 200, 77, 400])
        documents = header.ir_attachment_id + footer.ir_attachment_id
        self._release(documents + self.document.ir_attachment_id)
        self.assertEqual(self._print("sale.report_saleorder", order), before)

    def test_customer_downloads_what_is_shown_on_the_quotation(self):
        self.document.attached_on_sale = "quotation"
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "state": "sent",
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        content = self.document.raw
        self._release(self.document.ir_attachment_id)
        self.authenticate(None, None)
        address = f"/my/orders/{order.id}/document/{self.document.id}"
        answer = self.url_open(f"{address}?access_token={order._portal_ensure_token()}")
        self.assertEqual(answer.content, content)
        self.assertNotEqual(self.url_open(address + "?access_token=x").content, content)

    def test_bill_of_materials_shows_the_documents_of_its_components(self):
        self.document.attached_on_mrp = "bom"
        desk = self.env["product.product"].create({"name": "Office"})
        bom = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": desk.product_tmpl_id.id,
                "bom_line_ids": [Command.create({"product_id": self.product.id})],
            }
        )
        own = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.product.product_tmpl_id.id,
                "product_id": self.product.id,
            }
        )
        self._release(self.document.ir_attachment_id)
        self.assertEqual(bom.bom_line_ids.attachments_count, 1)
        shown = self.env["product.document"].search(
            bom.bom_line_ids.action_see_attachments()["domain"]
        )
        self.assertEqual(shown, self.document)
        self.assertEqual(
            own._get_mail_thread_data_attachments(), self.document.ir_attachment_id
        )
        self.assertFalse(self._downloads())
