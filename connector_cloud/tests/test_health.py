# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID
from odoo.addons.queue_job.tests.common import trap_jobs

from ..exceptions import AuthorizationLost, CloudError, NotFound
from .bound import BoundCase
from .common import CloudCase

ACTIVITY = "connector_cloud.mail_activity_problem"


class HealthCase(CloudCase):
    def setUp(self):
        super().setUp()
        # What the tests of other addons may have left.
        self.env["queue.job"].search([]).unlink()

    def _activities(self):
        return self.backend.activity_search([ACTIVITY])

    def _job(self, state, minutes=0, enqueue=None, **values):
        """:return: a job of the backend that is that old"""
        job = (enqueue or self.backend._enqueue_prepare)()
        record = self.env["queue.job"].search([("uuid", "=", job.uuid)])
        record = record.with_context(_job_edit_sentinel=record.EDIT_SENTINEL)
        when = fields.Datetime.now() - timedelta(minutes=minutes)
        record.write({"date_created": when, "state": state, **values})
        return record


@tagged("post_install", "-at_install")
class TestFailedJobs(HealthCase):
    def _failed(self, **values):
        return self._job(
            "failed",
            10,
            exc_name="ZeroDivisionError",
            exc_message="secret.pdf divided by zero",
            date_started=fields.Datetime.now() - timedelta(minutes=9),
            **values,
        )

    def test_a_backend_is_well(self):
        self._job("done")
        self.assertFalse(self.backend.has_problem)
        self.backend._cron_review()
        self.assertFalse(self._activities())

    def test_it_is_told_at_once(self):
        self._failed()
        self.assertTrue(self.backend.has_problem)
        self.assertIn("1 jobs failed", self.backend.problem_text)
        self.assertIn("look for changes in Odoo", self.backend.problem_text)
        self.assertIn("ZeroDivisionError", self.backend.problem_text)
        self.assertNotIn("secret.pdf", self.backend.problem_text)
        self.assertEqual(len(self._activities()), 1)
        self.assertTrue(self._logs(level="error", operation="error"))

    def test_it_is_told_once(self):
        self._failed()
        activity = self._activities()
        self._failed(identity_key="another")
        self.backend._cron_review()
        self.assertEqual(self._activities(), activity)
        # Who has marked it as done is not told again either.
        activity.action_done()
        self.backend._cron_review()
        self.assertFalse(self._activities())

    def test_everybody_is_told(self):
        self.backend.notify_user_ids |= new_test_user(
            self.env,
            "h7",
            groups="connector_cloud.group_cloud_manager",
            context={"no_reset_password": True},
        )
        self._failed()
        self.assertEqual(self._activities().user_id, self.backend.notify_user_ids)

    def test_a_cancelled_job_is_told(self):
        self._job("cancelled", date_cancelled=fields.Datetime.now())
        self.assertTrue(self.backend.has_problem)

    def test_the_next_success_ends_it(self):
        failed = self._failed()
        done = self._job("pending")
        done.write({"state": "done", "date_done": fields.Datetime.now()})
        self.assertEqual(failed.identity_key, done.identity_key)
        self.backend.invalidate_recordset()
        self.assertFalse(self.backend.has_problem)
        self.backend._cron_review()
        self.assertFalse(self._activities())

    def test_a_new_try_ends_it(self):
        failed = self._failed()
        failed.requeue()
        self.backend.invalidate_recordset()
        self.assertFalse(self.backend.failed_job_count)

    def test_records_are_made_good_by_any_job(self):
        partner, other = self._partner("P"), self._partner("Q")

        def enqueue():
            with trap_jobs() as trap:
                self.backend._enqueue_records("res.partner", (partner + other).ids)
            job = trap.enqueued_jobs[0]
            job.store()
            return job

        self._job(
            "failed",
            10,
            enqueue,
            date_started=fields.Datetime.now() - timedelta(minutes=9),
        )
        self.backend.invalidate_recordset()
        self.assertTrue(self.backend.has_problem)
        self._sync(partner)
        self.backend.invalidate_recordset()
        self.assertTrue(self.backend.has_problem)
        other.category_id = False
        self.backend.invalidate_recordset()
        self.assertFalse(self.backend.has_problem)

    def test_other_backends_are_well(self):
        other = self.backend.copy({"name": "Other"})
        other.state = "connected"
        self._failed()
        self.assertFalse(other.has_problem)
        self.assertTrue(self.backend.has_problem)

    def test_users_may_see_it(self):
        user = new_test_user(
            self.env,
            "h7",
            groups="connector_cloud.group_cloud_user",
            context={"no_reset_password": True},
        )
        self._failed()
        self.assertTrue(self.backend.with_user(user).has_problem)


