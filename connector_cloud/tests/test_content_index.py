# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..components import content_index
from ..exceptions import AccessDenied
from .backward_case import BackwardCase


@tagged("post_install", "-at_install")
class TestContentIndex(BackwardCase):
    """The search in contents, when the contents are written in the cloud."""

    def _come(self, content, name="resume.txt", mimetype="text/plain"):
        item = self.cloud.create(self.folder_id, name, content, mimetype)
        self._read_news()
        return item.external_id

    def _read_news(self):
        """Take over what changed in the cloud, and run what that leads to."""
        with trap_jobs() as trap:
            self._backward()
        for job in trap.enqueued_jobs:
            if job.method_name == "_job_index":
                job.func(*job.args, **job.kwargs)
        self.env.invalidate_all()

    def _found(self, word):
        return self._attachments().search_count(
            [("index_content", "ilike", word), ("res_id", "=", self.partner.id)]
        )

    def test_file_that_came_from_the_cloud_is_found(self):
        self._come(b"worked in zanzibar")
        self.assertTrue(self._found("zanzibar"))
        self.assertTrue(self._attachments()._is_cloud_bound())

    def test_edited_file_is_found_by_its_new_words(self):
        attachment = self._synced("resume.txt", b"worked in zanzibar")
        self.assertTrue(self._found("zanzibar"), "Its words stay when its bytes leave")
        self.cloud.write(attachment.cloud_file_id.external_id, b"lives in timbuktu")
        self._read_news()
        self.assertFalse(self._found("zanzibar"))
        self.assertTrue(self._found("timbuktu"))

    def test_mirrored_file_is_found_by_its_new_words(self):
        self.backend.release_policy = "never"
        attachment = self._synced("resume.txt", b"worked in zanzibar")
        self.cloud.write(attachment.cloud_file_id.external_id, b"lives in timbuktu")
        self._read_news()
        self.assertFalse(attachment._is_cloud_bound())
        self.assertTrue(self._found("timbuktu"))

    def test_each_content_is_read_once(self):
        self._come(b"worked in zanzibar")
        self._come(b"\xff\xfe", "without words.txt")
        self.cloud.calls.clear()
        with trap_jobs() as trap:
            self._backward()
        self.assertNotIn("_job_index", [j.method_name for j in trap.enqueued_jobs])
        self.backend._job_index()
        self.assertFalse(self.cloud.calls["open"])

    def test_what_has_no_words_is_not_read(self):
        self._come(b"\x00" * 100, "film.mp4", "video/mp4")
        with patch.object(content_index, "LARGEST", 10):
            self._come(b"too many words", "long.txt")
            self.assertFalse(self.cloud.calls["open"])
        self.assertFalse(self._found("many"))

    def test_documents_are_read_where_odoo_understands_them(self):
        with self.backend.work_on("cloud.file") as work:
            index = work.component("content.index")
            self.assertNotIn("application/pdf", index._types())
            with patch.object(
                self.env.registry, "_init_modules", {"attachment_indexation"}
            ):
                self.assertIn("application/pdf", index._types())

    def test_what_the_cloud_refuses_is_read_when_it_changes(self):
        self.cloud.fail_next("open", AccessDenied("no"))
        external_id = self._come(b"worked in zanzibar")
        self.assertFalse(self._found("zanzibar"))
        self._read_news()
        self.assertFalse(self._found("zanzibar"))
        self.cloud.write(external_id, b"lives in timbuktu")
        self._read_news()
        self.assertTrue(self._found("timbuktu"))

    def test_many_contents_take_several_jobs(self):
        with patch.object(content_index, "BATCH", 2):
            for number in range(3):
                self.cloud.create(
                    self.folder_id, f"{number}.txt", b"zanzibar", "text/plain"
                )
            self._backward()
            with trap_jobs() as trap:
                self.backend._job_index()
            trap.assert_jobs_count(1, only=self.backend._job_index)
            self.assertEqual(self._found("zanzibar"), 2)
            self.backend._job_index()
        self.assertEqual(self._found("zanzibar"), 3)
