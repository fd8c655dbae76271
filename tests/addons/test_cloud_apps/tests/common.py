# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Records of Odoo's apps with files, before and after these are in the cloud."""

import io
import tempfile
from unittest.mock import patch

from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from odoo.addons.connector_cloud.picture_cache import PictureCache
from odoo.addons.connector_cloud.tests.bound import BoundCase


def pdf(pages=1, width=100):
    """:return: bytes of a PDF with empty pages of that width, in points"""
    stream, writer = io.BytesIO(), PdfFileWriter()
    for _page in range(pages):
        writer.addBlankPage(width, 100)
    writer.write(stream)
    return stream.getvalue()


def widths(content):
    """:return: list of the widths of a PDF's pages, in points"""
    reader = PdfFileReader(io.BytesIO(content))
    return [int(page.mediaBox.getWidth()) for page in reader.pages]


class AppCase(BoundCase):
    def setUp(self):
        super().setUp()
        # Pictures of one test are not those of the next.
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.startPatcher(
            patch.object(
                type(self.env["ir.attachment"]),
                "_cloud_pictures",
                lambda _self: PictureCache(directory.name),
            )
        )

    def _release(self, attachments):
        """Let contents go to the cloud, as the sync does."""
        # What is computed from a new content has been computed when it leaves.
        self.env.flush_all()
        for attachment in attachments:
            item = self.cloud.create(
                self.cloud.root_id, attachment.name, attachment.raw, attachment.mimetype
            )
            attachment._cloud_bind(self._file_of(attachment, item))
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(all(a._is_cloud_bound() for a in attachments))

    def _downloads(self):
        return len(self.cloud.ranges)

    def _print(self, report, record):
        """:return: widths of the printed pages; the report's own page is 77 wide

        wkhtmltopdf draws that page; what Odoo merges around it is real.
        """
        Report = self.env["ir.actions.report"]
        own_page = patch.object(
            type(Report), "_run_wkhtmltopdf", lambda *_args, **_kwargs: pdf(width=77)
        )
        there = patch.object(type(Report), "get_wkhtmltopdf_state", lambda _self: "ok")
        with own_page, there:
            content, kind = Report.with_context(
                force_report_rendering=True
            )._render_qweb_pdf(report, record.ids)
        self.assertEqual(kind, "pdf")
        return widths(content)