@tagged("post_install", "-at_install")
class TestJobRunner(HealthCase):
    def test_nobody_begins_jobs(self):
        self._job("pending", 10)
        self.assertIn("no job runner", self.backend.problem_text)
        self.backend._cron_review()
        self.backend._cron_review()
        self.assertEqual(len(self._activities()), 1)

    def test_a_young_job_may_wait(self):
        self._job("pending", 1)
        self.assertFalse(self.backend.has_problem)

    def test_a_job_with_a_time_waits_for_it(self):
        eta = fields.Datetime.now() + timedelta(hours=1)
        self._job("pending", 10, eta=eta)
        self.assertFalse(self.backend.has_problem)

    def test_a_busy_runner_is_at_work(self):
        self._job("pending", 10)
        self._job(
            "done",
            10,
            self.backend._enqueue_backward,
            date_started=fields.Datetime.now() - timedelta(minutes=2),
        )
        self.assertFalse(self.backend.has_problem)

    def test_it_ends_when_jobs_begin(self):
        job = self._job("pending", 10)
        self.backend._cron_review()
        now = fields.Datetime.now()
        job.write({"state": "done", "date_started": now, "date_done": now})
        self.backend.invalidate_recordset()
        self.assertFalse(self.backend.has_problem)
        self.backend._cron_review()
        self.assertFalse(self._activities())

    def test_sync_now_says_so(self):
        self._job("pending", 10)
        action = self.backend.action_sync_now()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("job runner", action["params"]["message"])

    def test_a_runner_holds_its_lock(self):
        self.assertTrue(self.backend._lacks_runner())
        self.env.cr.execute("SELECT pg_advisory_xact_lock(%s)", [PG_ADVISORY_LOCK_ID])
        self.assertFalse(self.backend._lacks_runner())

    def test_sync_now_with_a_runner(self):
        with patch.object(type(self.backend), "_lacks_runner", return_value=False):
            action = self.backend.action_sync_now()
        self.assertEqual(action["params"]["type"], "success")


@tagged("post_install", "-at_install")
class TestRefusedPlace(HealthCase):
    """A reason that is the backend's becomes the backend's message."""

    def _prepare(self, *faults):
        for fault in faults:
            self.cloud.fail_next("root", fault)
        with trap_jobs():
            return self.backend._job_prepare()

    def test_it_is_told_and_no_traceback(self):
        result = self._prepare(CloudError("Choose the shared drive first."))
        self.assertEqual(result, "Choose the shared drive first.")
        self.assertEqual(self.backend.problem_text, result)
        self.assertEqual(len(self._activities()), 1)
        self.assertTrue(self._logs(level="error", message=result))

    def test_it_is_told_once(self):
        refusal = NotFound("Shared drive not found.")
        self._prepare(refusal)
        self._prepare(refusal)
        self.assertEqual(len(self._activities()), 1)
        self.assertEqual(len(self._logs(level="error")), 1)

    def test_a_success_of_its_kind_ends_it(self):
        self._prepare(NotFound("Shared drive not found."))
        self.backend._job_backward()
        self.assertTrue(self.backend.has_problem)
        self._prepare()
        self.assertFalse(self.backend.has_problem)
        self.assertFalse(self._activities())

    def test_a_backend_that_is_gone(self):
        gone = self.backend.copy()
        gone.unlink()
        self.assertIn("gone", gone._job_prepare())

    def test_two_refusals_are_one_activity(self):
        self.backend._job_backward()
        self._prepare(NotFound("Shared drive not found."))
        self.cloud.fail_next("changes", NotFound("Shared drive not found."))
        self.backend._job_backward()
        self.assertEqual(len(self._activities()), 1)
        self.assertEqual(self.backend.problem_text, "Shared drive not found.")
        self._prepare()
        self.assertEqual(len(self._activities()), 1)
        self.backend._job_backward()
        self.assertFalse(self._activities())

    def test_disconnecting_ends_it(self):
        self._prepare(NotFound("Shared drive not found."))
        self.backend.action_disconnect()
        self.assertFalse(self.backend.problem_ids or self._activities())

    def test_a_missing_configuration_is_told(self):
        root = "odoo.addons.test_connector_cloud.components.adapter.MemoryAdapter"
        with patch(f"{root}.root", side_effect=UserError("Enter the client ID.")):
            self.assertEqual(self._prepare(), "Enter the client ID.")
        self.assertEqual(self.backend.problem_text, "Enter the client ID.")

    def test_a_lost_drive_is_no_deleted_folder(self):
        drive = self.cloud.add_drive("Sales")
        self.backend._use_drive(drive, "Sales")
        attachment = self._attach(self._partner("P"), "a.txt")
        self._sync()
        self.cloud.purge(drive)
        result = self._prepare()
        self.assertIn("does not exist", result)
        self.assertEqual(self.backend.problem_text, result)
        self.assertFalse(self.backend.hold_count)
        self.env["cloud.observation"]._note(
            self.backend, attachment.cloud_file_id.mapped("external_id")
        )
        for _round in range(7):
            self.env["cloud.observation"].search([]).write({"next_try": False})
            self.backend._job_backward()
        self.assertTrue(attachment.exists())

    def test_secrets_are_masked(self):
        self._prepare(CloudError("Refused: https://x.example.com/?token=abc"))
        self.assertNotIn("abc", self.backend.problem_text)

    def test_a_bug_stays_a_bug(self):
        root = "odoo.addons.test_connector_cloud.components.adapter.MemoryAdapter"
        with (
            patch(f"{root}.root", side_effect=ZeroDivisionError),
            self.assertRaises(ZeroDivisionError),
        ):
            self._prepare()

    def test_connecting_anew_begins_without_it(self):
        self._prepare(NotFound("Shared drive not found."))
        self.backend.action_connect()
        self.assertFalse(self.backend.has_problem)
        self.assertFalse(self._activities())


