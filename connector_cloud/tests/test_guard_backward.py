# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..exceptions import AccessDenied, RetryLater
from .hold_case import HoldCase


@tagged("post_install", "-at_install")
class TestGuardBackward(HoldCase):
    """Deletions in the cloud that are too many wait for a person."""

    def setUp(self):
        super().setUp()
        self.partner = self._partner("P")
        self.attachments = self._files(4, self.partner)
        self.ids = self._external_ids(self.attachments)

    def _trash(self, *external_ids):
        for external_id in external_ids:
            self.cloud.trash(external_id)
        return self._lost_in_cloud(list(external_ids))

    def test_few_deletions_pass(self):
        seen = self._trash(*self.ids[:2])
        self.assertFalse(seen.hold_id)

    def test_many_deletions_wait(self):
        seen = self._trash(*self.ids[:3])
        hold = self._hold()
        self.assertEqual(seen.hold_id, hold)
        self.assertEqual((hold.reason, hold.direction), ("many_deletions", "backward"))
        self.assertEqual((hold.count, hold.total), (3, 4))
        self.assertIn("Contacts / P / 0.txt", hold.sample)

    def test_slices_are_one_deletion(self):
        self._trash(*self.ids[:3])
        last = self._trash(self.ids[3])
        self.assertEqual((last.hold_id, self._hold().count), (self._hold(), 4))

    def test_news_of_what_waits_let_nothing_slip_through(self):
        self._trash(*self.ids[:3])
        again = self._lost_in_cloud(self.ids[:1])
        self.assertEqual(again.hold_id, self._hold())

    def test_released_deletions_pass_the_guard(self):
        seen = self._trash(*self.ids[:3])
        hold = self._hold()
        with trap_jobs():
            hold.action_release()
        self.assertFalse(seen.hold_id)
        self.assertEqual(set(seen.mapped("approved")), {True})
        # Also when the feed tells of them again.
        self.assertFalse(self._lost_in_cloud(self.ids[:3]).hold_id)
        self.assertEqual(hold.state, "released")

    def test_files_are_taken_out_of_the_bin(self):
        before = self._tree()
        seen = self._trash(*self.ids[:3])
        self._press(self._hold().action_discard)
        self.assertEqual(self._tree(), before)
        self.assertFalse(seen.hold_id)
        self.assertNotIn(True, seen.mapped("deleted"))
        self.assertEqual(self.attachments.exists(), self.attachments)

    def test_files_go_back_with_their_folder(self):
        before = self._tree()
        folder = self.cloud.find("Odoo/Contacts/P")
        self.cloud.trash(folder.external_id)
        self._lost_in_cloud(self.ids)
        self._press(self._hold().action_discard)
        self.assertEqual(self._tree(), before)
        self.assertEqual(self.cloud.calls["restore"], 1)

    def test_a_folder_made_anew_gets_its_files_back(self):
        before = self._tree()
        old = self.cloud.find("Odoo/Contacts/P")
        self.cloud.trash(old.external_id)
        self._sync(self.partner)
        new = self.cloud.find("Odoo/Contacts/P")
        self.assertNotEqual(new.external_id, old.external_id)
        self._lost_in_cloud(self.ids)
        self._press(self._hold().action_discard)
        self.assertEqual(self._tree(), before)
        self.assertEqual(self.cloud.item(self.ids[0]).parent_id, new.external_id)
        self.assertTrue(self.cloud.item(old.external_id).binned)

    def test_files_move_to_a_folder_made_anew_that_is_in_use(self):
        old = self.cloud.find("Odoo/Contacts/P")
        self.cloud.trash(old.external_id)
        self._attach(self.partner, "new.txt", b"new")
        self._sync(self.partner)
        new = self.cloud.find("Odoo/Contacts/P")
        self._lost_in_cloud(self.ids)
        self._press(self._hold().action_discard)
        names = {item.name for item in self.cloud.children(new.external_id)}
        self.assertEqual(names, {"0.txt", "1.txt", "2.txt", "3.txt", "new.txt"})
        self.assertFalse(self._hold())

    def test_a_folder_that_is_gone_for_good_is_made_anew(self):
        folder = self.cloud.find("Odoo/Contacts/P")
        elsewhere = self.cloud.create_folder(self.cloud.root_id, "Elsewhere")
        for external_id in self.ids:
            self.cloud.move(external_id, parent_id=elsewhere.external_id)
        self.cloud.purge(folder.external_id)
        self._lost_in_cloud(self.ids)
        self._press(self._hold().action_discard)
        self.assertEqual(self._tree()["Odoo/Contacts/P/0.txt"], b"0.txt")

    def test_files_that_were_moved_away_come_back(self):
        before = self._tree()
        for external_id in self.ids:
            self.cloud.move(external_id, parent_id=self.cloud.root_id)
        self._lost_in_cloud(self.ids)
        self._press(self._hold().action_discard)
        self.assertEqual(self._tree(), before)

    def test_what_is_gone_for_good_is_told(self):
        self.backend.release_policy = "never"
        local = self._attach(self.partner, "local.txt", b"local")
        self._sync(self.partner)
        lost = [*self.ids[:3], local.cloud_file_id.external_id]
        for external_id in lost:
            self.cloud.purge(external_id)
        self._lost_in_cloud(lost)
        hold = self._hold()
        with trap_jobs() as trap:
            hold.action_discard()
            self.backend._job_discard(hold.id)
            trap.assert_enqueued_job(
                self.backend._job_sync_records, args=("res.partner", [self.partner.id])
            )
        self._sync(self.partner)
        self.assertEqual(self._tree()["Odoo/Contacts/P/local.txt"], b"local")
        self.assertEqual(hold.state, "discarded")
        self.assertIn("Contacts / P / 0.txt: It is gone for good", hold.outcome)
        # The others are links that lead nowhere, and told so.
        dead = self.attachments.filtered(lambda a: not a.cloud_file_id)
        self.assertEqual(len(dead), 3)
        self.assertFalse(dead[0]._is_cloud_bound())
        self.assertTrue(dead[0].url)

    def test_what_the_cloud_refuses_waits_for_another_decision(self):
        self._trash(*self.ids[:3])
        hold = self._hold()
        self.cloud.fail_next("restore", AccessDenied("Restore it there."))
        self._press(hold.action_discard)
        self.assertEqual((hold.state, hold.observation_count), ("waiting", 1))
        self.assertIn("Restore it there.", hold.outcome)
        self.assertTrue(hold.activity_ids)
        self._press(hold.action_discard)
        self.assertEqual((hold.state, hold.observation_count), ("discarded", 0))
        self.assertFalse(hold.outcome)

    def test_an_interrupted_restore_goes_on(self):
        before = self._tree()
        self._trash(*self.ids[:3])
        hold = self._hold()
        with trap_jobs():
            hold.action_discard()
        self.cloud.fail_next("restore", RetryLater("Wait.", 5))
        try:
            self.backend._job_discard(hold.id)
            self.fail("It was not interrupted.")
        except Exception as error:
            self.assertTrue(error.ignore_retry)
        self.assertEqual(hold.state, "discarded")
        self.assertTrue(hold.observation_count)
        self.backend.wait_until = False
        self.backend._job_discard(hold.id)
        self.assertEqual(self._tree(), before)
        self.assertFalse(hold.observation_count)


