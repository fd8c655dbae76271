# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import GoogleMixin


@tagged("post_install", "-at_install", "browser")
class TestConnectTour(GoogleMixin, HttpCase):
    def test_connect(self):
        drive = self.google.create_drive("Team")
        self.backend.write({"gdrive_client_id": False, "gdrive_client_secret": False})
        self.start_tour(
            f"/odoo/cloud.backend/{self.backend.id}",
            "connector_cloud_gdrive.connect",
            login="admin",
        )
        self.assertEqual(self.backend.state, "connected")
        self.assertEqual(self.backend.drive_external_id, drive)
