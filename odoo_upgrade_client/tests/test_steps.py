# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import DUMP, PlatformCase


@tagged("post_install", "-at_install")
class TestSteps(PlatformCase):
    def test_all_steps(self):
        request = self.new_request()
        self.go(request)
        self.assertEqual(request.state, "done")
        self.assertFalse(request.running)
        self.assertFalse(request.problem)
        self.assertEqual(request.sudo()._result_path().read_bytes(), DUMP)
        self.assertEqual(request.result_sha256, request.dump_sha256)
        self.assertEqual(request.result_kind, "pgdmp_custom")
        self.assertEqual(request.number, 10534)
        for route in ("create", "upload", "process", "download"):
            self.assertEqual(self.control.count(f"upgrade.{route}"), 1, route)

    def test_the_chain_of_jobs(self):
        request = self.new_request()
        with trap_jobs() as trap:
            request.action_run()
            trap.assert_jobs_count(1)
            trap.assert_enqueued_job(
                request.sudo()._job_create,
                properties={"max_retries": 0},
            )
        for job, follower in (
            ("create", "upload"),
            ("upload", "process"),
            ("process", "poll"),
        ):
            with trap_jobs() as trap:
                getattr(request.sudo(), f"_job_{job}")()
                trap.assert_enqueued_job(getattr(request.sudo(), f"_job_{follower}"))
        self.platform.advance(100)
        with trap_jobs() as trap:
            request.sudo()._job_poll()
            trap.assert_enqueued_job(request.sudo()._job_download)
        with trap_jobs() as trap:
            request.sudo()._job_download()
            trap.assert_jobs_count(0)
        self.assertEqual(request.state, "done")

    def test_every_job_may_commit(self):
        functions = self.env["queue.job.function"].search(
            [("model_id.model", "=", "upgrade.request")]
        )
        steps = ("create", "upload", "process", "poll", "download", "restore")
        names = {f"_job_{step}" for step in steps}
        self.assertEqual(set(functions.mapped("method")), names)
        self.assertTrue(all(functions.mapped("allow_commit")))
        self.assertEqual(
            set(functions.channel_id.mapped("complete_name")), {"root.upgrade"}
        )

    def test_one_step_at_a_time(self):
        request = self.new_request()
        for state in ("created", "uploaded", "processing"):
            request.action_step()
            self.run_steps(request, limit=1)
            self.assertEqual(request.state, state)
            if state != "processing":
                self.assertFalse(request.running)
        self.platform.advance(100)
        self.run_steps(request)
        self.assertEqual(request.state, "ready")
        request.action_step()
        self.run_steps(request)
        self.assertEqual(request.state, "done")

    def test_it_stops_on_failures(self):
        request = self.new_request(target="5.0", contract="M1-unknown")
        self.go(request)
        self.assertEqual((request.state, request.running), ("draft", False))
        reasons = request.failure_ids.mapped("reason")
        self.assertEqual(reasons, ["TARGET:INVALID", "CONTRACT:NOT_FOUND"])
        self.assertEqual(request.expected_targets, "17.0, 18.0, 19.0")
        self.assertEqual(request.activity_ids.user_id, self.manager)
        self.assertEqual(self.control.count("upgrade.upload"), 0)
        request.write({"target": "18.0", "contract": "M123456-abcdef"})
        self.go(request)
        self.assertEqual(request.state, "done")
        self.assertFalse(request.failure_ids or request.problem or request.activity_ids)

    def test_trouble_while_polling(self):
        self.control.add_fault(
            "server_error", "upgrade.status", count=4, reason="SERVER:ERROR"
        )
        self.control.add_fault("server_error", "upgrade.status", count=4)
        request = self.new_request()
        self.go(request)
        self.assertEqual((request.state, request.problem), ("done", False))

    def test_refused_while_polling(self):
        self.control.add_fault("error", "upgrade.status", count=1, reason="NEW:REASON")
        request = self.new_request()
        self.go(request)
        self.assertEqual((request.state, request.running), ("processing", False))
        self.assertEqual(request.failure_ids.reason, "NEW:REASON")

    def test_polls_wait_longer_and_longer(self):
        self.control.set(upgrade_pending_seconds=10**6)
        self.env["ir.config_parameter"].set_param(
            "odoo_upgrade_client.poll_seconds", 30
        )
        request = self.new_request()
        request.action_run()
        self.run_steps(request, limit=3)
        waits = []
        for _poll in range(12):
            try:
                request.sudo()._job_poll()
            except RetryableJobError as error:
                self.assertTrue(error.ignore_retry)
                waits.append(error.seconds)
        self.assertLess(waits[0], 60)
        self.assertGreater(waits[-1], 600)

    def test_unknown_state_is_shown_and_polled(self):
        request = self.new_request()
        request.action_run()
        self.run_steps(request, limit=3)
        self.platform.set_state(request.number, "brand_new")
        self.run_steps(request, limit=2)
        self.assertEqual(
            (request.server_state, request.state), ("brand_new", "processing")
        )
        self.platform.set_state(request.number, "delivered")
        self.run_steps(request)
        self.assertEqual(request.state, "done")

    def test_invalid_ends_it(self):
        request = self.new_request()
        request.action_run()
        self.run_steps(request, limit=3)
        self.platform.set_state(request.number, "invalid", "Your dump is of Odoo 6.")
        self.run_steps(request)
        self.assertEqual((request.state, request.running), ("failed", False))
        self.assertIn("Your dump is of Odoo 6.", request.problem)
        self.assertIn(
            "Your dump is of Odoo 6.", request.message_ids[:2].mapped("body").__str__()
        )

    def test_skip_test(self):
        self.control.set(upgrade_testing_seconds=10**6)
        request = self.new_request()
        request.action_run()
        self.run_steps(request, limit=12)
        self.assertEqual(request.server_state, "testing")
        request.action_skip_test()
        self.assertEqual(request.server_state, "delivered")
        self.run_steps(request)
        self.assertEqual(request.state, "done")

    def test_download_goes_on_after_cuts(self):
        # Slowly: a reset connection loses what was not read yet.
        slow = {"bytes_per_second": 8_000_000}
        self.control.add_fault("slow", "upgrade.download", **slow)
        content = b"PGDMP" + os.urandom(9_000_000)
        self.control.add_fault(
            "cut_response", "upgrade.download", count=2, after_bytes=3_000_000
        )
        request = self.new_request(
            source="path", dump_path=str(self.file(content=content))
        )
        self.go(request)
        self.assertEqual(request.sudo()._result_path().read_bytes(), content)
        self.assertEqual(self.control.count("upgrade.download", status=206), 2)

    def test_all_steps_by_sftp(self):
        request = self.new_request(transport="sftp")
        self.go(request)
        self.assertEqual(request.state, "done", request.problem)
        self.assertEqual(request.sudo()._result_path().read_bytes(), DUMP)
        self.assertTrue(request.sftp_fingerprint.startswith("SHA256:"))
        self.assertEqual(self.control.count("upgrade.request_sftp_access"), 2)
        self.assertEqual(self.control.count("upgrade.upload"), 0)

    def test_another_sftp_server_is_not_trusted(self):
        request = self.new_request(transport="sftp", sftp_fingerprint="SHA256:other")
        self.go(request)
        self.assertIn("shows another key", request.problem)
        self.assertEqual((request.state, request.running), ("created", False))

    def test_sftp_without_paramiko(self):
        request = self.new_request(transport="sftp")
        path = "odoo.addons.odoo_upgrade_client.upgrade_api.sftp.paramiko"
        with patch(path, None):
            self.go(request)
        self.assertIn("paramiko", request.problem)

    def test_damaged_result_is_fetched_again(self):
        request = self.new_request()
        request.action_run()
        self.run_steps(request, limit=3)
        self.platform.put_result(request.number, b"PK\x03\x04 but no zip")
        self.run_steps(request)
        self.assertEqual((request.state, request.running), ("ready", False))
        self.assertIn("damaged", request.problem)
        self.platform.put_result(request.number, DUMP)
        self.go(request)
        self.assertEqual(request.state, "done")

    def test_sftp_uploads_need_no_room_here(self):
        request = self.new_request(transport="sftp")
        request.action_step()
        self.run_steps(request)
        request.action_step()
        with patch("shutil.disk_usage") as usage:
            usage.return_value.free = 0
            self.run_steps(request, limit=1)
            self.assertEqual(request.state, "uploaded", request.problem)

    def test_downloads_need_room(self):
        request = self.new_request()
        request.action_run()
        with patch("shutil.disk_usage") as usage:
            usage.return_value.free = 0
            self.run_steps(request)
        self.assertIn("make room", request.problem)
        self.assertEqual(request.state, "ready")

    def test_the_clock_starts_with_the_job(self):
        """What was done before a transfer counts too."""
        request = self.new_request(transport="sftp")
        request.action_run()
        self.run_steps(request, limit=1)
        path = "odoo.addons.odoo_upgrade_client.models.upgrade_request_jobs.JobClock"
        with patch(path) as clock:
            clock.return_value.is_over.return_value = False
            self.run_steps(request, limit=1)
        self.assertEqual(request.state, "uploaded")
        clock.assert_called_once()

    def test_progress_is_shown(self):
        request = self.new_request()
        self.env["upgrade.transfer"].create(
            {
                "request_id": request.id,
                "bytes_done": 256 * 1024**2,
                "bytes_total": 1024**3,
                "rate": 1024**2,
                "seconds_left": 768,
            }
        )
        self.assertEqual(request.progress, 25)
        for text in ("256.00 Mb", "1.00 Gb", "1.00 Mb a second", "13 minutes"):
            self.assertIn(text, request.progress_text)

    def test_end_of_the_time_of_a_job(self):
        request = self.new_request()
        request.action_run()
        self.run_steps(request, limit=3)
        self.platform.advance(100)
        self.run_steps(request, limit=1)
        self.assertEqual(request.state, "ready")
        with patch(
            "odoo.addons.odoo_upgrade_client.job_clock.JobClock.is_over",
            lambda _self: True,
        ):
            self.assertEqual(self.run_steps(request, limit=1), 1)
        self.assertEqual(self.go_on(request), 0)
        self.assertEqual(request.state, "done")

    def go_on(self, request):
        return self.run_steps(request)
