# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.addons.connector_cloud.exceptions import AlreadyExists, RetryLater
from odoo.addons.connector_cloud.sync.remote import NewFolder
from odoo.addons.connector_cloud.transfer import retry

from .common import MicrosoftCase


class TestFolders(MicrosoftCase):
    def new(self, key, name, parent_id=None):
        return NewFolder(key, name, parent_id or self.root.external_id, f"tag-{key}")

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

    def test_parts_that_fail_at_first(self):
        self.control.add_fault(
            "server_error", "graph.items.create", skip=1, count=2, status=500
        )
        made = self.adapter.create_folders(
            [self.new(number, f"F{number}") for number in range(4)]
        )
        self.assertEqual(
            {item.name for item in made.values()}, {"F0", "F1", "F2", "F3"}
        )

    def test_answer_that_was_lost_before_somebody_came(self):
        """What this very call made is ours, though it holds something already."""

        def come(_seconds):
            self.microsoft.put_file("/mine", "welcome.txt", b"welcome")

        for kind, route, values in (
            ("cut_response", "graph.batch", {"after_bytes": 9}),
            ("timeout_after_success", "graph.items.create", {"seconds": 0}),
        ):
            self.control.add_fault(kind, route, count=1, **values)
            with (
                self.subTest(route),
                patch.object(retry.time, "sleep", side_effect=come) as pause,
            ):
                made = self.adapter.create_folders([self.new(0, "mine")])
                self.assertEqual(made[0].name, "mine")
                pause.assert_called_once()
            self.microsoft.delete(made[0].external_id)

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
