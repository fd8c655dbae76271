# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import cached_property

from ...exceptions import CloudError, NotFound, RetryLater
from .base import ContractBase


class ExportsContract(ContractBase):
    @cached_property
    def document(self):
        """The id of a document that can be exported."""
        return self.far.create_exportable(self.root.external_id, "Minutes")

    def test_export(self):
        for export_format, beginning in self.exports.items():
            with self.subTest(format=export_format):
                stream = self.adapter.export(self.document, export_format)
                self.assertTrue(b"".join(stream.chunks).startswith(beginning))
                stream.close()

    def test_export_to_an_unknown_format(self):
        with self.assertRaises(CloudError) as caught:
            self.adapter.export(self.document, "wordperfect")
        self.assertIs(type(caught.exception), CloudError)
        self.assertIn("wordperfect", str(caught.exception))

    def test_export_what_cannot_be_exported(self):
        item = self.upload("a.bin")
        with self.assertRaises(CloudError) as caught:
            self.adapter.export(item.external_id, next(iter(self.exports)))
        self.assertNotIsInstance(caught.exception, RetryLater | NotFound)

    def test_export_what_is_gone(self):
        self.far.delete(self.document)
        with self.assertRaises(NotFound):
            self.adapter.export(self.document, next(iter(self.exports)))
