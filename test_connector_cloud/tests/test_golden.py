# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector_cloud.tests.golden import GoldenScenarios

from .test_contract import MemoryFarSide


@tagged("golden", "post_install", "-at_install")
class TestGolden(GoldenScenarios, TransactionComponentCase):
    """The golden scenarios with a cloud in the memory of the process."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["cloud.backend"].create(
            {"name": "Memory", "provider": "memory", "company_id": False}
        )

    def connect(self):
        self.backend._credential().endpoint_url = f"memory:{self.id()}"
        self.backend.action_connect()

    def far_side(self):
        return MemoryFarSide(self.backend._memory_cloud())

    def another_backend(self):
        drive = self.backend._memory_cloud().add_drive("Another")
        backend = self.backend.copy(
            {"endpoint_url": self.backend.endpoint_url, "drive_external_id": drive}
        )
        backend.action_connect()
        return backend
