# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A backend that changes its account, and the words to speak of it."""

from odoo.addons.queue_job.tests.common import trap_jobs

from .hold_case import HoldCase


class PlaceCase(HoldCase):
    def setUp(self):
        super().setUp()
        self.former_url = self.backend._credential().endpoint_url
        self.former = self.cloud
        self.partner = self._partner("P")
        self.away = self._attach(self.partner, "away.txt", b"only in the cloud")
        self._sync()
        self._sync(self.partner)
        self.backend.release_policy = "never"
        self.here = self._attach(self.partner, "here.txt", b"in Odoo, too")
        self._sync(self.partner)
        self.before = self._tree()
        self.root_id = self.cloud.find("Odoo").external_id

    def _move(self, url):
        """Let the backend's sign-in lead to another account, unnoticed."""
        self.backend._credential().endpoint_url = url
        self.backend.invalidate_recordset(["endpoint_url"])
        self.cloud = self.backend._memory_cloud()

    def _connect(self, url=None):
        """Sign in with another account, or with the former one again.

        :return: the jobs that this enqueued
        """
        self._move(url or self.former_url)
        with trap_jobs() as trap:
            self.backend.action_connect()
        return trap.enqueued_jobs

    def _second(self):
        return f"{self.former_url}:second"

    def _prepare(self):
        with trap_jobs() as trap:
            result = self.backend._job_prepare()
        return result, trap.enqueued_jobs

    def _start_again(self, hold):
        """Decide to start again, as a person with a typed word does."""
        action = hold.action_release()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.confirmation = wizard.word
        with trap_jobs():
            wizard.action_confirm()
        return wizard

    def _rounds(self):
        """Let all that is noted be looked at, whatever it waits for."""
        for _round in range(4):
            self.env["cloud.observation"].search([]).write({"next_try": False})
            self.backend._job_backward()
