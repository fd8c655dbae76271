# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.connector_cloud.exceptions import AuthorizationLost

from .common import AppCase, pdf


@tagged("post_install", "-at_install")
class TestMails(AppCase):
    """Mails carry the real files."""

    def setUp(self):
        super().setUp()
        self.partner.email = "azure@example.com"
        self.order = self.env["sale.order"].create({"partner_id": self.partner.id})
        self.content = pdf(width=200)
        self.file = self._attach(self.order, "terms.pdf", self.content)
        self._release(self.file)

    def _composer(self, **values):
        return self.env["mail.compose.message"].create(
            {
                "model": "sale.order",
                "res_ids": repr(self.order.ids),
                "composition_mode": "comment",
                "body": "See the terms.",
                "partner_ids": self.partner.ids,
                "attachment_ids": self.file.ids,
                **values,
            }
        )

    def test_quotation_is_sent_with_a_file_of_the_cloud(self):
        self._composer()._action_send_mail()
        message = self.order.message_ids[0]
        self.assertEqual(message.attachment_ids.mapped("raw"), [self.content])
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        [email] = mail._prepare_outgoing_list()
        sent = [attachment[1] for attachment in email["attachments"]]
        self.assertEqual(sent, [self.content])

    def test_mail_that_failed_is_sent_later(self):
        mail = self.env["mail.mail"].create(
            {
                "body_html": "<p>Terms</p>",
                "email_to": "azure@example.com",
                "attachment_ids": [(4, self.file.id)],
            }
        )
        mail.state = "exception"
        mail.mark_outgoing()
        [email] = mail._prepare_outgoing_list()
        self.assertEqual(email["attachments"][0][1], self.content)

    def test_forwarding_while_the_account_is_lost_says_what_a_user_can_do(self):
        user = self._user("cloud_seller", "sales_team.group_sale_salesman_all_leads")
        self.cloud.fail_next("open", AuthorizationLost("Press Connect: token-17"))
        with self.assertRaisesRegex(UserError, "Ask an administrator") as caught:
            self.file.with_user(user).copy()
        self.assertNotIn("token-17", str(caught.exception))
        self.assertTrue(self.file._is_cloud_bound())
