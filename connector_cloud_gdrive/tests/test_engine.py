# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector_cloud.tests.engine_contract import (
    EngineContract,
    PagesContract,
)

from .common import GoogleMixin


class TestEngine(EngineContract, GoogleMixin, TransactionComponentCase):
    writing_routes = (
        "drive.upload.multipart",
        "drive.upload.media",
        "drive.upload.start",
        "drive.files.create",
        "drive.files.update",
    )

    def binned(self):
        return [row["name"] for row in self.google.tree() if row["trashed"]]

    def test_name_with_a_slash(self):
        """Drive would take it; the file systems it is synced to would not."""
        self.partner.name = "Azure / Interior"
        self.attach("a.txt")
        self.sync()
        paths = [row["path"] for row in self.google.tree()]
        self.assertIn("/Odoo/Contacts/Azure - Interior/a.txt", paths)


@tagged("post_install", "-at_install")
class TestPages(PagesContract, GoogleMixin, HttpCase):
    token_route = "oauth.token"
