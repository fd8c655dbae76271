# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .hold_case import HoldCase


@tagged("post_install", "-at_install")
class TestGuardDirect(HoldCase):
    """Deletions in Odoo that are too many wait for a person."""

    def _contents(self):
        return sorted(c for c in self._tree().values() if c is not None)

    def test_few_deletions_are_carried_out(self):
        attachments = self._files(4)
        attachments[:2].unlink()
        self._sync()
        self.assertEqual(self._contents(), [b"2.txt", b"3.txt"])
        self.assertFalse(self._hold())

    def test_a_small_share_is_carried_out(self):
        attachments = self._files(15)
        attachments[:3].unlink()
        self._sync()
        self.assertEqual(len(self._contents()), 12)

    def test_many_deletions_wait_and_all_else_goes_on(self):
        partner = self._partner("P")
        attachments = self._files(4, partner)
        attachments[:3].unlink()
        attachments[3].name = "renamed.txt"
        self._attach(partner, "new.txt", b"new")
        self._sync()
        self.assertEqual(
            self._contents(), [b"0.txt", b"1.txt", b"2.txt", b"3.txt", b"new"]
        )
        self.assertIn("Odoo/Contacts/P/renamed.txt", self._tree())
        hold = self._hold()
        self.assertEqual((hold.reason, hold.direction), ("many_deletions", "direct"))
        self.assertEqual((hold.count, hold.total), (3, 4))
        self.assertIn("Contacts / P / 1.txt", hold.sample.split("\n"))
        self.assertTrue(self._logs(operation="hold", level="warning"))

    def test_people_are_told_once(self):
        partner = self._partner("P")
        attachments = self._files(6, partner)
        attachments[:3].unlink()
        self._sync()
        hold = self._hold()
        self.assertEqual(hold.activity_ids.user_id, self.backend.notify_user_ids)
        self._sync(partner)
        # What comes in slices is one deletion all the same.
        attachments[3].unlink()
        self._sync(partner)
        self.assertEqual(len(self._contents()), 6)
        self.assertEqual((self._hold(), hold.count), (hold, 4))
        self.assertEqual(len(hold.activity_ids), 1)

    def test_what_waits_is_not_enqueued_again(self):
        one = self._partner("One")
        self._files(3, one)
        self._files(3, self._partner("Two"))[:2].unlink()
        one.unlink()
        self._sync()
        self.assertEqual(self._hold().count, 5)
        self.assertFalse(self.env["cloud.folder"].search([("queued_at", "!=", False)]))
        with trap_jobs() as trap:
            self.backend._job_prepare()
            trap.assert_jobs_count(0)

    def test_released_deletions_are_carried_out(self):
        attachments = self._files(4)
        attachments[:3].unlink()
        self._sync()
        hold = self._hold()
        with trap_jobs() as trap:
            hold.action_release()
            trap.assert_enqueued_job(self.backend._job_prepare)
        self._sync()
        self.assertEqual(self._contents(), [b"3.txt"])
        self.assertEqual((hold.state, hold.decided_by), ("released", self.env.user))
        self.assertTrue(hold.decided_at)
        self.assertFalse(hold.activity_ids)
        self.assertFalse(self._hold())

    def test_folders_of_deleted_records_wait_with_their_files(self):
        one, two = self._partner("One"), self._partner("Two")
        self._files(2, one)
        self._files(2, two)
        empty = self._partner("Empty")
        self._sync()
        (one | two | empty).unlink()
        self._sync()
        self.assertEqual(len(self._contents()), 4)
        self.assertNotIn("Odoo/Contacts/Empty", self._tree())
        self.assertEqual(self._hold().folder_count, 2)
        with trap_jobs():
            self._hold().action_release()
        self._sync()
        self.assertEqual(set(self._tree()), {"Odoo", "Odoo/Contacts"})

    def test_a_rule_that_keeps_folders_deletes_nothing(self):
        self.rule.deletion_policy = "keep"
        partner = self._partner("P")
        self._files(4, partner)
        partner.unlink()
        self._sync()
        self.assertFalse(self._hold())
        self.assertEqual(len(self._contents()), 4)
        self.assertFalse(self.env["cloud.file"].search([]))

    def test_kept_files_are_new_from_the_cloud(self):
        attachments = self._files(4)
        external_ids = self._external_ids(attachments[:3])
        attachments[:3].unlink()
        self._sync()
        hold = self._hold()
        self._press(hold.action_discard)
        self.assertEqual(hold.state, "discarded")
        self.assertEqual(len(self._contents()), 4)
        observed = self.env["cloud.observation"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(set(observed.mapped("external_id")), set(external_ids))
        self.assertFalse(observed.hold_id)
        self.assertEqual(len(self.env["cloud.file"].search([])), 1)
        self.assertEqual(len(self._logs(operation="restore")), 3)

    def test_kept_files_come_back_as_attachments(self):
        partner = self._partner("P")
        attachments = self._files(4, partner)
        attachments[:3].unlink()
        self._sync()
        self._press(self._hold().action_discard)
        self.backend._job_backward()
        back = self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
        )
        self.assertEqual(
            sorted(back.mapped("raw")), [b"0.txt", b"1.txt", b"2.txt", b"3.txt"]
        )
        self._sync(partner)
        self.assertEqual(len(self._contents()), 4)

    def test_kept_files_of_a_deleted_record_stay_in_the_cloud(self):
        partner = self._partner("P")
        self._files(4, partner)
        before = self._tree()
        partner.unlink()
        self._sync()
        self._press(self._hold().action_discard)
        self._sync()
        self.assertEqual(self._tree(), before)
        self.assertFalse(self.env["cloud.file"].search([]))
        self.assertFalse(self.env["cloud.folder"].search([("kind", "=", "record")]))

    def test_a_hold_that_nothing_waits_for_settles(self):
        attachments = self._files(4)
        attachments[:3].unlink()
        self._sync()
        hold = self._hold()
        hold.file_ids.sudo().unlink()
        self._sync(self._partner("Another"))
        self.assertEqual(hold.state, "settled")
        self.assertFalse(hold.activity_ids)


