# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.connector_cloud.exceptions import RetryLater
from odoo.addons.connector_cloud.sync.remote import NewFolder

from .common import GoogleCase


class TestFolders(GoogleCase):
    def folder(self, key, parent=None, reserved_id=None):
        return NewFolder(
            key=key,
            name=f"Folder {key}",
            parent_id=parent or self.root.external_id,
            tag=f"db:{key}",
            reserved_id=reserved_id,
        )

    def test_nested(self):
        top, middle, low = self.adapter.reserve_ids(3)
        made = self.adapter.create_folders(
            [
                self.folder("low", middle, low),
                self.folder("middle", top, middle),
                self.folder("top", None, top),
            ]
        )
        self.assertEqual(made["low"].parent_id, middle)
        paths = [row["path"] for row in self.google.tree()]
        self.assertIn("/Folder top/Folder middle/Folder low", paths)

    def test_rate_limit_of_one_part_is_cured(self):
        self.control.add_fault("rate_limit_403", "drive.files.create", skip=1, count=1)
        made = self.adapter.create_folders([self.folder("a"), self.folder("b")])
        self.assertEqual([made[key].name for key in "ab"], ["Folder a", "Folder b"])
        self.assertEqual(len(self.google.tree()), 2)

    def test_rate_limit_of_one_part_that_stays(self):
        ids = self.adapter.reserve_ids(2)
        folders = [self.folder(n, reserved_id=id_) for n, id_ in enumerate(ids)]
        self.control.add_fault("rate_limit_403", "drive.files.create", skip=1)
        made = self.adapter.create_folders(folders)
        self.assertEqual(made[0].name, "Folder 0")
        self.assertIsInstance(made[1], RetryLater)
        self.control.clear_faults()
        self.assertEqual(self.adapter.create_folders(folders)[1].name, "Folder 1")
        self.assertEqual(len(self.google.tree()), 2)
