# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.connector_cloud.exceptions import AccessDenied, CloudError

from .common import GoogleCase


class TestDownload(GoogleCase):
    def test_malware(self):
        item = self.upload("bad.exe")
        self.google.flag_abusive(item.external_id)
        with self.assertRaisesRegex(AccessDenied, "malware"):
            self.adapter.open(item.external_id)

    # Documents of Google's editors

    def test_export_of_a_large_document(self):
        document = self.google.create_native("/", "Minutes", text="hello there")
        self.control.add_fault(
            "error",
            "drive.files.export",
            status=403,
            reason="exportSizeLimitExceeded",
        )
        text = b"".join(self.adapter.export(document, "txt").chunks)
        self.assertIn(b"hello there", text)
        self.assertEqual(self.control.count("drive.files.exportLink"), 1)

    def test_export_to_an_unknown_format(self):
        document = self.google.create_native("/", "Minutes")
        with self.assertRaisesRegex(CloudError, "docx, xlsx"):
            self.adapter.export(document, "wordperfect")

    def test_export_to_a_wrong_format(self):
        document = self.google.create_native("/", "Minutes")
        with self.assertRaisesRegex(CloudError, "conversion is not supported"):
            self.adapter.export(document, "xlsx")

    def test_download_of_a_document(self):
        document = self.google.create_native("/", "Minutes")
        with self.assertRaisesRegex(CloudError, "exported, not downloaded"):
            self.adapter.open(document)
