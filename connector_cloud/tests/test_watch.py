# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..exceptions import AuthorizationLost, CloudError, RetryLater
from ..models.cloud_watch import LIFE, MARGIN
from .common import CloudCase


@tagged("post_install", "-at_install")
class TestWatch(CloudCase):
    """The promise of the cloud to notify Odoo, and how it is kept alive."""

    def _perform(self, trap):
        for job in trap.enqueued_jobs:
            job.func(*job.args, **job.kwargs)

    def _settle(self, **values):
        """Write to the backend, and do at once what is enqueued."""
        with trap_jobs() as trap:
            self.backend.write(values)
        self._perform(trap)
        return self.backend._watch()

    def _cron(self):
        """:return: how many jobs the cron has enqueued, which have run"""
        with trap_jobs() as trap:
            self.env["cloud.backend"]._cron_watch()
        self._perform(trap)
        return len(trap.enqueued_jobs)

    def test_checkbox_makes_and_removes_it(self):
        watch = self._settle(instant=True)
        address, secret = self.cloud.watches[watch.external_id]
        base = self.backend.get_base_url()
        path = f"/connector_cloud/notify/memory/{watch.uuid}"
        self.assertEqual((address, secret), (base + path, watch._secret()))
        self.assertGreater(len(secret), 40)
        self.assertAlmostEqual(
            watch.expires_at - fields.Datetime.now(),
            LIFE,
            delta=timedelta(minutes=1),
        )
        self.assertFalse(watch.error)
        self.assertFalse(self._settle(instant=False))
        self.assertFalse(self.cloud.watches)

    def test_only_what_matters_makes_jobs(self):
        self._settle(instant=True)
        with trap_jobs() as trap:
            self.backend.write({"instant": True, "state": "connected"})
            self.backend.name = "Other"
        trap.assert_jobs_count(0)
        self.assertEqual(self._cron(), 0)

    def test_pause_ends_and_resume_begins_it(self):
        self._settle(instant=True)
        with trap_jobs() as trap:
            self.backend.action_pause()
        self._perform(trap)
        self.assertFalse(self.backend._watch())
        self.assertFalse(self.cloud.watches)
        with trap_jobs() as trap:
            self.backend.action_resume()
        self._perform(trap)
        self.assertEqual(len(self.cloud.watches), 1)

    def test_disconnect_tells_the_cloud(self):
        self._settle(instant=True)
        self.backend.action_disconnect()
        self.assertFalse(self.backend._watch())
        self.assertFalse(self.cloud.watches)

    def test_disconnect_does_without_the_cloud(self):
        self._settle(instant=True)
        for error in (RetryLater("No answer"), AuthorizationLost("Gone")):
            self.cloud.fail_next("unwatch", error)
            self.backend.action_disconnect()
            self.assertFalse(self.backend._watch())
            self.assertEqual(self.backend.state, "draft")
            self._settle(state="connected")

    def test_another_drive(self):
        first = self._settle(instant=True)
        before, secret = first.external_id, first._secret()
        watch = self._settle(drive_external_id=self.cloud.add_drive("Other"))
        self.assertEqual(list(self.cloud.watches), [watch.external_id])
        self.assertNotEqual(watch.external_id, before)
        self.assertNotEqual(watch._secret(), secret)

    def test_renewal(self):
        watch = self._settle(instant=True)
        before = watch.external_id
        watch.expires_at = fields.Datetime.now() + MARGIN + timedelta(minutes=1)
        self.assertEqual(self._cron(), 0)
        watch.expires_at = fields.Datetime.now() + MARGIN - timedelta(minutes=1)
        self.assertEqual(self._cron(), 1)
        self.assertEqual(self.backend._watch(), watch)
        self.assertGreater(watch.expires_at, fields.Datetime.now() + 2 * MARGIN)
        # the old one is ended
        self.assertNotEqual(watch.external_id, before)
        self.assertEqual(list(self.cloud.watches), [watch.external_id])

    def test_renewal_is_good_even_if_the_old_one_stays(self):
        watch = self._settle(instant=True)
        watch.expires_at = fields.Datetime.now()
        self.cloud.fail_next("unwatch", RetryLater("No answer"))
        self._cron()
        self.assertFalse(watch.error)
        self.assertEqual(len(self.cloud.watches), 2)
        self.assertIn(watch.external_id, self.cloud.watches)

    def test_failed_renewal_keeps_what_there_is(self):
        watch = self._settle(instant=True)
        before = watch.external_id
        watch.expires_at = fields.Datetime.now() + timedelta(hours=5)
        self.cloud.fail_next("watch", RetryLater("No answer"))
        self._cron()
        self.assertEqual((watch.error, watch.external_id), ("No answer", before))
        # neither waits the backend, nor does the job come again before the cron
        self.assertFalse(self.backend.wait_until)
        self.assertEqual(self._cron(), 1)
        self.assertFalse(watch.error)

    def test_refusal_is_told_and_tried_again(self):
        self.cloud.fail_next("watch", CloudError("Not to this address."))
        watch = self._settle(instant=True)
        self.assertFalse(watch.external_id)
        self.assertEqual(self.backend.instant_problem, "Not to this address.")
        self.assertEqual(self.backend.state, "connected")
        self.assertEqual(self._cron(), 1)
        self.backend.invalidate_recordset()
        self.assertFalse(self.backend.instant_problem)
        self.assertEqual(len(self.cloud.watches), 1)

    def test_lost_authorization_stops_the_backend(self):
        self.cloud.fail_next("watch", AuthorizationLost("Connect again"))
        self._settle(instant=True)
        self.assertEqual(self.backend.state, "reconnect")
        self.assertEqual(self._cron(), 1)
        self.assertFalse(self.backend._watch())

    def test_address_without_https(self):
        self.env["ir.config_parameter"].set_param("web.base.url", "http://odoo.test")
        self.backend._credential().endpoint_url = False
        watch = self._settle(instant=True)
        self.assertFalse(watch.external_id)
        self.assertFalse(self.backend._memory_cloud().calls["watch"])
        self.assertIn("http://odoo.test", self.backend.instant_problem)
        self.assertIn("https", self.backend.instant_problem)
        self.env["ir.config_parameter"].set_param("web.base.url", "https://odoo.test/")
        self._cron()
        self.assertFalse(self.backend.instant_problem)
        [(address, _secret)] = self.backend._memory_cloud().watches.values()
        self.assertTrue(
            address.startswith("https://odoo.test/connector_cloud/notify/memory/")
        )

    def test_a_moved_server_asks_anew(self):
        before = self._settle(instant=True).external_id
        self.env["ir.config_parameter"].set_param("web.base.url", "https://new.test")
        self.assertEqual(self._cron(), 1)
        [(address, _secret)] = self.cloud.watches.values()
        self.assertIn("https://new.test/", address)
        self.assertNotIn(before, self.cloud.watches)

    def test_a_copied_database_leaves_the_originals_alone(self):
        original = self._settle(instant=True).external_id
        self.env["ir.config_parameter"].set_param("database.uuid", "of the copy")
        self._cron()
        watch = self.backend._watch()
        self.assertNotEqual(watch.external_id, original)
        self.assertEqual(set(self.cloud.watches), {original, watch.external_id})
        self.backend.action_disconnect()
        self.assertEqual(set(self.cloud.watches), {original})

    def test_a_copy_has_none_of_its_own(self):
        self._settle(instant=True)
        copy = self.backend.copy()
        self.assertFalse(copy._watch())
        self.assertEqual(self._cron(), 0)

    def test_deleted_and_archived_backends(self):
        watch = self._settle(instant=True)
        self._settle(active=False)
        self.assertFalse(watch.exists())
        self.assertFalse(self.cloud.watches)
        self._settle(active=True)
        watch = self.backend._watch()
        self.backend.rule_ids.unlink()
        self.backend.unlink()
        self.assertFalse(watch.exists())
        self.assertEqual(self.backend._job_watch(), "nothing done: the backend is gone")

    def test_secrets(self):
        watch = self._settle(instant=True)
        self.assertTrue(watch._accepts([watch._secret()]))
        self.assertTrue(watch._accepts(["other", watch._secret()]))
        for wrong in ([], [""], ["other"], [watch._secret()[:-1]], ["é"], ["\udcff"]):
            with self.subTest(repr(wrong)):
                self.assertFalse(watch._accepts(wrong))

    def test_the_secret_is_kept_where_jobs_wait_for_each_other(self):
        """It is in the row that a renewal of the token holds."""
        self.backend.instant = True
        seen = []

        def see_others(backend):
            seen.append(bool(backend._watch()))

        with patch.object(self.registry["cloud.backend"], "_see_others", see_others):
            self.backend._job_watch()
        self.assertEqual(seen, [False])
        self.assertTrue(self.backend._watch()._secret())

    def test_strangers_make_no_row(self):
        watch = self._settle(instant=True)
        self.backend._credentials().unlink()
        self.assertFalse(watch._accepts(["", "secret"]))
        self.assertFalse(self.backend._credentials())

    def test_busy(self):
        self.backend.instant = True
        locks = "odoo.addons.connector_cloud.models.cloud_backend_watch.session_locks"
        with patch(locks) as taken:
            taken.return_value.__enter__.return_value = []
            self.assertIn("busy", self.backend._job_watch())
        self.assertFalse(self.cloud.watches)

    def test_managers_see_the_problem_but_no_secret(self):
        self.cloud.fail_next("watch", CloudError("Not to this address."))
        watch = self._settle(instant=True)
        user = self.env["res.users"].create(
            {
                "name": "Manager",
                "login": "watch_manager",
                "group_ids": [
                    (4, self.env.ref("connector_cloud.group_cloud_manager").id)
                ],
            }
        )
        backend = self.backend.with_user(user)
        self.assertEqual(backend.instant_problem, "Not to this address.")
        backend.instant = False
        self.assertFalse(self.env["cloud.watch"].with_user(user).has_access("read"))
        self.assertTrue(
            watch.with_user(self.env.ref("base.user_admin")).has_access("read")
        )
