# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector_cloud.tests.golden import GoldenScenarios

from .common import GoogleMixin
from .test_contract import GoogleFarSide


@tagged("golden", "post_install", "-at_install")
class TestGolden(GoldenScenarios, GoogleMixin, TransactionComponentCase):
    """The golden scenarios with Google Drive."""

    def far_side(self):
        return GoogleFarSide(self.control, self.google)

    def another_backend(self):
        self.google.create_drive("Team")
        backend = self.backend.create(
            {
                **self.backend_values,
                "endpoint_url": self.backend.endpoint_url,
                "gdrive_use_shared_drive": True,
                "gdrive_shared_drive_name": "Team",
            }
        )
        backend._credential()._gdrive_store(self.google.authorize())
        backend.state = "connected"
        backend.action_gdrive_find_drive()
        return backend
