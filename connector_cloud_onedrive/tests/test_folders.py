# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.connector_cloud.exceptions import (
    AlreadyExists,
    InvalidName,
    NotFound,
    RetryLater,
)
from odoo.addons.connector_cloud.sync.remote import NewFolder

from .common import MicrosoftCase


class TestFolders(MicrosoftCase):
    def new(self, key, name, parent_id=None):
        return NewFolder(key, name, parent_id or self.root.external_id, f"tag-{key}")

    def test_many_in_few_requests(self):
        wanted = [self.new(number, f"Folder {number}") for number in range(45)]
        made = self.adapter.create_folders(wanted)
        self.assertEqual(self.control.count("graph.batch"), 3)
        self.assertEqual(len(self.tree()), 45)
        for number in range(45):
            item = made[number]
            self.assertEqual(item.name, f"Folder {number}")
            self.assertEqual(item.parent_id, self.root.external_id)
            self.assertTrue(item.is_folder)

    def test_none(self):
        self.assertEqual(self.adapter.create_folders(iter(())), {})
        self.assertEqual(self.control.count("graph.batch"), 0)

    def test_repeated(self):
        wanted = [self.new(1, "A"), self.new(2, "B")]
        self.assertEqual(
            self.adapter.create_folders(wanted), self.adapter.create_folders(wanted)
        )
        self.assertEqual(len(self.tree()), 2)

    def test_lost_answer(self):
        self.control.add_fault("cut_response", "graph.batch", count=1, after_bytes=0)
        made = self.adapter.create_folders([self.new(1, "A"), self.new(2, "B")])
        self.assertEqual([made[1].name, made[2].name], ["A", "B"])
        self.assertEqual(len(self.tree()), 2)

    def test_names_that_are_taken(self):
        held = self.microsoft.create_folder("/", "held")
        self.microsoft.put_file(held, "diary.txt", b"private")
        empty = self.microsoft.create_folder("/", "empty")
        file = self.upload("file")
        made = self.adapter.create_folders(
            [self.new(name, name) for name in ("HELD", "Empty", "File", "new")]
        )
        self.assertIsInstance(made["HELD"], AlreadyExists)
        self.assertEqual(made["HELD"].item.external_id, held)
        self.assertEqual(made["Empty"].external_id, empty)
        self.assertIsInstance(made["File"], AlreadyExists)
        self.assertEqual(made["File"].item, file)
        self.assertEqual(made["new"].name, "new")

    def test_failures_are_those_of_one_folder(self):
        made = self.adapter.create_folders(
            [
                self.new(1, "A"),
                self.new(2, "CON"),
                self.new(3, "B", "unknown"),
                self.new(4, "C"),
            ]
        )
        self.assertIsInstance(made[2], InvalidName)
        self.assertIsInstance(made[3], NotFound)
        self.assertEqual([made[1].name, made[4].name], ["A", "C"])

    def test_parts_that_fail_at_first(self):
        self.control.add_fault(
            "server_error", "graph.items.create", skip=1, count=2, status=500
        )
        made = self.adapter.create_folders(
            [self.new(number, f"F{number}") for number in range(4)]
        )
        self.assertEqual({item.name for item in made.values()}, set(self.names(4)))

    def test_throttled_parts(self):
        self.control.add_fault(
            "rate_limit_429", "graph.items.create", skip=2, count=1, retry_after=9
        )
        made = self.adapter.create_folders(
            [self.new(number, f"F{number}") for number in range(3)]
        )
        self.assertEqual([made[0].name, made[1].name], ["F0", "F1"])
        self.assertIsInstance(made[2], RetryLater)
        self.assertEqual(made[2].seconds, 9)

    def test_token_that_ends_meanwhile(self):
        self.microsoft.expire_access_tokens()
        made = self.adapter.create_folders([self.new(1, "A")])
        self.assertEqual(made[1].name, "A")

    def names(self, count):
        return [f"F{number}" for number in range(count)]