@tagged("post_install", "-at_install")
class TestGuardMoves(HoldCase):
    """A change of the rules that moves many folders waits for a person."""

    def setUp(self):
        super().setUp()
        self.partners = self.env["res.partner"]
        for name in "ABCD":
            self.partners |= self._partner(name)
        self._sync()
        self.rival = self._rule(
            "Tagged", f"[('category_id', 'in', {self.tag.ids})]", sequence=1
        )

    def _places(self):
        """:return: the model's folder of each record's"""
        return [path.split("/")[1] for path in self._tree() if path.count("/") == 2]

    def test_many_moves_wait_and_all_else_goes_on(self):
        self._attach(self.partners[0], "a.txt", b"a")
        self._sync()
        self.assertEqual(self._places(), ["Contacts"] * 4)
        self.assertEqual(self._tree()["Odoo/Contacts/A/a.txt"], b"a")
        hold = self._hold()
        self.assertEqual((hold.reason, hold.count, hold.total), ("many_moves", 4, 4))
        self.assertEqual(hold.sample.split("\n")[0], "Contacts / A")

    def test_few_moves_are_made(self):
        self.rival.domain = f"[('id', 'in', {self.partners[:2].ids})]"
        self._sync()
        self.assertEqual(sorted(self._places()), ["Contacts"] * 2 + ["Tagged"] * 2)
        self.assertFalse(self._hold())

    def test_a_single_job_judges_all_folders(self):
        self._sync(self.partners[0])
        self.assertEqual(self._hold().count, 4)

    def test_released_moves_are_made(self):
        self._sync()
        with trap_jobs():
            self._hold().action_release()
        self._sync()
        self.assertEqual(self._places(), ["Tagged"] * 4)
        self.assertFalse(self._hold())
        self.assertFalse(self.env["cloud.folder"].search([("approved", "=", True)]))

    def test_discarded_moves_stay_until_the_rules_change_again(self):
        self._sync()
        self._hold().action_discard()
        self._sync(self.partners)
        self.assertEqual(self._places(), ["Contacts"] * 4)
        self.assertFalse(self._hold())
        self.backend.guard_max_moves = 10
        self.rival.sequence = 2
        self._sync(self.partners)
        self.assertEqual(self._places(), ["Tagged"] * 4)

    def test_rules_changed_back_settle_the_hold(self):
        self._sync()
        hold = self._hold()
        self.rival.active = False
        self.assertEqual(hold.state, "settled")
        self._sync(self.partners)
        self.assertEqual(self._places(), ["Contacts"] * 4)
