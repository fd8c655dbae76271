# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.connector_cloud.exceptions import AccessDenied, CloudError

from .common import MicrosoftCase

CONTENT = b"content"


class TestDownload(MicrosoftCase):
    def setUp(self):
        super().setUp()
        self.item = self.upload("a.bin", CONTENT)
        self.control.reset_log()

    def test_token_is_not_sent_along(self):
        # The emulator refuses it there, as OneDrive does.
        self.assertTrue(self.control.settings()["microsoft_strict_storage_auth"])
        self.assertEqual(self.read(self.item), CONTENT)
        self.assertEqual(self.control.count("graph.download", status=200), 1)

    def test_aged_address(self):
        self.control.add_fault("unauthorized", "graph.download", count=1)
        self.assertEqual(self.read(self.item), CONTENT)
        self.assertEqual(self.control.count("entra.token"), 0)
        self.control.add_fault("error", "graph.download", status=404, count=1)
        self.assertEqual(self.read(self.item), CONTENT)

    def test_malware(self):
        self.microsoft.flag_malware(self.item.external_id)
        with self.assertRaisesRegex(AccessDenied, "malware"):
            self.read(self.item)

    def test_export_to_another_format(self):
        with self.assertRaisesRegex(CloudError, "Use 'pdf'"):
            self.adapter.export(self.item.external_id, "docx")
