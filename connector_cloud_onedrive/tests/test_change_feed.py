# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.connector_cloud.exceptions import CursorExpired

from .common import MicrosoftCase


class TestChangeFeed(MicrosoftCase):
    def test_resync_in_the_middle(self):
        cursor = self.adapter.start_cursor()
        self.control.set(microsoft_page_limit=2)
        for number in range(5):
            self.upload(f"{number}.txt")
        self.control.add_fault("resync_410", "graph.delta", skip=1, count=1)
        pages = self.adapter.changes(cursor)
        next(pages)
        with self.assertRaises(CursorExpired):
            next(pages)
