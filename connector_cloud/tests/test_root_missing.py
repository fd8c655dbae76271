# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .hold_case import HoldCase


@tagged("post_install", "-at_install")
class TestRootMissing(HoldCase):
    """A colleague deletes the root folder in the drive."""

    def setUp(self):
        super().setUp()
        self.partner = self._partner("P")
        self.attachment = self._files(1, self.partner)
        self.before = self._tree()
        self.root_id = self.cloud.find("Odoo").external_id

    def _prepare(self):
        with trap_jobs() as trap:
            result = self.backend._job_prepare()
        return result, trap.enqueued_jobs

    def test_nothing_is_done_until_a_person_decides(self):
        self.cloud.trash(self.root_id)
        result, jobs = self._prepare()
        hold = self._hold()
        self.assertEqual((hold.reason, result), ("root_missing", hold.summary))
        self.assertFalse(jobs)
        self.assertEqual(self.backend.state, "connected")
        self.assertEqual(self.backend.hold_text, hold.summary)
        self._attach(self.partner, "new.txt")
        self._sync(self.partner)
        self._prepare()
        self.assertEqual(self._tree(), {})
        self.assertEqual(self._hold(), hold)
        self.assertEqual(len(hold.activity_ids), 1)

    def test_a_single_job_makes_nothing_in_the_bin(self):
        self.cloud.trash(self.root_id)
        self._sync(self._partner("New"))
        self.assertEqual(self._hold().reason, "root_missing")
        self.cloud.untrash(self.root_id)
        self.assertEqual(self._tree(), self.before)

    def test_the_root_comes_back_by_itself(self):
        self.cloud.trash(self.root_id)
        self._prepare()
        hold = self._hold()
        seen = self._lost_in_cloud(self._external_ids(self.attachment))
        self.assertEqual(seen.hold_id, hold)
        self.cloud.untrash(self.root_id)
        self._attach(self.partner, "new.txt", b"new")
        self._prepare()
        self._sync(self.partner)
        self.assertEqual(hold.state, "settled")
        after = {**self.before, "Odoo/Contacts/P/new.txt": b"new"}
        self.assertEqual(self._tree(), after)
        self.assertFalse(seen.hold_id or seen.deleted)

    def test_restore_in_the_cloud(self):
        self.cloud.trash(self.root_id)
        self._prepare()
        seen = self._lost_in_cloud(self._external_ids(self.attachment))
        hold = self._hold()
        self._press(hold.action_discard)
        self.assertEqual(self._tree(), self.before)
        self.assertEqual(hold.state, "discarded")
        self.assertFalse(seen.hold_id or seen.deleted)
        self._sync()
        self.assertFalse(self._hold())
        self.assertEqual(self.attachment.raw, b"0.txt")

    def test_restore_of_what_is_gone_for_good(self):
        self.cloud.purge(self.root_id)
        self._prepare()
        hold = self._hold()
        self._press(hold.action_discard)
        self.assertEqual(hold.state, "waiting")
        self.assertTrue(hold.outcome)
        self.assertTrue(hold.activity_ids)

    def test_start_again(self):
        self.backend.release_policy = "never"
        local = self._attach(self.partner, "local.txt", b"local")
        self._sync(self.partner)
        remote_id = self.attachment.cloud_file_id.external_id
        self.cloud.trash(self.root_id)
        self._prepare()
        with trap_jobs():
            self._hold()._start_again()
        self._sync()
        # What is still in Odoo is sent again.
        self.assertEqual(self._tree()["Odoo/Contacts/P/local.txt"], b"local")
        self.assertNotIn("Odoo/Contacts/P/0.txt", self._tree())
        self.assertEqual(local.cloud_file_id.status, "synced")
        self.assertFalse(self._hold())
        # What was only in the old folder is looked at, and the guard lets it pass.
        self.assertFalse(self._lost_in_cloud([remote_id]).hold_id)
        self.assertTrue(self.cloud.item(self.root_id).binned)

    def test_start_again_keeps_what_was_only_in_the_old_folder(self):
        self.cloud.trash(self.root_id)
        self._prepare()
        with trap_jobs():
            self._hold()._start_again()
        self._sync()
        self.backend._job_backward()
        self.assertEqual(self.attachment.cloud_file_id.status, "left")
        # The cloud still shows what is in its bin.
        self.assertEqual(self.attachment.raw, b"0.txt")
        self.assertFalse(self._hold())

    def test_the_old_folder_comes_back_after_a_new_start(self):
        self.cloud.trash(self.root_id)
        self._prepare()
        with trap_jobs():
            self._hold()._start_again()
        self._sync()
        self._sync(self.partner)
        self.backend._job_backward()
        self.assertEqual(self.attachment.cloud_file_id.status, "left")
        self.cloud.untrash(self.root_id)
        for _round in range(4):
            self.env["cloud.observation"].search([]).write({"next_try": False})
            self.backend._job_backward()
        back = self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.partner.id)]
        )
        self.assertEqual(back, self.attachment)
        self.assertEqual(back.cloud_file_id.status, "synced")
        self.assertEqual(back.mapped("raw"), [b"0.txt"])
        self.assertEqual(self._tree(), self.before)

    def test_a_single_deletion_under_a_lost_root_waits(self):
        self.cloud.trash(self.root_id)
        seen = self._lost_in_cloud(self._external_ids(self.attachment))
        self.assertEqual(seen.hold_id.reason, "root_missing")
        self.assertIn("Contacts / P / 0.txt", seen.hold_id.sample)

    def test_an_emptied_root_is_a_missing_root(self):
        self._rule("Companies", "[('id', '=', 0)]")
        self._sync()
        before = self._tree()
        for path in ("Odoo/Contacts", "Odoo/Companies"):
            self.cloud.trash(self.cloud.find(path).external_id)
        self._prepare()
        hold = self._hold()
        self.assertEqual(hold.reason, "root_missing")
        self.assertEqual(self._tree(), {"Odoo": None})
        self._press(hold.action_discard)
        self.assertEqual(self._tree(), before)

    def test_an_emptied_root_is_filled_again(self):
        self._rule("Companies", "[('id', '=', 0)]")
        self._sync()
        for path in ("Odoo/Contacts", "Odoo/Companies"):
            self.cloud.trash(self.cloud.find(path).external_id)
        self._prepare()
        with trap_jobs():
            self._hold()._start_again()
        self._sync()
        self.assertEqual(self.cloud.find("Odoo").external_id, self.root_id)
        self.assertEqual(
            set(self._tree()),
            {"Odoo", "Odoo/Contacts", "Odoo/Companies", "Odoo/Contacts/P"},
        )
