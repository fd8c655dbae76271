# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import AppCase


@tagged("post_install", "-at_install")
class TestSearches(AppCase):
    """Resumes are found by their words, wherever they were written."""

    def setUp(self):
        super().setUp()
        self.applicant = self.env["hr.applicant"].create({"partner_name": "Anita"})
        self.env["cloud.sync.rule"].create(
            {
                "backend_id": self.backend.id,
                "name": "Applicants",
                "model_id": self.env["ir.model"]._get("hr.applicant").id,
                "domain": repr([("id", "=", self.applicant.id)]),
            }
        )
        self.resume = self._attach(self.applicant, "resume.txt", b"lived in zanzibar")
        self._sync()
        self._sync(self.applicant)
        self._take_over()
        self.assertTrue(self.resume._is_cloud_bound())

    def _take_over(self):
        with trap_jobs() as trap:
            self.backend._job_backward()
        for job in trap.enqueued_jobs:
            if job.method_name == "_job_index":
                job.func(*job.args, **job.kwargs)
        self.env.invalidate_all()

    def _found(self, word):
        """Search as the filter "Resume's content" does."""
        content = [("index_content", "ilike", word), ("res_model", "=", "hr.applicant")]
        return self.applicant in self.env["hr.applicant"].search(
            [("attachment_ids", "any", content)]
        )

    def test_words_stay_when_the_content_leaves(self):
        self.assertTrue(self._found("zanzibar"))

    def test_words_follow_an_edit_in_the_cloud(self):
        file = self.resume.cloud_file_id
        self.cloud.write(file.external_id, b"lives in timbuktu")
        self._take_over()
        self.assertTrue(self._found("timbuktu"))
        self.assertFalse(self._found("zanzibar"))

    def test_words_of_a_file_that_came_from_the_cloud(self):
        folder = self.resume.cloud_file_id.folder_id
        self.cloud.create(
            folder.external_id, "letter.txt", b"dear timbuktu", "text/plain"
        )
        self._take_over()
        self.assertTrue(self._found("timbuktu"))
