# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io

from odoo.tests import tagged
from odoo.tools.pdf import PdfFileWriter

from .bound import BoundCase


def pdf():
    """:return: bytes of a PDF with an empty page"""
    stream, writer = io.BytesIO(), PdfFileWriter()
    writer.addBlankPage(100, 100)
    writer.write(stream)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestInheritedAttachment(BoundCase):
    """Records that have an attachment inside, such as documents of products."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.content = pdf()
        cls.models = [
            cls.env[name]
            for name, model in cls.env.registry.items()
            if "ir.attachment" in model._inherits
        ]

    def setUp(self):
        super().setUp()
        self.assertIn("memory.document", [m._name for m in self.models])

    def _documents(self):
        """:return: iterator over a record of each such model, and its attachment"""
        for model in self.models:
            document = model.create(
                {
                    "name": "document.pdf",
                    "raw": self.content,
                    "res_model": self.partner._name,
                    "res_id": self.partner.id,
                }
            )
            with self.subTest(model._name):
                yield document, document[model._inherits["ir.attachment"]]

    def _release(self, attachment):
        # What is computed from a new content has been computed when it leaves.
        self.env.flush_all()
        item = self.cloud.create(self.cloud.root_id, attachment.name, self.content)
        attachment._cloud_bind(self._file_of(attachment, item))
        self.env.flush_all()
        self.env.invalidate_all()

    def _sizes(self, document):
        names = {"raw": {}, "datas": {}}
        [values] = document.with_context(bin_size=True).web_read(names)
        return values["raw"], values["datas"]

    def _assert_readable(self, document):
        self.assertEqual(document.raw, self.content)
        self.assertEqual(base64.b64decode(document.datas), self.content)
        document.invalidate_recordset()

    def test_local_content(self):
        for document, attachment in self._documents():
            size = self._sizes(attachment)
            self.assertTrue(all(size))
            self.assertEqual(self._sizes(document), size)
            self._assert_readable(document)

    def test_content_in_the_cloud(self):
        for document, attachment in self._documents():
            size = self._sizes(attachment)
            self._release(attachment)
            self.assertFalse(self.cloud.calls["open"], "Nobody asked for the content")
            self.assertEqual(self._sizes(attachment), size)
            self.assertEqual(self._sizes(document), size)
            self.assertFalse(self.cloud.calls["open"], "Nobody asked for the content")
            self._assert_readable(document)
            self.cloud.calls.clear()

    def test_new_record_in_a_form(self):
        for model in self.models:
            record = model.with_context(bin_size=True).new({"name": "document.pdf"})
            self.assertFalse(record.datas)

    def test_new_content(self):
        other = pdf() + b"%"
        for field, value in (("raw", other), ("datas", base64.b64encode(other))):
            for document, attachment in self._documents():
                self._release(attachment)
                document.write({field: value})
                self.assertEqual(document.raw, other)
                self.assertFalse(attachment._is_cloud_bound())
                self._sizes(document)
