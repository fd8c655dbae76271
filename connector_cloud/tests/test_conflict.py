# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .backward_case import BackwardCase


@tagged("post_install", "-at_install")
class TestConflict(BackwardCase):
    """A person chooses between two versions."""

    def setUp(self):
        super().setUp()
        self.attachment = self._synced("a.txt", b"x")
        self.attachment.raw = b"odoo's"
        self.cloud.write(self.attachment.cloud_file_id.external_id, b"cloud's")
        self._backward()
        self._sync(self.partner)
        self.conflict = self.env["cloud.conflict"].search([])

    def test_both_versions_are_one_click_away(self):
        for button, content in (
            ("action_open_cloud_version", b"cloud's"),
            ("action_open_odoo_version", b"odoo's"),
        ):
            url = getattr(self.conflict, button)()["url"]
            attachment = self.attachment.browse(int(url.rpartition("/")[2]))
            self.assertEqual(attachment.raw, content)

    def test_keep_both(self):
        self.conflict.action_keep_both()
        self.assertTrue(self.conflict.solved)
        self.assertEqual(len(self._attachments()), 2)

    def test_keep_the_clouds(self):
        self.conflict.action_keep_cloud()
        self._sync(self.partner)
        self.assertFalse(self.conflict.exists())
        self.assertEqual(self._attachments().raw, b"cloud's")
        self.assertEqual(self._contents(), [b"cloud's"])

    def test_keep_odoos(self):
        self.conflict.action_keep_odoo()
        self._sync(self.partner)
        self.assertEqual(self._attachments(), self.attachment)
        self.assertEqual(self.attachment.raw, b"odoo's")
        self.assertEqual(self._contents(), [b"odoo's"])
        self._settled()

    def test_keep_odoos_before_it_was_sent(self):
        self.attachment.raw = b"again"
        self.cloud.write(self.attachment.cloud_file_id.external_id, b"and again")
        self._backward()
        latest = self.env["cloud.conflict"].search([], limit=1)
        latest.action_keep_odoo()
        self._sync(self.partner)
        self.assertEqual(self.attachment.raw, b"again")

    def test_who_may_not_change_the_document_cannot_choose(self):
        user = new_test_user(
            self.env,
            "reader",
            "connector_cloud.group_cloud_user",
            context={"no_reset_password": True},
        )
        conflict = self.conflict.with_user(user)
        for button in ("keep_cloud", "keep_odoo"):
            with self.subTest(button), self.assertRaises(AccessError):
                getattr(conflict, f"action_{button}")()
        self.assertTrue(self.attachment.exists())
