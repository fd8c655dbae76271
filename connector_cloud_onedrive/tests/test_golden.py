# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector_cloud.tests.golden import GoldenScenarios
from odoo.addons.connector_cloud.tests.golden.files import FilesScenarios

from .common import MicrosoftMixin
from .test_contract import MicrosoftFarSide


@tagged("golden", "post_install", "-at_install")
class TestGolden(GoldenScenarios, MicrosoftMixin, TransactionComponentCase):
    """The golden scenarios with the OneDrive of a user."""

    converts = False

    def far_side(self):
        return MicrosoftFarSide(self.control, self.microsoft)

    def another_backend(self):
        first, library = self.backend, self.microsoft.add_site("Another")["drive"]
        values = {"onedrive_place": "site", "endpoint_url": first.endpoint_url}
        self.backend = new = first.create({**self.backend_values, **values})
        self.connect()
        new._use_drive(library, "Another")
        self.backend = first
        return new


@tagged("golden", "post_install", "-at_install")
class TestGoldenLibrary(FilesScenarios, MicrosoftMixin, TransactionComponentCase):
    """Those about files with a document library of a SharePoint site."""

    def connect(self):
        self.library = self.microsoft.add_site("Team")["drive"]
        self.backend.onedrive_place = "site"
        MicrosoftMixin.connect(self)
        self.backend._use_drive(self.library, "Team")

    def far_side(self):
        return MicrosoftFarSide(self.control, self.microsoft, drive=self.library)
