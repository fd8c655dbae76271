# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import CloudCase


class ReverseCase(CloudCase):
    """Words of the tests about everything that comes home."""

    def setUp(self):
        super().setUp()
        self.partner = self._partner("P")

    def _reset(self):
        """Press the button, confirm, and run the jobs that this leads to."""
        action = self.backend.action_reset()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        return self._run_jobs(wizard.action_confirm)

    def _begin_reset(self):
        """Begin a reset that knows of no news; what follows happens after that."""
        self.backend._start_reset()
        self._report().news_read = True

    def _run_jobs(self, action):
        """Run an action, and the reverse jobs that it enqueues, to their end.

        :return: the jobs that are to run later, or are of another direction
        """
        left = []
        with trap_jobs() as trap:
            action()
            while trap.enqueued_jobs:
                # A job that runs does not keep its like from being enqueued.
                job = trap.enqueued_jobs.pop(0)
                if job.method_name == "_job_reverse" and not job.eta:
                    job.func(*job.args, **job.kwargs)
                else:
                    left.append(job)
        return left

    def _interrupted_reset(self):
        """:return: the ``RetryableJobError`` that a reset ended with"""
        return self._interrupted(self._reset)

    def _interrupted(self, action):
        """:return: the ``RetryableJobError`` that an action ended with

        ``assertRaises`` would roll back what it wrote.
        """
        try:
            action()
        except RetryableJobError as error:
            return error
        return self.fail("The way home was not interrupted.")

    def _go_on(self):
        self.backend.wait_until = False
        return self._run_jobs(self.backend._enqueue_reverse)

    def _report(self):
        return self.env["cloud.reverse.report"].search([], limit=1)

    def _lines(self):
        """:return: dict name of the file -> what the report says of it"""
        return {line.name: line.reason for line in self._report().line_ids}

    def _native(self, name="Plan", text="text", record=None):
        """:return: an attachment that links to a document of the cloud's editors"""
        folder = self.env["cloud.folder"].search(
            [("kind", "=", "record"), ("res_id", "=", (record or self.partner).id)]
        )
        item = self.cloud.create_native(folder.external_id, name, text)
        attachment = self._attach(
            record or self.partner, name, False, type="url", url=item.web_url
        )
        file = self.env["cloud.file"].create(
            {
                "backend_id": self.backend.id,
                "folder_id": folder.id,
                "odoo_id": attachment.id,
            }
        )
        with self.backend.work_on("cloud.file") as work:
            work.component("binder").bind_item(
                file, item, base_name=name, released=True
            )
        return attachment

    def _assert_forgotten(self):
        """Nothing of the backend is left in Odoo."""
        self.assertFalse(self.env["cloud.file"].search([]))
        self.assertFalse(self.env["cloud.folder"].search([]))
        self.assertFalse(self.cloud.open_streams)