@tagged("post_install", "-at_install")
class TestHoldsOfTheBackwardSync(HoldCase):
    """The same, told by the change feed."""

    def setUp(self):
        super().setUp()
        self.partner = self._partner("P")
        self.attachments = self._files(4, self.partner)
        self.backend._job_backward()
        self.ids = self._external_ids(self.attachments)

    def _backward(self):
        with trap_jobs():
            self.backend._job_backward()
        self.env.invalidate_all()

    def test_few_deletions_are_carried_out(self):
        self.cloud.trash(self.ids[0])
        self._backward()
        self.assertEqual(len(self.attachments.exists()), 3)
        self.assertFalse(self._hold())

    def test_many_deletions_wait_until_released(self):
        for external_id in self.ids[:3]:
            self.cloud.trash(external_id)
        self.cloud.move(self.ids[3], name="renamed.txt")
        self._backward()
        self._backward()
        self.assertEqual(len(self.attachments.exists()), 4)
        self.assertIn("renamed.txt", self.attachments.mapped("name"))
        self.assertEqual(self._hold().count, 3)
        with trap_jobs():
            self._hold().action_release()
        self._backward()
        self.assertEqual(self.attachments.exists().name, "renamed.txt")
        self.assertFalse(self.env["cloud.observation"].search([]))

    def test_a_deleted_record_folder_is_put_back(self):
        before = self._tree()
        self.cloud.trash(self.cloud.find("Odoo/Contacts/P").external_id)
        self._backward()
        self._sync(self.partner)
        self.assertEqual(self._hold().count, 4)
        self._press(self._hold().action_discard)
        self._backward()
        self._sync(self.partner)
        self.assertEqual(self._tree(), before)
        self.assertEqual(self.attachments.exists(), self.attachments)
        self.assertEqual(self.attachments[0].raw, b"0.txt")
        self.assertFalse(self.env["cloud.observation"].search([]))

    def test_a_hold_settles_when_a_person_restores_the_files(self):
        for external_id in self.ids[:3]:
            self.cloud.trash(external_id)
        self._backward()
        hold = self._hold()
        for external_id in self.ids[:3]:
            self.cloud.untrash(external_id)
        self._backward()
        self._backward()
        self.assertEqual(hold.state, "settled")
        self.assertEqual(self.attachments.exists(), self.attachments)

    def test_nothing_is_taken_over_while_the_root_is_missing(self):
        root_id = self.cloud.find("Odoo").external_id
        before = self._tree()
        self.cloud.trash(root_id)
        self._backward()
        self.assertEqual(self._hold().reason, "root_missing")
        self._backward()
        self.assertEqual(len(self.attachments.exists()), 4)
        self._press(self._hold().action_discard)
        self._backward()
        self._sync(self.partner)
        self.assertEqual(self._tree(), before)
        self.assertEqual(len(self.attachments.exists()), 4)
        self.assertFalse(self._hold())

    def test_the_feed_tells_that_the_root_is_back(self):
        root_id = self.cloud.find("Odoo").external_id
        self.cloud.trash(root_id)
        self._backward()
        hold = self._hold()
        self.cloud.untrash(root_id)
        self._backward()
        self.assertEqual(hold.state, "settled")
        self.assertEqual(len(self.attachments.exists()), 4)
