# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..exceptions import AccessDenied
from ..models.cloud_reverse_report import TRIES
from .reverse_case import ReverseCase
from .test_reverse_sync import ROOM, Usage


@tagged("post_install", "-at_install")
class TestRuleMove(ReverseCase):
    """A model that moves to another cloud: first home, then to the new one."""

    def setUp(self):
        super().setUp()
        self.new = self.backend.copy(
            {
                "name": "New",
                "rule_ids": False,
                "endpoint_url": f"memory:{self.id()}:new",
            }
        )
        self.new.action_connect()
        self.attachments = [
            self._attach(self.partner, f"{n}.txt", b"%d" % n) for n in range(3)
        ]
        self._sync()
        self.old_tree = self._tree()

    def _move(self, backend=None):
        return self._run_jobs(lambda: self._write_backend(backend or self.new))

    def _write_backend(self, backend):
        self.rule.backend_id = backend

    def _sync_backend(self, backend):
        self.backend = backend
        self.addCleanup(setattr, self, "backend", self.backend)
        self._sync()

    def _new_tree(self):
        return dict(self._paths(self.new._memory_cloud().tree()))

    def test_files_come_home_and_go_to_the_new_cloud(self):
        left = self._move()
        self.assertFalse(any(a._is_cloud_bound() for a in self.attachments))
        self.assertIn(("_job_prepare", self.new), self._jobs(left))
        self._sync_backend(self.new)
        self.assertTrue(all(a._is_cloud_bound() for a in self.attachments))
        self.assertEqual([a.raw for a in self.attachments], [b"0", b"1", b"2"])
        self.assertEqual(self._new_tree(), self.old_tree)
        self.assertEqual(self._tree(), self.old_tree)

    def _reports(self, name):
        return self.env["cloud.reverse.report"].search([]).mapped(name)

    def _jobs(self, jobs):
        return [(job.method_name, job.recordset) for job in jobs]

    def test_rows_of_the_old_cloud_are_forgotten(self):
        other = self._rule("Others", "[('name', '=', 'Other')]", sequence=1)
        kept = self._attach(self._partner("Other"), "kept.txt", b"kept")
        self._sync()
        self._move()
        folders = self.env["cloud.folder"].search([])
        self.assertEqual(folders.rule_id, other)
        self.assertEqual(set(folders.mapped("kind")), {"root", "rule", "record"})
        self.assertTrue(kept._is_cloud_bound())
        self.assertEqual(self.backend.state, "connected")
        report = self._report()
        self.assertEqual((report.state, report.scope), ("done", "rule"))
        self.assertEqual((report.file_total, report.file_done), (3, 3))
        self.assertFalse(self.rule.moving_from_id)

    def test_nothing_goes_to_the_new_cloud_before_all_is_home(self):
        self.cloud.fail_next("open", AccessDenied("no"))
        later = [j for j in self._move() if j.method_name == "_job_reverse"]
        self.assertTrue(all(job.eta for job in later))
        self.assertEqual(len(later), 1)
        self.assertEqual(self.rule.moving_from_id, self.backend)
        self.assertIn("2 of 3 files", self.rule.moving_text)
        late = self._attach(self._partner("Late"), "late.txt", b"late")
        new = self.new
        self.new._job_sync_records("res.partner", self.partner.ids)
        self._sync_backend(new)
        self.assertEqual(self._new_tree(), {"Odoo": None})
        self.assertFalse(late._is_cloud_bound())
        self.env["cloud.file"].search([]).next_try = False
        self._run_jobs(self.env["cloud.backend"]._cron_reverse)
        self._sync()
        self.assertEqual(self._new_tree()["Odoo/Contacts/Late/late.txt"], b"late")
        self.assertTrue(all(a._is_cloud_bound() for a in self.attachments))

    def test_record_that_is_synced_meanwhile_is_left_alone(self):
        self.cloud.fail_next("open", AccessDenied("no"))
        self._move()
        self._attach(self.partner, "later.txt", b"later")
        away = [a for a in self.attachments if a._is_cloud_bound()]
        self.assertEqual(len(away), 1)
        self._sync()
        self._sync(self.partner)
        self.assertEqual(self._tree(), self.old_tree)
        # What has come home does not go back to the old cloud.
        self.assertEqual([a for a in self.attachments if a._is_cloud_bound()], away)

    def test_file_that_cannot_be_fetched_is_listed_and_stays_a_link(self):
        self.cloud.fail_next("open", AccessDenied("no"), times=3 * TRIES)
        self._move()
        for _try in range(TRIES - 1):
            self.env["cloud.file"].search([]).next_try = False
            self._run_jobs(self.env["cloud.backend"]._cron_reverse)
        self.assertEqual(list(self._lines().values()), ["failed"] * 3)
        self.assertEqual({a.type for a in self.attachments}, {"url"})
        self._sync_backend(self.new)
        self.assertFalse([c for c in self._new_tree().values() if c is not None])

    def test_changed_mind_stays_with_the_old_cloud(self):
        self.cloud.fail_next("open", AccessDenied("no"))
        self._move()
        left = self._move(self.backend)
        self.assertIn(("_job_prepare", self.backend), self._jobs(left))
        self.assertEqual(self._report().state, "stopped")
        self.env["cloud.file"].search([]).next_try = False
        self.cloud.calls.clear()
        self._sync()
        self.assertEqual(self._tree(), self.old_tree)
        self.assertEqual(self.cloud.calls["upload"], 0)
        self.assertTrue(all(a._is_cloud_bound() for a in self.attachments))

    def test_model_that_comes_back_finds_its_old_folders(self):
        self._move()
        self._sync_backend(self.new)
        old = self.rule.moving_from_id or self.env["cloud.backend"].search(
            [("name", "=", "Memory")], limit=1
        )
        self._move(old)
        self.cloud.calls.clear()
        self._sync_backend(old)
        self.assertEqual(self._tree(), self.old_tree)
        self.assertEqual(self.cloud.calls["upload"], 0)

    def test_removed_rule_leaves_its_files_where_they_are(self):
        self.cloud.fail_next("open", AccessDenied("no"))
        self._move()
        self.rule.unlink()
        self._run_jobs(self.env["cloud.backend"]._cron_reverse)
        self.assertEqual(self._report().state, "stopped")
        self.assertEqual([a.raw for a in self.attachments], [b"0", b"1", b"2"])

    def test_reset_takes_over_what_moves(self):
        self.cloud.fail_next("open", AccessDenied("no"))
        self._move()
        self._reset()
        self.assertEqual(self.backend.state, "draft")
        self.assertEqual(set(self._reports("state")), {"done", "stopped"})
        self.assertFalse(any(a._is_cloud_bound() for a in self.attachments))
        self._sync_backend(self.new)
        self.assertEqual(self._new_tree(), self.old_tree)

    def test_rule_without_folders_just_changes(self):
        rule = self._rule("Empty", "[('name', '=', 'Nobody')]")
        rule.backend_id = self.new
        self.assertFalse(self._report())
        self.assertFalse(rule.moving_from_id)

    def test_old_cloud_has_to_be_connected(self):
        self.backend.action_disconnect()
        with self.assertRaisesRegex(UserError, "Connect or resume Memory"):
            self.rule.backend_id = self.new

    def test_move_is_refused_where_the_disk_has_no_room(self):
        with patch(ROOM, return_value=Usage(1)), self.assertRaises(UserError):
            self.rule.backend_id = self.new

    def test_form_says_what_will_happen(self):
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as logs:
            with Form(self.rule) as form:
                form.backend_id = self.new
        self.assertIn("3 files", logs.output[0])
        self.assertIn("Memory keeps its copies", logs.output[0])
