# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..exceptions import CloudError, RetryLater
from .reverse_case import ReverseCase


@tagged("post_install", "-at_install")
class TestReverseDocuments(ReverseCase):
    """What only the cloud's own editors know becomes a file, or stays a link."""

    def test_cloud_documents_become_office_files(self):
        self._sync()
        plan = self._native("Plan", "the plan")
        self._reset()
        self.assertEqual((plan.type, plan.name), ("binary", "Plan.docx"))
        self.assertEqual(plan.raw, b"docx:the plan")
        self.assertIn("wordprocessingml", plan.mimetype)
        self.assertEqual(self._lines(), {"Plan.docx": "converted"})
        self.assertEqual(self._report().care_count, 0)
        self.assertEqual(self._report().file_done, 1)

    def test_formats_are_tried_in_turn(self):
        self._sync()
        plan = self._native("Plan.pdf", "drawing")
        self.cloud.fail_next("export", CloudError("not that"), times=3)
        self._reset()
        self.assertEqual((plan.name, plan.mimetype), ("Plan.pdf", "application/pdf"))
        self.assertEqual(plan.raw, b"pdf:drawing")

    def test_document_that_cannot_be_converted_stays_a_link(self):
        self._sync()
        form = self._native("Form")
        url = form.url
        self.cloud.fail_next("export", CloudError("not a file"), times=4)
        self._reset()
        self.assertEqual((form.type, form.url, form.name), ("url", url, "Form"))
        line = self._report().line_ids
        self.assertEqual((line.reason, line.web_url), ("native", url))
        self.assertEqual(self.backend.state, "draft")
        self.assertEqual(self._logs(operation="link").level, "warning")

    def test_export_interrupted_by_the_cloud_is_no_refusal(self):
        self._sync()
        plan = self._native("Plan")
        self.cloud.fail_next("export", RetryLater("wait", 5))
        self._interrupted_reset()
        self.assertEqual(plan.type, "url")
        self._go_on()
        self.assertEqual(plan.name, "Plan.docx")
