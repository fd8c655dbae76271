# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A backend whose guard is strict, and the words to speak of holds."""

from contextlib import contextmanager

from odoo.addons.queue_job.tests.common import trap_jobs

from ..job_run import Run
from ..sync.transfer import TransferPool
from .common import CloudCase


class HoldCase(CloudCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.write(
            {"guard_max_files": 2, "guard_max_percent": 20, "guard_max_moves": 2}
        )

    def _files(self, count, partner=None, **values):
        """:return: attachments of one record, synced"""
        partner = partner or self._partner("P")
        attachments = self.env["ir.attachment"].browse()
        for number in range(count):
            name = f"{number}.txt"
            attachments |= self._attach(partner, name, name.encode(), **values)
        self._sync(partner)
        return attachments

    def _external_ids(self, attachments):
        return attachments.cloud_file_id.mapped("external_id")

    def _hold(self, state="waiting"):
        """:return: the only hold in this state, or none"""
        hold = self.env["cloud.hold"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", state)]
        )
        self.assertLessEqual(len(hold), 1)
        return hold

    @contextmanager
    def _component(self, usage):
        """A component as a job has it."""
        with (
            TransferPool(2) as pool,
            self.backend.work_on(
                "cloud.file", run=Run(self.backend), transfer_pool=pool
            ) as work,
        ):
            yield work.component(usage)

    def _lost_in_cloud(self, external_ids):
        """Let the backward sync have seen that items are gone; it asks the guard.

        :return: the observations
        """
        Observation = self.env["cloud.observation"]
        Observation._note(self.backend, external_ids)
        seen = Observation.search([("external_id", "in", external_ids)])
        seen.write({"deleted": True})
        with self._component("guard") as guard:
            guard.backward()
        return seen

    def _press(self, button):
        """Press a button of a hold, and do the jobs that follow."""
        with trap_jobs() as trap:
            button()
        for job in trap.enqueued_jobs:
            if job.method_name == "_job_discard":
                job.func(*job.args, **job.kwargs)
