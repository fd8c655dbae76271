# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import MicrosoftMixin


@tagged("post_install", "-at_install", "browser")
class TestConnectTour(MicrosoftMixin, HttpCase):
    def play(self, name):
        """Be an administrator with a backend that has nothing entered yet."""
        self.backend.write(
            {"onedrive_client_id": False, "onedrive_client_secret": False}
        )
        self.start_tour(
            f"/odoo/cloud.backend/{self.backend.id}",
            f"connector_cloud_onedrive.{name}",
            login="admin",
        )
        self.assertEqual(self.backend.state, "connected")

    def test_library(self):
        site = self.microsoft.add_site("Marketing")
        library = self.microsoft.add_library(site["id"], "Brochures")
        self.play("library")
        self.assertEqual(self.backend.drive_external_id, library)
        self.assertTrue(self.backend.onedrive_expiry_warning)

    def test_application(self):
        self.play("application")
        self.assertEqual(self.backend.drive_name, "OneDrive of demo@example.com")
