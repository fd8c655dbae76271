# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector_cloud.tests.reverse_contract import ReverseContract

from .common import GoogleMixin

DOCUMENTS = {
    "document": "The document.docx",
    "spreadsheet": "The spreadsheet.xlsx",
    "presentation": "The presentation.pptx",
    "drawing": "The drawing.pdf",
    "form": None,
}


class TestReverse(ReverseContract, GoogleMixin, TransactionComponentCase):
    upload_routes = (
        "drive.upload.multipart",
        "drive.upload.media",
        "drive.upload.start",
    )
    download_route = "drive.files.download"

    def add_documents(self, folder):
        return {
            self.google.create_native(folder, f"The {kind}", kind, "a,b"): name
            for kind, name in DOCUMENTS.items()
        }
