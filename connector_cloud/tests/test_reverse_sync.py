# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import errno
from dataclasses import replace
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..exceptions import (
    AccessDenied,
    AuthorizationLost,
    RetryLater,
)
from ..models.cloud_reverse_report import TRIES
from ..sync.download import fetch
from .reverse_case import ReverseCase

FETCH = "odoo.addons.connector_cloud.components.files_home.fetch"
ROOM = "odoo.addons.connector_cloud.models.cloud_backend_reverse.shutil.disk_usage"


class Usage:
    """What ``shutil.disk_usage`` tells of a disk."""

    def __init__(self, free):
        self.free = free


@tagged("post_install", "-at_install")
class TestReverseSync(ReverseCase):
    """Everything comes home, and nothing in the cloud is touched."""

    def test_everything_is_home_and_the_cloud_keeps_its_copies(self):
        contents = {f"{n}.txt": f"content {n}".encode() * n for n in range(6)}
        attachments = {n: self._attach(self.partner, n, c) for n, c in contents.items()}
        checksums = {n: a.checksum for n, a in attachments.items()}
        self._sync()
        tree = self._tree()
        self.cloud.calls.clear()
        self.assertFalse(self._reset())
        for name, attachment in attachments.items():
            self.assertFalse(attachment._is_cloud_bound())
            self.assertFalse(attachment.url)
            self.assertEqual(attachment.raw or b"", contents[name])
            self.assertEqual(attachment.checksum, checksums[name])
        self.assertEqual(self._tree(), tree)
        self.assertEqual(self.backend.state, "draft")
        self._assert_forgotten()
        writing = {"upload", "replace_content", "move", "bin", "create_folders"}
        self.assertFalse(writing & set(self.cloud.calls))

    def test_report_is_complete(self):
        for number in range(3):
            self._attach(self.partner, f"{number}.txt", b"x" * 10)
        self._sync()
        self._reset()
        report = self._report()
        self.assertEqual((report.state, report.scope), ("done", "all"))
        self.assertEqual((report.file_total, report.file_done), (3, 3))
        self.assertEqual((report.size_total, report.size_done), (30, 30))
        self.assertEqual((report.progress, report.care_count), (100, 0))
        self.assertIn("3 of 3 files", self.backend.message_ids[0].body)
        self.assertEqual(self._logs(operation="download")[:1].direction, "reverse")
        self.assertEqual(len(self._logs(operation="download")), 3)

    def test_wizard_says_counts_and_room(self):
        self._attach(self.partner, "a.txt", b"x" * 1000)
        self._sync()
        self._native()
        action = self.backend.action_reset()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((wizard.file_count, wizard.fetch_count), (2, 1))
        self.assertEqual(wizard.native_count, 1)
        self.assertTrue(wizard.fits)
        self.assertEqual(self.backend.state, "connected")

    def test_reset_is_refused_where_the_disk_has_no_room(self):
        self._attach(self.partner, "a.txt", b"x" * 1000)
        self._sync()
        with patch(ROOM, return_value=Usage(999)):
            action = self.backend.action_reset()
            wizard = self.env[action["res_model"]].browse(action["res_id"])
            self.assertFalse(wizard.fits)
            with self.assertRaisesRegex(UserError, "999"):
                wizard.action_confirm()
        self.assertEqual(self.backend.state, "connected")

    def test_disk_that_fills_up_interrupts_and_loses_nothing(self):
        attachment = self._attach(self.partner, "a.txt", b"x")
        self._sync()
        full = OSError(errno.ENOSPC, "No space left on device")
        with patch.object(type(attachment), "_cloud_store", side_effect=full):
            self._interrupted_reset()
        self.assertEqual(self.backend.state, "reversing")
        self.assertIn("full", self.backend.last_message)
        self.assertFalse(attachment.cloud_file_id.try_count)
        self._go_on()
        self.assertEqual((attachment._is_cloud_bound(), attachment.raw), (False, b"x"))
        self._assert_forgotten()

    def test_disk_without_room_is_seen_before_a_batch(self):
        attachment = self._attach(self.partner, "a.txt", b"x" * 1000)
        self._sync()
        self.backend._start_reset()
        with patch(ROOM, return_value=Usage(10)):
            self._interrupted(self._go_on)
        self.assertTrue(attachment._is_cloud_bound())
        self.assertNotIn("open", self.cloud.calls)

    def test_content_that_is_here_still_is_not_downloaded(self):
        self.backend.release_policy = "never"
        attachment = self._attach(self.partner, "a.txt", b"x")
        self._sync()
        self._reset()
        self.assertEqual((attachment._is_cloud_bound(), attachment.raw), (False, b"x"))
        self.assertNotIn("open", self.cloud.calls)
        self._assert_forgotten()

    def test_what_is_on_its_way_to_the_cloud_stays_here(self):
        attachment = self._attach(self.partner, "a.txt", b"x")
        self.cloud.fail_next("upload", AccessDenied("no"))
        self._sync()
        self._reset()
        self.assertEqual((attachment._is_cloud_bound(), attachment.raw), (False, b"x"))
        self._assert_forgotten()

    def test_newer_content_and_name_of_the_cloud_come_home(self):
        attachment = self._attach(self.partner, "a.txt", b"old")
        self._sync()
        self._begin_reset()
        item = self.cloud.find("Odoo/Contacts/P/a.txt")
        self.cloud.write(item.external_id, b"newer")
        self.cloud.move(item.external_id, name="b.txt")
        self._go_on()
        self.assertEqual((attachment.name, attachment.raw), ("b.txt", b"newer"))

    def test_newer_content_of_a_mirrored_file_comes_home(self):
        self.backend.release_policy = "never"
        attachment = self._attach(self.partner, "a.txt", b"old")
        self._sync()
        self._begin_reset()
        self.cloud.write(self.cloud.find("Odoo/Contacts/P/a.txt").external_id, b"newer")
        self._go_on()
        self.assertEqual(attachment.raw, b"newer")

    def test_edits_on_both_sides_are_both_kept_and_listed(self):
        attachment = self._attach(self.partner, "a.txt", b"old")
        self._sync()
        self._begin_reset()
        self.cloud.write(
            self.cloud.find("Odoo/Contacts/P/a.txt").external_id, b"theirs"
        )
        attachment.raw = b"ours"
        self._go_on()
        self.assertEqual(attachment.raw, b"ours")
        self.assertEqual(self._tree()["Odoo/Contacts/P/a.txt"], b"theirs")
        self.assertEqual(self._lines(), {"a.txt": "both"})

    def test_deleted_attachment_is_not_deleted_in_the_cloud(self):
        attachment = self._attach(self.partner, "a.txt", b"x")
        self._sync()
        attachment.unlink()
        self._reset()
        self.assertEqual(self._tree()["Odoo/Contacts/P/a.txt"], b"x")
        self._assert_forgotten()

    def test_news_of_the_cloud_come_home(self):
        attachment = self._attach(self.partner, "a.txt", b"old")
        gone = self._attach(self.partner, "gone.txt", b"gone")
        self._sync()
        self.backend._job_backward()
        folder = self.cloud.find("Odoo/Contacts/P")
        self.cloud.write(attachment.cloud_file_id.external_id, b"newer")
        self.cloud.trash(gone.cloud_file_id.external_id)
        self.cloud.create(folder.external_id, "new.txt", b"new")
        self._reset()
        self.assertEqual(attachment.raw, b"newer")
        self.assertFalse(gone.exists())
        new = attachment.search([("name", "=", "new.txt")])
        self.assertEqual(
            (new._is_cloud_bound(), new.raw, new.res_id),
            (False, b"new", self.partner.id),
        )
        self.assertEqual(self.backend.state, "draft")

    def test_lost_tree_deletes_nothing_in_odoo(self):
        attachment = self._attach(self.partner, "a.txt", b"x")
        self._sync()
        self.backend._job_backward()
        self.cloud.purge(self.cloud.find("Odoo").external_id)
        self._reset()
        self.assertTrue(attachment.exists())
        self.assertEqual(self._lines(), {"a.txt": "gone"})
        self.assertEqual(self.backend.state, "draft")

    def test_binned_file_comes_home_out_of_the_bin(self):
        attachment = self._attach(self.partner, "a.txt", b"x")
        self._sync()
        self._begin_reset()
        self.cloud.trash(self.cloud.find("Odoo/Contacts/P/a.txt").external_id)
        self._go_on()
        self.assertEqual(attachment.raw, b"x")

    def test_purged_file_is_listed_with_its_record_and_link(self):
        attachment = self._attach(self.partner, "a.txt", b"x")
        kept = self._attach(self.partner, "b.txt", b"y")
        self._sync()
        self._begin_reset()
        url = attachment.cloud_file_id.web_url
        self.cloud.purge(self.cloud.find("Odoo/Contacts/P/a.txt").external_id)
        self._go_on()
        line = self._report().line_ids
        self.assertEqual((line.reason, line.name, line.care), ("gone", "a.txt", True))
        self.assertEqual(
            (line.res_model, line.res_id), ("res.partner", self.partner.id)
        )
        self.assertEqual((line.record_name, line.web_url), ("P", url))
        self.assertEqual(line.action_open_record()["res_id"], self.partner.id)
        self.assertEqual((attachment.type, attachment.url), ("url", url))
        self.assertEqual(kept.raw, b"y")
        self.assertEqual(self._report().file_done, 1)
        self.assertTrue(self.backend.activity_ids)

    def test_one_failing_file_never_stops_the_others(self):
        one = self._attach(self.partner, "1.txt", b"1")
        two = self._attach(self.partner, "2.txt", b"2")
        self._sync()
        self.backend.parallel_transfers = 1
        self.cloud.fail_next("open", AccessDenied("not you"))
        [job] = self._reset()
        self.assertTrue(job.eta)
        self.assertTrue(one._is_cloud_bound())
        self.assertFalse(two._is_cloud_bound())
        file = one.cloud_file_id
        self.assertEqual((file.error, file.try_count), ("not you", 1))
        self.assertTrue(file.next_try)
        self.assertEqual(self.backend.state, "reversing")
        self.assertEqual(self._report().file_done, 1)
        self._run_jobs(self.backend.action_sync_now)
        self.assertEqual((one._is_cloud_bound(), one.raw), (False, b"1"))
        self.assertEqual(self.backend.state, "draft")
        self.assertFalse(self._lines())

    def test_after_the_last_try_it_is_listed(self):
        attachment = self._attach(self.partner, "a.txt", b"x")
        self._sync()
        self.cloud.fail_next("open", AccessDenied("not you"), times=TRIES)
        self._reset()
        delays = [attachment.cloud_file_id.next_try - fields.Datetime.now()]
        for _try in range(TRIES - 2):
            self._run_jobs(self.backend.action_sync_now)
            delays.append(attachment.cloud_file_id.next_try - fields.Datetime.now())
        self.assertEqual(delays, sorted(delays))
        self.assertEqual(self.backend.state, "reversing")
        self._run_jobs(self.backend.action_sync_now)
        self.assertEqual(self._lines(), {"a.txt": "failed"})
        self.assertEqual(self.backend.state, "draft")
        self.assertEqual(attachment.type, "url")
        self._assert_forgotten()

    def test_what_arrives_damaged_is_not_kept(self):
        attachment = self._attach(self.partner, "a.txt", b"good")
        self._sync()
        with patch(FETCH, lambda *args: replace(fetch(*args), content_hash="other")):
            self._reset()
        self.assertTrue(attachment._is_cloud_bound())
        self.assertIn("did not arrive", attachment.cloud_file_id.error)
        self._run_jobs(self.backend.action_sync_now)
        self.assertEqual(attachment.raw, b"good")

    def test_interrupted_download_goes_on(self):
        attachment = self._attach(self.partner, "a.txt", b"x" * 100)
        self._sync()
        self.cloud.chunk_size, self.cloud.break_after = 10, 30
        self._interrupted_reset()
        self.assertTrue(attachment._is_cloud_bound())
        self.assertEqual(self.backend.state, "reversing")
        self.cloud.break_after = None
        self._go_on()
        self.assertEqual(attachment.raw, b"x" * 100)
        self.assertEqual(self.backend.state, "draft")

    def test_lost_authorization_is_renewed_and_the_way_home_goes_on(self):
        attachment = self._attach(self.partner, "a.txt", b"x")
        self._sync()
        self.cloud.fail_next("get_many", AuthorizationLost("gone"))
        self._reset()
        self.assertEqual(self.backend.state, "reconnect")
        self._run_jobs(self.backend.action_connect)
        self.assertFalse(attachment._is_cloud_bound())
        self.assertEqual(self.backend.state, "draft")

    def test_other_directions_wait(self):
        self._attach(self.partner, "a.txt", b"x")
        self._sync()
        self.backend._start_reset()
        later = self._attach(self.partner, "later.txt", b"later")
        self.cloud.calls.clear()
        self._sync(self.partner)
        self.assertFalse(self.cloud.calls)
        self._go_on()
        self.assertEqual(later.raw, b"later")
        self._assert_forgotten()

    def test_stop_returns_to_the_cloud_and_makes_no_twins(self):
        attachments = [
            self._attach(self.partner, f"{n}.txt", b"%d" % n) for n in range(4)
        ]
        self._sync()
        tree = self._tree()
        self.backend.parallel_transfers = 1
        self.cloud.fail_next("open", RetryLater("wait", 5))
        self._interrupted_reset()
        self.cloud.fail_next("open", AccessDenied("no"))
        self._go_on()
        away = [a for a in attachments if a._is_cloud_bound()]
        self.assertEqual(len(away), 1)
        left = self._run_jobs(self.backend.action_reverse_stop)
        self.assertIn("_job_prepare", [job.method_name for job in left])
        self.assertEqual(self.backend.state, "connected")
        self.assertEqual(self._report().state, "stopped")
        self.assertEqual(self._report().file_done, 3)
        self.cloud.calls.clear()
        self._sync()
        self.assertTrue(all(a._is_cloud_bound() for a in attachments))
        self.assertEqual(self._tree(), tree)
        self.assertEqual(self.cloud.calls["upload"], 0)

    def test_images_come_home_unshrunk(self):
        content = b"\x89PNG\r\n\x1a\n" + b"no real picture" * 10
        image = self._attach(self.partner, "a.png", content, mimetype="image/png")
        self._sync()
        self._reset()
        self.assertEqual(image.raw, content)

    def test_files_kept_in_the_database_come_home_there(self):
        attachment = self._attach(self.partner, "a.txt", b"x")
        self._sync()
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        self._reset()
        self.assertEqual((attachment.db_datas, attachment.raw), (b"x", b"x"))

    def test_lost_job_is_enqueued_again_by_the_schedule(self):
        attachment = self._attach(self.partner, "a.txt", b"x")
        self._sync()
        self.backend._start_reset()
        self.assertFalse(self._run_jobs(self.env["cloud.backend"]._cron_reverse))
        self.assertFalse(attachment._is_cloud_bound())

    def test_drive_can_be_changed_afterwards(self):
        self._attach(self.partner, "a.txt", b"x")
        self._sync()
        with self.assertRaises(UserError):
            self.backend._use_drive("other", "Other")
        self._reset()
        self.backend._use_drive("other", "Other")
        self.assertEqual(self.backend.drive_external_id, "other")

    def test_reset_needs_a_connection(self):
        self._attach(self.partner, "a.txt", b"x")
        self._sync()
        self.backend.action_disconnect()
        with self.assertRaisesRegex(UserError, "Connect Memory first"):
            self.backend.action_reset()
