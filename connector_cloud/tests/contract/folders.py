# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...exceptions import AlreadyExists, NotFound, RetryLater
from ...sync.remote import NewFolder
from .base import ContractBase


class FoldersContract(ContractBase):
    def new_folders(self, *names, parent_id=None):
        """:return: list of NewFolder, each with its name as the key"""
        ids = self.adapter.reserve_ids(len(names))
        parent_id = parent_id or self.root.external_id
        return [
            NewFolder(name, name, parent_id, f"tag:{name}", reserved_id)
            for name, reserved_id in zip(names, ids, strict=True)
        ]

    def test_create_folders(self):
        parent = self.folder("Parent")
        wanted = self.new_folders("A", "B", parent_id=parent.external_id)
        made = self.adapter.create_folders(iter(wanted))
        self.assertEqual(set(made), {"A", "B"})
        for folder in wanted:
            item = made[folder.key]
            self.assertTrue(item.is_folder)
            self.assertEqual(item.name, folder.name)
            self.assertEqual(item.parent_id, parent.external_id)
            self.assertEqual(item.tag, folder.tag if self.keeps_tags else None)
            self.assertIn(folder.reserved_id, (None, item.external_id))
            self.assertEqual(self.adapter.get(item.external_id), item)
        self.assertEqual(self.names(parent), ["A", "B"])

    def test_create_no_folders(self):
        self.assertEqual(self.adapter.create_folders(iter(())), {})
        self.assertEqual(self.far.count("create_folders"), 0)

    def test_many_folders_in_few_requests(self):
        batch = self.adapter.limits.folder_batch
        names = [f"Folder {number:03}" for number in range(batch + 5)]
        wanted = self.new_folders(*names)
        self.far.forget_figures()
        made = self.adapter.create_folders(wanted)
        self.assertEqual([made[name].name for name in names], names)
        self.assertEqual(self.names(), names)
        self.assertEqual(self.far.count("create_folders"), 2)

    def test_folders_made_again_are_the_same(self):
        first, second = self.new_folders("A", "B")
        made = self.adapter.create_folders([first])
        again = self.adapter.create_folders([first, second])
        self.assertEqual(again["A"], made["A"])
        self.assertEqual(self.names(), ["A", "B"])

    def test_folders_made_again_without_reserved_ids_are_the_same(self):
        wanted = [NewFolder(1, "A", self.root.external_id, "tag:A")]
        made = self.adapter.create_folders(wanted)
        self.assertEqual(self.adapter.create_folders(wanted), made)
        self.assertEqual(self.names(), ["A"])

    def test_lost_answer_makes_no_twin_folders(self):
        wanted = self.new_folders("A", "B")
        self.far.lose_answer("create_folders")
        made = self.persistently(lambda: self.adapter.create_folders(wanted))
        self.assertEqual([made["A"].name, made["B"].name], ["A", "B"])
        self.assertEqual(self.names(), ["A", "B"])

    def test_failure_of_a_folder_is_its_own(self):
        bad = self.new_folders("bad", parent_id="no-such-folder")
        made = self.adapter.create_folders([*bad, *self.new_folders("good")])
        self.assertEqual(made["good"].name, "good")
        self.assertIsInstance(made["bad"], NotFound)

    def test_name_of_a_new_folder_that_others_use(self):
        held = self.folder("Held")
        self.far.put_file(held.external_id, "diary.txt", b"private")
        file = self.adapter.get(
            self.far.put_file(self.root.external_id, "File", b"no folder")
        )
        made = self.adapter.create_folders(self.new_folders("Held", "File"))
        if self.adapter.limits.duplicates:
            self.assertEqual(self.names(), ["File", "File", "Held", "Held"])
            self.assertNotIn(made["Held"].external_id, (held.external_id,))
            return
        for key, there in (("Held", held), ("File", file)):
            self.assertIsInstance(made[key], AlreadyExists)
            self.assertEqual(made[key].item.external_id, there.external_id)
        self.assertEqual(self.names(), ["File", "Held"])

    def test_throttled_folders_can_be_made_later(self):
        wanted = self.new_folders("A", "B")
        self.far.throttle("create_folders", 9)
        with self.assertRaises(RetryLater) as caught:
            self.adapter.create_folders(wanted)
        self.assertEqual(caught.exception.seconds, 9)
        self.far.be_well()
        self.renew_adapter()
        self.adapter.create_folders(wanted)
        self.assertEqual(self.names(), ["A", "B"])
