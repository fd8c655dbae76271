# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.connector_cloud.exceptions import NotFound, RetryLater
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

    def test_reserve_ids(self):
        ids = self.adapter.reserve_ids(1500)
        self.assertEqual(len(set(ids)), 1500)
        self.assertEqual(self.control.count("drive.files.generateIds"), 2)
        self.assertEqual(self.adapter.reserve_ids(0), [])

    def test_few_requests(self):
        ids = self.adapter.reserve_ids(250)
        self.control.reset_log()
        made = self.adapter.create_folders(
            self.folder(n, reserved_id=id_) for n, id_ in enumerate(ids)
        )
        self.assertEqual(self.control.count("drive.batch"), 3)
        self.assertEqual(len(made), 250)
        self.assertEqual(made[249].external_id, ids[249])
        self.assertEqual(made[249].name, "Folder 249")
        self.assertEqual(made[249].tag, "db:249")
        self.assertTrue(made[249].is_folder)
        self.assertEqual(len(self.google.tree()), 250)

    def test_repeated(self):
        ids = self.adapter.reserve_ids(2)
        folders = [self.folder(n, reserved_id=id_) for n, id_ in enumerate(ids)]
        first = self.adapter.create_folders(folders[:1])
        again = self.adapter.create_folders(folders)
        self.assertEqual(again[0], first[0])
        self.assertEqual(len(self.google.tree()), 2)

    def test_repeated_without_reserved_id(self):
        first = self.adapter.create_folders([self.folder("a")])
        again = self.adapter.create_folders([self.folder("a"), self.folder("b")])
        self.assertEqual(again["a"], first["a"])
        self.assertEqual(len(self.google.tree()), 2)

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

    def test_a_failure_stays_alone(self):
        made = self.adapter.create_folders(
            [self.folder("good"), self.folder("bad", "no-such-parent")]
        )
        self.assertEqual(made["good"].name, "Folder good")
        self.assertIsInstance(made["bad"], NotFound)

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

    def test_lost_answer(self):
        ids = self.adapter.reserve_ids(3)
        folders = [self.folder(n, reserved_id=id_) for n, id_ in enumerate(ids)]
        self.control.add_fault("cut_response", "drive.batch", count=1, after_bytes=0)
        made = self.adapter.create_folders(folders)
        self.assertEqual(
            {item.name for item in made.values()}, {f.name for f in folders}
        )
        self.assertEqual(len(self.google.tree()), 3)

    def test_expired_token_inside_a_batch(self):
        self.google.expire_access_tokens()
        made = self.adapter.create_folders([self.folder("a")])
        self.assertEqual(made["a"].name, "Folder a")

    def test_busy_batch(self):
        self.control.add_fault("server_error", "drive.batch", retry_after=9)
        with self.assertRaises(RetryLater) as caught:
            self.adapter.create_folders(
                [self.folder("a", reserved_id=self.adapter.reserve_ids(1)[0])]
            )
        self.assertEqual(caught.exception.seconds, 9)
