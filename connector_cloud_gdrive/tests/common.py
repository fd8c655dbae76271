# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A backend that is connected to the emulator, over real HTTP."""

from odoo.addons.connector_cloud.tests.emulated_case import EmulatedCase, EmulatedMixin


class GoogleMixin(EmulatedMixin):
    """What tests with and without a browser have in common."""

    cloud = "google"
    backend_values = {
        "name": "Drive",
        "provider": "gdrive",
        "gdrive_client_id": "demo-client",
        "gdrive_client_secret": "demo-secret",
    }
    switches = {"google_consent": "auto"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.google = cls.people

    def connect(self):
        granted = self.google.authorize()
        self.backend._credential()._gdrive_store(granted)
        self.backend.state = "connected"

    def use_shared_drive(self, name):
        self.backend.write(
            {"gdrive_use_shared_drive": True, "gdrive_shared_drive_name": name}
        )
        self.backend.action_gdrive_find_drive()


class GoogleCase(GoogleMixin, EmulatedCase):
    """Tests with a connected backend and its adapter."""
