# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..exceptions import AccessDenied, NotFound
from .place_case import PlaceCase


@tagged("post_install", "-at_install")
class TestAnotherAccount(PlaceCase):
    """Somebody connects with another account than the one that keeps the files."""

    def test_the_place_is_remembered(self):
        place = self.backend.place_id
        account = self.cloud.account()
        self.assertEqual(place.account_external_id, account.external_id)
        self.assertEqual(place.account_name, account.name)
        self.assertEqual(place.drive_external_id, self.cloud.root_id)
        self.assertEqual(place.folder_external_id, self.root_id)

    def test_remembering_costs_nothing_later(self):
        self.cloud.calls.clear()
        self._prepare()
        self.assertNotIn("test_connection", self.cloud.calls)

    def test_it_is_told_at_once(self):
        self._connect(self._second())
        hold = self._hold()
        self.assertEqual(hold.reason, "other_account")
        self.assertIn(f"{self._second()} is connected instead of", hold.summary)
        self.assertIn(self.former.name, hold.summary)
        self.assertIn("does not see the folder «Odoo»", hold.summary)
        self.assertNotIn("deleted", hold.summary)
        self.assertEqual(self.backend.hold_text, hold.summary)
        self.assertEqual(len(hold.activity_ids), 1)

    def test_it_is_told_when_the_root_is_looked_at(self):
        # Signed in where nobody noticed: a subject of a service account was changed.
        self._move(self._second())
        result, jobs = self._prepare()
        hold = self._hold()
        self.assertEqual((hold.reason, result), ("other_account", hold.summary))
        self.assertFalse(jobs)

    def test_nothing_is_done_there(self):
        self._connect(self._second())
        self._prepare()
        self._sync(self.partner)
        self._rounds()
        self.assertEqual(self._tree(), {})
        self.assertEqual((self.away + self.here).exists(), self.away + self.here)
        self.assertEqual(self._hold().reason, "other_account")
        self.assertEqual(len(self._hold().activity_ids), 1)

    def test_the_summary_stays_true_afterwards(self):
        self._connect(self._second())
        hold = self._hold()
        summary = hold.summary
        self._start_again(hold)
        self._sync()
        hold.invalidate_recordset()
        self.assertEqual(hold.summary, summary)

    def test_the_former_account_settles_it(self):
        self._connect(self._second())
        hold = self._hold()
        self._connect()
        self.assertEqual(hold.state, "settled")
        self.assertFalse(hold.activity_ids)
        self._sync(self.partner)
        self.assertFalse(self._hold())
        self.assertEqual(self._tree(), self.before)
        self.assertEqual(self.away.raw, b"only in the cloud")

    def test_another_account_that_sees_the_folder_is_welcome(self):
        former = self.cloud
        self._move(self._second())
        self.cloud._nodes.update(former._nodes)
        self._connect(self._second())
        self.assertFalse(self._hold())
        self._prepare()
        self.assertFalse(self._hold())
        self.assertEqual(self.backend.place_id.account_name, self._second())

    def test_the_same_account_with_another_name_is_the_same(self):
        self.cloud.name = "renamed"
        self.cloud.purge(self.root_id)
        self._prepare()
        self.assertEqual(self._hold().reason, "root_missing")

    def test_a_lost_folder_of_the_same_account_was_deleted(self):
        self.cloud.purge(self.root_id)
        self._prepare()
        self.assertEqual(self._hold().reason, "root_missing")

    def test_one_hold_takes_the_place_of_the_other(self):
        self.cloud.trash(self.root_id)
        self._prepare()
        deleted = self._hold()
        self._connect(self._second())
        self.assertEqual(deleted.state, "settled")
        self.assertEqual(self._hold().reason, "other_account")

    def test_deletions_that_it_seems_to_show_wait(self):
        self._move(self._second())
        seen = self._lost_in_cloud(self._external_ids(self.away))
        self.assertEqual(seen.hold_id.reason, "other_account")

    def test_there_is_nothing_to_restore(self):
        self._connect(self._second())
        with self.assertRaisesRegex(UserError, "Connect the former account"):
            self._hold().action_discard()
        self.assertEqual(self._hold().reason, "other_account")


