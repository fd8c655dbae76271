# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import CloudCase


@tagged("post_install", "-at_install")
class TestListeners(CloudCase):
    """A change in Odoo enqueues its record's sync with the end of the transaction."""

    def setUp(self):
        super().setUp()
        self.partner = self._partner("P")
        self.env.cr.precommit.run()
        self._sync()

    def _enqueued(self, trap):
        """Reach the end of the transaction; :return: list of (model, ids)"""
        self.env.cr.precommit.run()
        return [job.args for job in trap.enqueued_jobs]

    def test_changes_of_one_transaction_become_one_job(self):
        other = self._partner("Other")
        with trap_jobs() as trap:
            for number in range(5):
                self._attach(self.partner, f"{number}.txt")
            self._attach(other, "a.txt")
            self.assertEqual(
                self._enqueued(trap),
                [("res.partner", sorted([self.partner.id, other.id]))],
            )

    def test_job_waits_a_moment_and_is_not_doubled(self):
        self._attach(self.partner, "a.txt")
        self.env.cr.precommit.run()
        self._attach(self.partner, "b.txt")
        self.env.cr.precommit.run()
        jobs = self.env["queue.job"].search(
            [("method_name", "=", "_job_sync_records"), ("state", "=", "pending")]
        )
        self.assertEqual(len(jobs), 1)
        self.assertTrue(jobs.eta)
        self.assertTrue(jobs.identity_key)

    def test_attachment_renamed_moved_edited_and_deleted(self):
        other = self._partner("Other")
        attachment = self._attach(self.partner, "a.txt")
        self.env.cr.precommit.run()
        for change in (
            lambda: attachment.write({"name": "b.txt"}),
            lambda: attachment.write({"raw": b"new"}),
            lambda: attachment.write({"res_id": other.id}),
            lambda: attachment.unlink(),
        ):
            with trap_jobs() as trap:
                change()
                self.assertTrue(self._enqueued(trap))

    def test_composer_draft_waits_for_its_record(self):
        with trap_jobs() as trap:
            attachment = self.env["ir.attachment"].create(
                {
                    "name": "draft.txt",
                    "raw": b"x",
                    "res_model": "mail.compose.message",
                    "res_id": 0,
                }
            )
            self.assertFalse(self._enqueued(trap))
            attachment.write({"res_model": "res.partner", "res_id": self.partner.id})
            self.assertEqual(self._enqueued(trap), [("res.partner", [self.partner.id])])

    def test_record_created_renamed_and_deleted(self):
        with trap_jobs() as trap:
            partner = self._partner("New")
            self.assertEqual(self._enqueued(trap), [("res.partner", [partner.id])])
        with trap_jobs() as trap:
            partner.name = "Newer"
            self.assertEqual(self._enqueued(trap), [("res.partner", [partner.id])])
        partner_id = partner.id
        with trap_jobs() as trap:
            partner.unlink()
            self.assertEqual(self._enqueued(trap), [("res.partner", [partner_id])])

    def test_other_models_do_not_enqueue(self):
        with trap_jobs() as trap:
            self.env["res.country.group"].create({"name": "G"})
            self.assertFalse(self._enqueued(trap))

    def test_own_writes_do_not_enqueue(self):
        self._attach(self.partner, "a.txt")
        self.env.cr.precommit.run()
        with trap_jobs() as trap:
            self._sync(self.partner)
            self.assertFalse(self._enqueued(trap))

    def test_paused_backend_enqueues_nothing_and_catches_up(self):
        self.backend.action_pause()
        with trap_jobs() as trap:
            self._attach(self.partner, "a.txt", b"x")
            self.assertFalse(self._enqueued(trap))
        self.backend.action_resume()
        self.env.cr.execute(
            "UPDATE cloud_folder SET checked_at = checked_at - interval '1 hour'"
        )
        self._sync()
        self.assertEqual(self._tree()["Odoo/Contacts/P/a.txt"], b"x")

    def test_jobs_of_a_plain_user_run_as_superuser(self):
        user = self.env["res.users"].create(
            {
                "name": "Plain",
                "login": "plain",
                "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
            }
        )
        note = self.env["res.partner"].browse(self.partner.id).with_user(user)
        self._attach(note, "a.txt")
        self.env.cr.precommit.run()
        job = self.env["queue.job"].search(
            [("method_name", "=", "_job_sync_records")], limit=1
        )
        self.assertEqual(job.user_id, self.env.ref("base.user_root"))
