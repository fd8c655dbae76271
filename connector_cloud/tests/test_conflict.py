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

    def _as(self, *groups):
        user = new_test_user(
            self.env,
            "reader",
            ",".join(groups),
            context={"no_reset_password": True},
        )
        return self.conflict.with_user(user)

    def test_who_may_not_change_the_document_cannot_choose(self):
        conflict = self._as("connector_cloud.group_cloud_user")
        self.assertFalse(conflict.can_solve)
        for button in ("keep_both", "keep_cloud", "keep_odoo"):
            with self.subTest(button), self.assertRaises(AccessError):
                getattr(conflict, f"action_{button}")()
        self.assertTrue(self.attachment.exists())
        self.assertFalse(self.conflict.solved)

    def test_who_may_change_the_document_chooses(self):
        conflict = self._as(
            "connector_cloud.group_cloud_user", "base.group_partner_manager"
        )
        self.assertTrue(conflict.can_solve)
        conflict.action_keep_both()
        self.assertTrue(self.conflict.solved)
        conflict.action_keep_odoo()
        self.assertFalse(self.conflict.exists())
        self.assertEqual(self.attachment.raw, b"odoo's")

    def test_nobody_changes_or_deletes_the_row_itself(self):
        other = self._synced("other.txt", b"x")
        for group in ("user", "manager"):
            conflict = self.conflict.with_user(
                new_test_user(
                    self.env,
                    f"cloud {group}",
                    f"connector_cloud.group_cloud_{group},base.group_partner_manager",
                    context={"no_reset_password": True},
                )
            )
            for change in (
                lambda c=conflict: c.write({"odoo_version_id": other.id}),
                lambda c=conflict: c.write({"file_id": other.cloud_file_id.id}),
                lambda c=conflict: c.write({"solved": True}),
                lambda c=conflict: c.copy(),
                lambda c=conflict: c.unlink(),
            ):
                with self.assertRaises(AccessError):
                    change()
