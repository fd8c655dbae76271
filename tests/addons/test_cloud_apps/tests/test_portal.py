# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import AppCase, pdf


@tagged("post_install", "-at_install")
class TestPortal(AppCase, HttpCase):
    """Customers and vendors get files from Odoo, and never see where they are."""

    def _shared(self, record):
        """:return: a file of a message that the customer may read, in the cloud"""
        file = self._attach(record, "plan.pdf", pdf(width=200))
        record.message_post(
            body="Here it is.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachment_ids=file.ids,
        )
        content = file.raw
        self._release(file)
        return file, content

    def _messages(self, record, token):
        answer = self.make_jsonrpc_request(
            "/mail/chatter_fetch",
            {
                "thread_model": record._name,
                "thread_id": record.id,
                "token": token,
                "fetch_params": {"limit": 30},
            },
        )
        return answer["data"]

    def _assert_delivered(self, record, page):
        file, content = self._shared(record)
        token = record._portal_ensure_token()
        self.authenticate(None, None)
        shown = self.url_open(f"{page}?access_token={token}")
        self.assertEqual(shown.status_code, 200)
        address = file.cloud_file_id.web_url
        self.assertNotIn(address, shown.text)
        data = self._messages(record, token)
        [seen] = [f for m in data["mail.message"] for f in m["attachment_ids"]]
        self.assertEqual(seen["id"], file.id)
        self.assertNotIn(address, repr(data))
        token = file._get_raw_access_token()
        answer = self.url_open(f"/web/content/{seen['id']}?access_token={token}")
        self.assertEqual(answer.content, content)
        self.assertNotEqual(self.url_open(f"/web/content/{file.id}").content, content)

    def test_order(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.partner.id, "state": "sent"}
        )
        self._assert_delivered(order, f"/my/orders/{order.id}")

    def test_task(self):
        project = self.env["project.project"].create(
            {"name": "House", "privacy_visibility": "portal"}
        )
        task = self.env["project.task"].create(
            {"name": "Roof", "project_id": project.id, "partner_id": self.partner.id}
        )
        self._assert_delivered(task, f"/my/tasks/{task.id}")

    def test_purchase(self):
        purchase = self.env["purchase.order"].create({"partner_id": self.partner.id})
        self._assert_delivered(purchase, f"/my/purchase/{purchase.id}")