@tagged("post_install", "-at_install")
class TestRestoreRefused(PlaceCase):
    """A lost folder that the cloud does not give back."""

    def test_it_is_gone_for_good(self):
        self.cloud.purge(self.root_id)
        self._prepare()
        hold = self._hold()
        self._press(hold.action_discard)
        self.assertEqual(hold.state, "waiting")
        self.assertIn("«Odoo» could not be restored", hold.outcome)
        self.assertIn("does not exist", hold.outcome)

    def test_the_account_may_not(self):
        self.cloud.trash(self.root_id)
        self._prepare()
        hold = self._hold()
        self.cloud.fail_next("restore", AccessDenied("You may not."))
        self._press(hold.action_discard)
        self.assertIn("You may not.", hold.outcome)
        self.assertTrue(self._logs(operation="restore", level="error"))

    def test_a_cloud_that_cannot_is_not_asked(self):
        self.cloud.restores = False
        self.cloud.trash(self.root_id)
        self._prepare()
        hold = self._hold()
        self.assertFalse(hold.can_restore)
        with self.assertRaisesRegex(UserError, "bin"):
            hold.action_discard()
        self.assertEqual(hold.state, "waiting")


@tagged("post_install", "-at_install")
class TestStartAgain(PlaceCase):
    """A new tree, in another place, and nothing is lost."""

    def setUp(self):
        super().setUp()
        self._connect(self._second())

    def test_the_wizard_counts(self):
        action = self._hold().action_release()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(
            (wizard.file_count, wizard.kept_count, wizard.away_count), (2, 1, 1)
        )
        self.assertIn(self.former.name, wizard.place_text)
        self.assertEqual(self._hold().state, "waiting")

    def test_it_asks_for_a_word(self):
        action = self._hold().action_release()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.confirmation = "yes"
        with self.assertRaises(UserError):
            wizard.action_confirm()
        self.assertEqual(self._hold().state, "waiting")

    def _begin_anew(self):
        self._start_again(self._hold())
        self._sync()
        self._sync(self.partner)
        self._rounds()

    def test_nothing_is_deleted(self):
        self._begin_anew()
        self.assertFalse(self._hold())
        self.assertEqual(self._tree()["Odoo/Contacts/P/here.txt"], b"in Odoo, too")
        self.assertNotIn("Odoo/Contacts/P/away.txt", self._tree())
        self.assertEqual(self.away.exists().res_id, self.partner.id)
        file = self.away.cloud_file_id
        self.assertEqual(file.status, "left")
        self.assertEqual(file.place_id.account_name, self.former.name)
        self.assertEqual(self.backend.left_count, 1)

    def test_it_says_where_the_file_is(self):
        self._begin_anew()
        self.away.cloud_file_id.web_url = "https://memory.example.com/d?id=7"
        with self.assertRaises(NotFound) as caught, self.env.cr.savepoint():
            self.away._cloud_open()
        self.assertIn("Odoo", str(caught.exception))
        self.assertIn(self.former.name, str(caught.exception))
        self.assertIn("https://memory.example.com/d?id=7", str(caught.exception))

    def test_it_is_left_alone(self):
        self._begin_anew()
        self.cloud.calls.clear()
        _result, jobs = self._prepare()
        self.assertFalse(jobs)
        self._sync(self.partner)
        self.assertEqual(self.away.cloud_file_id.status, "left")
        self.assertNotIn("upload", self.cloud.calls)

    def test_it_can_be_deleted(self):
        self._begin_anew()
        self.away.unlink()
        self._prepare()
        self._sync(self.partner)
        self.assertNotIn("bin", self.cloud.calls)
        self.assertEqual(self.former.content(self._former_id()), b"only in the cloud")

    def test_a_deleted_record_leaves_nothing_behind(self):
        self._begin_anew()
        self.partner.unlink()
        self._sync()
        self.assertFalse(
            self.env["cloud.folder"].search(
                [("kind", "=", "record"), ("backend_id", "=", self.backend.id)]
            )
        )

    def test_new_content_is_sent_to_the_new_place(self):
        self._begin_anew()
        self.away.raw = b"new"
        self._sync(self.partner)
        self.assertEqual(self._tree()["Odoo/Contacts/P/away.txt"], b"new")
        self.assertEqual(self.away.cloud_file_id.status, "synced")

    def _former_id(self):
        return self.former.find("Odoo/Contacts/P/away.txt").external_id

    def test_it_is_read_when_the_former_account_is_back(self):
        self._begin_anew()
        self._connect()
        self.assertEqual(self.away.raw, b"only in the cloud")

    def test_it_is_synced_again_when_the_former_tree_is_back(self):
        self._begin_anew()
        self._connect()
        self.assertEqual(self._hold().reason, "other_account")
        self._begin_anew()
        self.assertEqual(self.cloud.find("Odoo").external_id, self.root_id)
        self.assertEqual(self.away.cloud_file_id.status, "synced")
        self.assertFalse(self.away.cloud_file_id.place_id)
        self.assertEqual(self._tree(), self.before)

    def test_a_deletion_waits_for_the_former_tree(self):
        self._begin_anew()
        self.away.unlink()
        self._connect()
        self._begin_anew()
        self._sync(self.partner)
        self.assertNotIn("Odoo/Contacts/P/away.txt", self._tree())
