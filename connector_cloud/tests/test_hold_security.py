# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .hold_case import HoldCase


@tagged("post_install", "-at_install")
class TestHoldSecurity(HoldCase):
    """Users see what waits; managers of the company decide."""

    def setUp(self):
        super().setUp()
        self._files(4)[:3].unlink()
        self._sync()
        self.hold = self._hold()

    def _as(self, group, **values):
        user = new_test_user(
            self.env,
            f"hold_{group}",
            f"connector_cloud.{group}",
            context={"no_reset_password": True},
            **values,
        )
        return self.hold.with_user(user)

    def test_users_see_but_do_not_decide(self):
        hold = self._as("group_cloud_user")
        self.assertEqual(hold.count, 3)
        self.assertEqual(hold.sample, "(no access)")
        for button in (hold.action_release, hold.action_discard):
            with self.assertRaises(AccessError):
                button()
        with self.assertRaises(AccessError):
            hold.state = "released"
        self.assertEqual(self.hold.state, "waiting")

    def test_users_do_not_take_over(self):
        with self.assertRaises(AccessError):
            self._as("group_cloud_user").backend_id.action_take_over()

    def test_managers_decide_once(self):
        hold = self._as("group_cloud_manager")
        with Form(hold) as form:
            self.assertEqual(form.count, 3)
            self.assertIn("Contacts / P", form.sample)
        with trap_jobs():
            hold.action_release()
        self.assertEqual(self.hold.decided_by, hold.env.user)
        with self.assertRaises(UserError):
            hold.action_discard()

    def test_connecting_is_for_administrators(self):
        for group in ("group_cloud_user", "group_cloud_manager"):
            with self.assertRaises(AccessError):
                self._as(group).action_connect()
        self.backend.state = "reconnect"
        self.hold.action_connect()
        self.assertEqual(self.backend.state, "connected")

    def test_managers_look_at_what_waits(self):
        hold = self._as("group_cloud_manager")
        files = hold.env["cloud.file"].search(hold.action_view_files()["domain"])
        self.assertEqual(len(files), 3)
        folders = hold.action_view_folders()["domain"]
        self.assertFalse(hold.env["cloud.folder"].search(folders))

    def test_other_companies_see_nothing(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.backend.company_id = self.env.company
        hold = self._as(
            "group_cloud_manager", company_id=company.id, company_ids=company.ids
        )
        self.assertFalse(hold.search([("id", "=", hold.id)]))
        with self.assertRaises(AccessError):
            hold.action_release()
