# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector_cloud.tests.reverse_contract import ReverseContract

from .common import MicrosoftMixin


class TestReverse(ReverseContract, MicrosoftMixin, TransactionComponentCase):
    upload_routes = ("graph.items.upload", "graph.upload.create")
    download_route = "graph.download"

    def add_documents(self, folder):
        """Office documents are files; only notebooks are not."""
        return {self.microsoft.create_package(folder, "Notebook"): None}
