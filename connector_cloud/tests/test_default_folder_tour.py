# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import CloudCase


@tagged("post_install", "-at_install", "browser")
class TestDefaultFolderTour(CloudCase, HttpCase):
    """The tree of default folders, as people edit it."""

    def test_tree(self):
        self.start_tour(
            f"/odoo/cloud-models/{self.rule.id}",
            "connector_cloud.default_folders",
            login="admin",
        )
        self.assertEqual(
            self.rule.default_folder_outline,
            "Last\nContract\n    Signed\n    Pictures",
        )
