# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import contextlib
from unittest.mock import patch

import requests

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import upgrade_request_jobs as jobs
from .common import PlatformCase


@tagged("post_install", "-at_install")
class TestRecovery(PlatformCase):
    """Lost answers, kills, cancels, and people who write at the same moment."""

    def test_lost_answer_of_create_needs_a_person(self):
        self.control.add_fault("timeout_after_success", "upgrade.create", count=1)
        request = self.new_request()
        self.go(request)
        self.assertIn("It is not known", request.problem)
        self.assertEqual((request.state, request.running), ("draft", False))
        self.assertEqual(self.control.count("upgrade.create"), 1)

    def test_killed_in_create_needs_a_person(self):
        request = self.new_request()
        request.action_run()
        request.sudo().write({"create_sent": True, "attempts": 1})
        self.run_steps(request)
        self.assertIn("It is not known", request.problem)
        self.assertEqual(self.control.count("upgrade.create"), 0)
        self.go(request)
        self.assertEqual(request.state, "done")

    def test_number_and_key_by_hand(self):
        other = self.new_request()
        other.action_step()
        self.run_steps(other)
        request = self.new_request(number=other.number, key=other.key)
        self.go(request)
        self.assertEqual(request.state, "done")
        self.assertEqual(self.control.count("upgrade.create"), 1)

    def test_number_and_key_of_a_request_that_is_on_its_way(self):
        other = self.new_request()
        other.action_run()
        self.run_steps(other, limit=3)
        self.assertEqual(other.state, "processing")
        request = self.new_request(number=other.number, key=other.key)
        self.control.reset_log()
        self.go(request)
        self.assertEqual(request.state, "done")
        self.assertEqual(self.control.count("upgrade.upload"), 0)

    def test_a_wrong_key_by_hand(self):
        request = self.new_request(number=10534, key="wrong")
        self.go(request)
        self.assertEqual((request.state, request.running), ("draft", False))
        self.assertEqual(request.failure_ids.reason, "REQUEST:NOT_FOUND")

    def test_a_copied_database_has_no_key(self):
        request = self.new_request()
        request.action_step()
        self.run_steps(request)
        request.sudo()._secret().unlink()
        request.sudo().number = 10534
        self.control.reset_log()
        self.go(request)
        self.assertIn("copy of a database", request.problem)
        self.assertEqual(self.control.counters()["total"], 0)

    def test_no_transaction_is_open_while_the_platform_works(self):
        request = self.new_request()
        done = []

        def commit(record):
            record.env.flush_all()
            done.append("commit")

        def send(session, verb, url, **_options):
            done.append(url.rpartition("/")[2])
            return request_of(session, verb, url, **_options)

        request_of = requests.Session.request
        with (
            patch.object(type(request), "_commit", commit),
            patch.object(requests.Session, "request", send),
        ):
            self.go(request)
        self.assertEqual(request.state, "done")
        before = {done[n - 1] for n, each in enumerate(done) if each != "commit"}
        self.assertEqual(before, {"commit"})

    def test_nobody_can_come_between_create_and_its_key(self):
        request = self.new_request()
        request.action_run()
        with patch.object(jobs, "LOCK_PAUSE", 0):
            with patch.object(type(request), "try_lock_for_update") as locked:
                locked.return_value = False
                self.assertEqual(self.run_steps(request, limit=1), 1)
            self.assertEqual((request.state, request.number), ("draft", 0))
            self.run_steps(request)
        self.assertEqual(request.state, "done")
        self.assertEqual(self.control.count("upgrade.create"), 1)

    def test_a_kill_before_the_next_job_is_enqueued(self):
        request = self.new_request()
        request.action_run()
        with patch.object(type(request), "_succeed", side_effect=KeyboardInterrupt):
            # Not assertRaises: that would take back what was final.
            with contextlib.suppress(KeyboardInterrupt):
                request.sudo()._job_create()
        self.assertEqual((request.state, request.running), ("created", True))
        with trap_jobs() as trap:
            request.sudo()._job_create()
            trap.assert_enqueued_job(request.sudo()._job_upload)

    def test_unreachable_at_create_is_tried_again(self):
        request = self.new_request()
        url = self.env["ir.config_parameter"].get_param("odoo_upgrade_client.base_url")
        self.env["ir.config_parameter"].set_param(
            "odoo_upgrade_client.base_url", "http://127.0.0.1:9/"
        )
        request.action_run()
        self.assertEqual(self.run_steps(request, limit=2), 2)
        self.assertIn("cannot be reached", request.problem)
        self.assertFalse(request.create_sent)
        self.env["ir.config_parameter"].set_param("odoo_upgrade_client.base_url", url)
        self.run_steps(request)
        self.assertEqual(request.state, "done")

    def test_lost_answer_of_upload_sends_it_again(self):
        self.control.add_fault("timeout_after_success", "upgrade.upload", count=1)
        request = self.new_request()
        self.go(request)
        self.assertEqual(request.state, "done")
        routes = [entry["route"] for entry in self.control.log()]
        first = routes.index("upgrade.upload")
        self.assertEqual(
            routes[first : first + 3],
            ["upgrade.upload", "upgrade.status", "upgrade.upload"],
        )

    def test_lost_answer_of_process_is_not_repeated(self):
        self.control.add_fault("timeout_after_success", "upgrade.process", count=1)
        request = self.new_request()
        self.go(request)
        self.assertEqual(request.state, "done")
        self.assertEqual(self.control.count("upgrade.process"), 1)

    def test_lost_request_of_process_is_repeated(self):
        self.control.add_fault("cut", "upgrade.process", count=1)
        request = self.new_request()
        self.go(request)
        self.assertEqual(request.state, "done")
        self.assertEqual(self.control.count("upgrade.process"), 2)

    def test_it_gives_up_after_some_tries(self):
        self.control.add_fault("server_error", "upgrade.upload")
        request = self.new_request()
        self.go(request)
        self.assertEqual((request.state, request.running), ("created", False))
        self.assertIn("503", request.problem)
        self.assertEqual(self.control.count("upgrade.upload"), 6)
        self.control.clear_faults()
        self.go(request)
        self.assertEqual(request.state, "done")

    def test_an_upload_that_is_killed_again_and_again(self):
        request = self.new_request()
        request.action_step()
        self.run_steps(request)
        request.action_run()
        request.sudo().attempts = 6
        self.run_steps(request)
        self.assertFalse(request.running)
        self.assertIn("6 times", request.problem)

    def test_cancel_stops_a_transfer(self):
        request = self.new_request()
        request.action_step()
        self.run_steps(request)
        upload = type(request)._show_progress

        def cancel(self, progress):
            self.with_user(self.user_id).action_cancel()
            return upload(self, progress)

        request.action_run()
        with patch.object(type(request), "_show_progress", cancel):
            self.run_steps(request)
        self.assertEqual((request.state, request.running), ("cancelled", False))
        self.assertFalse(request.problem)
        self.assertEqual(self.control.count("upgrade.process"), 0)
        self.go(request)
        self.assertEqual(request.state, "done")

    def test_cancel_at_the_last_moment(self):
        request = self.new_request()
        request.action_step()
        self.run_steps(request)
        ask = type(request)._ask

        def cancel(self, method, *arguments):
            answer = ask(self, method, *arguments)
            self.with_user(self.user_id).action_cancel()
            return answer

        request.action_run()
        with patch.object(type(request), "_ask", cancel):
            self.run_steps(request)
        self.assertEqual((request.state, request.running), ("cancelled", False))
        self.assertTrue(request.uploaded_at)
        self.control.reset_log()
        self.go(request)
        self.assertEqual(request.state, "done")
        self.assertEqual(self.control.count("upgrade.upload"), 0)

    def test_after_a_cancel_the_platform_is_asked_first(self):
        request = self.new_request()
        request.action_step()
        self.run_steps(request)
        request.action_cancel()
        self.platform.set_state(request.number, "delivered")
        self.control.reset_log()
        request.action_run()
        self.run_steps(request, limit=1)
        self.assertEqual(request.state, "ready")
        self.assertEqual(
            [entry["route"] for entry in self.control.log()], ["upgrade.status"]
        )

    def test_lost_jobs_are_enqueued_again(self):
        request = self.new_request()
        with trap_jobs():
            request.action_run()
        with trap_jobs() as trap:
            self.env["upgrade.request"]._cron_resume()
            trap.assert_enqueued_job(request.sudo()._job_create)

    def test_jobs_that_wait_are_not_doubled(self):
        request = self.new_request()
        request.action_run()
        with trap_jobs() as trap:
            self.env["upgrade.request"]._cron_resume()
            trap.assert_jobs_count(0)

    def test_a_job_for_a_finished_step_does_nothing(self):
        request = self.new_request()
        self.go(request)
        self.control.reset_log()
        for name in ("create", "upload", "process", "poll", "download"):
            self.assertIn("nothing to do", getattr(request.sudo(), f"_job_{name}")())
        self.assertFalse(self.control.counters()["total"])

    def test_running_requests_stay(self):
        request = self.new_request()
        request.action_run()
        with self.assertRaises(UserError):
            request.action_run()
        with self.assertRaises(UserError):
            request.unlink()
        request.action_cancel()
        folder = request.sudo()._folder()
        request.unlink()
        self.assertTrue(folder.exists())
        self.env.cr.postcommit.run()
        self.assertFalse(folder.exists())
