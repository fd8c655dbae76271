# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Everything home and back again, with a provider's cloud below the engine."""

from odoo.addons.queue_job.exception import RetryableJobError

from .emulated_case import MEGABYTE
from .engine_contract import LARGE, SyncedMixin

CONTENTS = {"a.txt": b"some text", "b.bin": LARGE, "empty": b""}


class ReverseContract(SyncedMixin):
    # The emulator's routes of uploads, and that of downloads.
    upload_routes = ()
    download_route = ""

    def add_documents(self, folder):
        """Make documents that only the cloud's own editors know.

        :param folder: path of a folder in the cloud
        :return: dict id of a document -> its name as a file, None when there is none
        """
        raise NotImplementedError

    def reset(self):
        self.backend._start_reset()
        self.backend._job_reverse()
        self.assertEqual(self.backend.state, "draft")
        self.assertFalse(self.env["cloud.file"].search([]))

    def snapshot(self):
        return {row["id"]: (row["path"], row["sha256"]) for row in self.people.tree()}

    def bind(self, item):
        """:return: the attachment that links to a document in the cloud"""
        folder = self.env["cloud.folder"].search([("kind", "=", "record")])
        attachment = self.env["ir.attachment"].create(
            {
                "name": item.name,
                "type": "url",
                "url": item.web_url,
                "res_model": "res.partner",
                "res_id": self.partner.id,
            }
        )
        file = self.env["cloud.file"].create(
            {
                "backend_id": self.backend.id,
                "folder_id": folder.id,
                "odoo_id": attachment.id,
            }
        )
        with self.backend.work_on("cloud.file") as work:
            work.component("binder").bind_item(file, item, base_name=item.name)
        return attachment

    def test_everything_comes_home_and_goes_back_without_twins(self):
        attachments = {name: self.attach(name, c) for name, c in CONTENTS.items()}
        self.sync()
        before = self.snapshot()
        self.reset()
        self.assertEqual(self.snapshot(), before)
        for name, attachment in attachments.items():
            self.assertFalse(attachment._is_cloud_bound())
            self.assertEqual(attachment.raw or b"", CONTENTS[name])
        self.connect()
        self.control.reset_log()
        self.sync()
        self.assertEqual(self.snapshot(), before)
        self.assertEqual(sum(map(self.control.count, self.upload_routes)), 0)
        self.assertTrue(attachments["b.bin"]._is_cloud_bound())

    def test_download_that_breaks_is_begun_again(self):
        attachment = self.attach("b.bin", LARGE)
        self.sync()
        self.control.add_fault(
            "cut_response", self.download_route, after_bytes=MEGABYTE, count=1
        )
        self.backend._start_reset()
        try:
            self.backend._job_reverse()
        except RetryableJobError:
            self.backend.wait_until = False
        else:
            self.fail("The download did not break.")
        self.assertTrue(attachment._is_cloud_bound())
        self.backend._job_reverse()
        self.assertEqual(attachment.raw, LARGE)

    def test_documents_of_the_clouds_own_editors(self):
        self.sync()
        names = self.add_documents("/Odoo/Contacts/Azure")
        with self.backend._adapter() as adapter:
            attachments = {id_: self.bind(adapter.get(id_)) for id_ in names}
        before = self.snapshot()
        self.backend._start_reset()
        self.backend.reverse_report_ids.news_read = True
        self.backend._job_reverse()
        self.assertEqual(self.snapshot(), before)
        lines = self.backend.reverse_report_ids.line_ids
        for id_, name in names.items():
            attachment = attachments[id_]
            line = lines.filtered(lambda li, a=attachment: li.attachment_id == a)
            if name:
                start = b"%PDF" if name.endswith(".pdf") else b"PK"
                self.assertEqual((attachment.type, attachment.name), ("binary", name))
                self.assertTrue(attachment.raw.startswith(start))
                self.assertEqual(line.reason, "converted")
            else:
                self.assertEqual((attachment.type, line.reason), ("url", "native"))
                self.assertEqual(attachment.url, line.web_url)
        self.assertEqual(self.backend.state, "draft")
