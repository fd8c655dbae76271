# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.connector_cloud.exceptions import CloudError

from .common import MicrosoftCase


class TestItems(MicrosoftCase):
    def test_answer_without_an_effect(self):
        item = self.upload("a.txt")
        self.control.add_fault("patch_noop_204", "graph.items.update", count=1)
        with self.assertRaisesRegex(CloudError, "did not move"):
            self.adapter.move(item.external_id, "b.txt", self.root.external_id)
        moved = self.adapter.move(item.external_id, "b.txt", self.root.external_id)
        self.assertEqual(moved.name, "b.txt")

    def test_locked_file(self):
        item = self.upload("a.txt")
        self.microsoft.lock(item.external_id)
        with self.assertRaisesRegex(CloudError, "has the file open") as caught:
            self.adapter.move(item.external_id, "b.txt", self.root.external_id)
        self.assertIs(type(caught.exception), CloudError)
        self.microsoft.lock(item.external_id, locked=False)
        self.adapter.move(item.external_id, "b.txt", self.root.external_id)

    def test_restore_in_a_business_drive(self):
        item = self.upload("a.txt")
        self.adapter.bin(item.external_id)
        with self.assertRaisesRegex(CloudError, "Restore it there") as caught:
            self.adapter.restore(item.external_id)
        self.assertIs(type(caught.exception), CloudError)
