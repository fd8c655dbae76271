# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..exceptions import AuthorizationLost
from .place_case import PlaceCase


@tagged("post_install", "-at_install")
class TestLeave(PlaceCase):
    """An account that is gone for good."""

    def setUp(self):
        super().setUp()
        self.backend._authorization_lost("The account was deleted.")

    def _wizard(self, choice="keep", **values):
        action = self.backend.action_leave()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.write({"choice": choice, **values})
        return wizard

    def test_it_says_what_is_where(self):
        wizard = self._wizard()
        self.assertEqual((wizard.kept_count, wizard.away_count), (1, 1))
        self.assertEqual(wizard.kept_size, "12.00 bytes")
        self.assertEqual(wizard.away_size, "17.00 bytes")
        self.assertEqual(wizard.failed_count, 0)
        self.assertIn(self.former.name, wizard.place_text)

    def test_not_while_it_is_connected(self):
        self._connect()
        with self.assertRaises(UserError):
            self.backend.action_leave()
        wizard = self.env["cloud.leave.wizard"].create({"backend_id": self.backend.id})
        with self.assertRaises(UserError):
            wizard.action_confirm()

    def test_only_for_managers(self):
        user = new_test_user(
            self.env,
            "h7",
            groups="connector_cloud.group_cloud_user",
            context={"no_reset_password": True},
        )
        with self.assertRaises(AccessError):
            self.backend.with_user(user).action_leave()

    def test_not_for_managers_of_other_companies(self):
        company = self.env["res.company"].create({"name": "Other"})
        user = new_test_user(
            self.env,
            "h7",
            groups="connector_cloud.group_cloud_manager",
            company_id=company.id,
            company_ids=company.ids,
            context={"no_reset_password": True},
        )
        Wizard = self.env["cloud.leave.wizard"].with_user(user)
        with self.assertRaises(AccessError):
            self.backend.with_user(user).action_leave()
        self.backend.company_id = self.env.company
        with self.assertRaises(AccessError):
            self.backend.with_user(user).action_leave()
        with self.assertRaises(AccessError):
            Wizard.create({"backend_id": self.backend.id})
        wizard = self.env[Wizard._name].create({"backend_id": self.backend.id})
        for name in ("away_count", "names", "place_text"):
            with self.assertRaises(AccessError):
                wizard.with_user(user).mapped(name)
        with self.assertRaises(AccessError):
            Wizard.onchange(
                {"backend_id": self.backend.id}, ["backend_id"], {"away_count": {}}
            )

    def test_keep_links(self):
        address = self.away.cloud_file_id.web_url
        self._wizard().action_confirm()
        self.assertEqual(self.backend.state, "draft")
        self.assertFalse(self.backend.hold_count)
        self.assertFalse(self.backend.activity_ids)
        file = self.away.cloud_file_id
        self.assertEqual((file.status, file.web_url), ("left", address))
        self.assertEqual(self.away.res_id, self.partner.id)
        self.assertEqual(self.here.raw, b"in Odoo, too")
        # The next account gets what is in Odoo.
        self._connect(self._second())
        self._sync()
        self._sync(self.partner)
        self.assertFalse(self._hold())
        self.assertEqual(self._tree()["Odoo/Contacts/P/here.txt"], b"in Odoo, too")
        self.assertEqual(self.former.content(file.external_id), b"only in the cloud")

    def test_keep_links_from_disconnect(self):
        self.backend.action_disconnect()
        self.assertEqual(self.backend.away_count, 1)
        self._wizard().action_confirm()
        self.assertEqual(self.backend.left_count, 1)

    def test_the_former_account_comes_back_after_all(self):
        self._wizard().action_confirm()
        self._connect()
        self._sync()
        self._sync(self.partner)
        self._rounds()
        self.assertEqual(self._tree(), self.before)
        self.assertEqual(self.away.cloud_file_id.status, "synced")
        self.assertEqual(self.away.raw, b"only in the cloud")
        self.assertEqual(self.here.cloud_file_id.status, "synced")

    def test_restore_what_can_be_read(self):
        other = self._attach(self.partner, "other.txt", b"x")
        with trap_jobs() as trap:
            self._wizard("restore").action_confirm()
        self.assertEqual(self.backend.state, "reversing")
        self.assertIn("_job_reverse", [j.method_name for j in trap.enqueued_jobs])
        self.backend._job_reverse()
        self.assertEqual(self.away.raw, b"only in the cloud")
        self.assertEqual(self.away.type, "binary")
        self.assertTrue(other.exists())

    def test_nothing_can_be_restored(self):
        self.cloud.fail_next("test_connection", AuthorizationLost("No such account."))
        with self.assertRaisesRegex(UserError, "No such account"):
            self._wizard("restore").action_confirm()
        self.assertEqual(self.backend.state, "reconnect")

    def test_another_account_that_sees_the_same_tree(self):
        former = self.cloud
        self._move(self._second())
        self.cloud._nodes.update(former._nodes)
        self._wizard("connect").action_confirm()
        self.assertEqual(self.backend.state, "connected")
        self.assertFalse(self._hold())
        self.assertEqual(self.away.raw, b"only in the cloud")
        self.assertEqual(self.away.cloud_file_id.status, "synced")

    def test_giving_up_asks_for_a_word(self):
        with self.assertRaisesRegex(UserError, "DELETE 1 FILES"):
            self._wizard("give_up", confirmation="DELETE").action_confirm()
        self.assertTrue(self.away.exists())

    def test_give_up(self):
        wizard = self._wizard("give_up", confirmation="DELETE 1 FILES")
        listed = base64.b64decode(wizard.names).decode()
        self.assertIn("away.txt", listed)
        self.assertIn(self.away.cloud_file_id.web_url, listed)
        self.assertNotIn("here.txt", listed)
        place, former_id = self.backend.place_id, self.away.cloud_file_id.external_id
        wizard.action_confirm()
        self.assertFalse(self.away.exists())
        self.assertEqual(self.here.raw, b"in Odoo, too")
        self.assertEqual(base64.b64decode(place.given_up).decode(), listed)
        self.assertEqual(self.backend.state, "draft")
        self.assertTrue(self._logs(operation="unlink"))
        # There, nothing was touched.
        self.assertFalse(self.former.item(former_id).binned)

    def test_content_in_odoo_is_never_given_up(self):
        # A row that is not true any more.
        self.here.cloud_file_id.released = True
        wizard = self._wizard("give_up")
        wizard.confirmation = wizard.word
        wizard.action_confirm()
        self.assertEqual(self.here.raw, b"in Odoo, too")
        self.assertFalse(self.away.exists())

    def test_a_name_is_no_formula(self):
        self.away.name = "=cmd.txt"
        listed = base64.b64decode(self._wizard().names).decode()
        self.assertIn("'=cmd.txt", listed)