@tagged("post_install", "-at_install")
class TestAtOnce(HealthCase):
    """What lifts an obstacle starts a sync."""

    def _enqueued(self, call):
        with trap_jobs() as trap:
            call()
        return {job.method_name for job in trap.enqueued_jobs}

    def assertSyncs(self, call):
        self.assertLessEqual({"_job_prepare", "_job_backward"}, self._enqueued(call))

    def test_connecting_again(self):
        self.backend._authorization_lost("gone")
        self.assertSyncs(self.backend.action_connect)

    def test_connecting_the_first_time(self):
        self.rule.unlink()
        self.assertFalse(self._enqueued(self.backend.action_connect))

    def test_resuming(self):
        self.backend.action_pause()
        self.assertSyncs(self.backend.action_resume)

    def test_another_drive(self):
        drive = self.cloud.add_drive("Sales")
        self.assertSyncs(lambda: self.backend._use_drive(drive, "Sales"))

    def test_changed_rules(self):
        self.assertSyncs(lambda: self.rule.write({"domain": "[('id', '=', 0)]"}))
        self.assertSyncs(lambda: self._rule("Others", "[('id', '=', 0)]"))

    def test_a_rule_of_a_paused_backend(self):
        self.backend.action_pause()
        self.assertFalse(self._enqueued(lambda: self.rule.write({"sequence": 5})))

    def test_without_a_model(self):
        self.rule.unlink()
        with self.assertRaisesRegex(UserError, "add a model to sync"):
            self.backend.action_sync_now()

    def test_nothing_is_made_without_a_model(self):
        self.rule.unlink()
        self._sync()
        self.assertEqual(self._tree(), {})
        self.assertFalse(self.backend.folder_ids)


@tagged("post_install", "-at_install")
class TestLostSignIn(BoundCase, HttpCase):
    """A user's download finds out that the sign-in is lost."""

    def setUp(self):
        super().setUp()
        self.bound = self._bound("data.bin", b"content")

    def _read(self):
        self.cloud.fail_next("open", AuthorizationLost("The grant was revoked."))
        try:
            self.bound._cloud_fetch()
        except UserError:
            self.backend.invalidate_recordset()
            return
        self.fail("It was read.")

    def test_it_is_told_at_once_and_once(self):
        self._read()
        self.assertEqual(self.backend.state, "reconnect")
        self.assertEqual(self.backend.last_message, "The grant was revoked.")
        self._read()
        activities = self.backend.activity_search(["mail.mail_activity_data_warning"])
        self.assertEqual(len(activities), 1)
        logs = self._logs(operation="connect", level="error")
        self.assertEqual(len(logs), 1)

    def test_it_is_told_in_a_transaction_of_its_own(self):
        cursors = []

        def lost(backend, message):
            cursors.append(backend.env.cr)

        with patch.object(type(self.backend), "_authorization_lost", lost):
            self._read()
        self.assertEqual(len(cursors), 1)
        self.assertIsNot(cursors[0], self.env.cr)

    @mute_logger("odoo.http")
    def test_a_download_that_may_only_read_tells_it_too(self):
        self.authenticate("admin", "admin")
        told = []

        def note(_backend, message):
            told.append(message)

        # Odoo repeats the request with a cursor that may write.
        lost = AuthorizationLost("The grant was revoked.")
        self.cloud.fail_next("open", lost, times=2)
        with patch.object(type(self.backend), "_authorization_lost", note):
            answer = self.url_open(f"/web/content/{self.bound.id}?download=1")
        self.assertGreaterEqual(answer.status_code, 400)
        self.assertEqual(told, ["The grant was revoked."])

    def test_a_disconnected_backend_stays_so(self):
        self.backend.action_disconnect()
        self._read()
        self.assertEqual(self.backend.state, "draft")