@tagged("post_install", "-at_install")
class TestArchived(PlaceCase):
    """An archived backend lets its files be read, and does nothing else."""

    def setUp(self):
        super().setUp()
        self.backend.instant = True
        self.backend._job_watch()
        self.watch = self.backend._watch()
        self.assertTrue(self.cloud.watches)
        self.backend.active = False
        self.env["queue.job"].search([]).unlink()

    def _jobs(self):
        return self.env["queue.job"].search([("model_name", "=", "cloud.backend")])

    def test_no_schedule(self):
        Backend = self.env["cloud.backend"]
        Backend._cron_prepare()
        Backend._cron_reverse()
        Backend._cron_watch()
        Backend._cron_review()
        self.assertFalse(self._jobs())

    def test_no_listener(self):
        self._attach(self.partner, "new.txt")
        self.partner.name = "Q"
        self.env.cr.precommit.run()
        self.assertFalse(self._jobs())

    def test_no_notification(self):
        self.assertFalse(self.watch.exists())
        self.assertFalse(self.cloud.watches)

    def test_jobs_from_before_do_nothing(self):
        self.cloud.calls.clear()
        self._attach(self.partner, "new.txt")
        for job in (
            self.backend._job_prepare,
            self.backend._job_backward,
            self.backend._job_watch,
            lambda: self.backend._job_sync_records("res.partner", self.partner.ids),
        ):
            self.assertIn("archived", job())
        self.assertFalse(self.cloud.calls)
        self.assertFalse(self._jobs())

    def test_deletions_wait(self):
        self.here.unlink()
        self.env.cr.precommit.run()
        self._sync(self.partner)
        self.assertIn("Odoo/Contacts/P/here.txt", self._tree())
        with trap_jobs() as trap:
            self.backend.active = True
        self.assertIn("_job_prepare", [j.method_name for j in trap.enqueued_jobs])
        self._sync(self.partner)
        self.assertNotIn("Odoo/Contacts/P/here.txt", self._tree())

    def test_files_are_read(self):
        self.assertEqual(self.away.raw, b"only in the cloud")

    def test_buttons(self):
        for button in (
            self.backend.action_sync_now,
            self.backend.action_preview,
            self.backend.action_reset,
        ):
            with self.assertRaisesRegex(UserError, "Unarchive"):
                button()

    def test_connecting_enqueues_nothing(self):
        self.assertFalse(self._connect())

    def test_rules_enqueue_nothing(self):
        self.rule.sequence = 3
        self.assertFalse(self._jobs())

    def test_holds_wait(self):
        hold = self.env["cloud.hold"]._of(self.backend, "many_deletions", "direct")
        with self.assertRaisesRegex(UserError, "Unarchive"):
            hold.action_discard()
        self.assertEqual(hold.state, "waiting")
