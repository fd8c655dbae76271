# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...exceptions import AlreadyExists, CloudError, NotFound, VersionMismatch
from .base import ContractBase


class MovingContract(ContractBase):
    def begin_to_move(self):
        """Have a file and a folder to move it to."""
        self.target = self.folder("Target")
        self.item = self.upload("a.txt", b"content")

    def move(self, name=None, parent=None, version=None, item=None):
        item = item or self.item
        return self.adapter.move(
            item.external_id,
            name or item.name,
            (parent or self.root).external_id,
            version,
        )

    def test_rename_and_move_in_one_step(self):
        self.begin_to_move()
        moved = self.move("b.txt", self.target, self.item.version)
        self.assertEqual(moved.external_id, self.item.external_id)
        self.assertEqual(
            (moved.name, moved.parent_id), ("b.txt", self.target.external_id)
        )
        self.assertEqual(self.adapter.get(moved.external_id), moved)
        self.assertNotEqual(moved.version, self.item.version)
        self.assertStored(moved, b"content")
        self.assertEqual(self.names(), ["Target"])
        self.assertEqual(self.names(self.target), ["b.txt"])

    def test_each_step_has_a_version_of_its_own(self):
        self.begin_to_move()
        versions = [self.item.version]
        for name, parent in (
            ("b.txt", self.root),
            ("b.txt", self.target),
            ("c.txt", self.root),
        ):
            versions.append(self.move(name, parent, versions[-1]).version)
        self.assertEqual(len(set(versions)), 4)

    def test_move_to_where_it_is(self):
        self.begin_to_move()
        same = self.move(version=self.item.version)
        self.assertEqual(same.name, "a.txt")
        self.assertEqual(same.version, self.item.version)
        self.assertEqual(self.adapter.get(same.external_id), same)

    def test_other_case_of_the_same_name(self):
        self.begin_to_move()
        self.assertEqual(self.move("A.TXT").name, "A.TXT")
        self.assertEqual(self.names(), ["A.TXT", "Target"])

    def test_move_a_folder(self):
        self.begin_to_move()
        folder = self.folder("Folder")
        inside = self.upload("inside.txt", parent=folder)
        moved = self.move("New", self.target, folder.version, folder)
        self.assertTrue(moved.is_folder)
        self.assertEqual(self.names(self.target), ["New"])
        self.assertEqual(self.adapter.get(inside.external_id).name, "inside.txt")
        self.assertEqual(self.names(folder), ["inside.txt"])

    def test_move_a_folder_into_itself(self):
        self.begin_to_move()
        inner = self.folder("Inner", self.target)
        with self.assertRaises(CloudError):
            self.move(parent=inner, item=self.target)
        self.assertEqual(self.names(), ["Target", "a.txt"])

    def test_move_another_version(self):
        self.begin_to_move()
        self.far.rename(self.item.external_id, "theirs.txt")
        with self.assertRaises(VersionMismatch) as caught:
            self.move("ours.txt", version=self.item.version)
        self.assertEqual(caught.exception.item, self.adapter.get(self.item.external_id))
        self.assertEqual(self.names(), ["Target", "theirs.txt"])

    def test_move_what_is_gone(self):
        self.begin_to_move()
        self.far.delete(self.item.external_id)
        with self.assertRaises(NotFound):
            self.move("b.txt")
        with self.assertRaises(NotFound):
            self.move("b.txt", version=self.item.version)

    def test_move_to_what_is_gone(self):
        self.begin_to_move()
        self.far.delete(self.target.external_id)
        with self.assertRaises(NotFound):
            self.move(parent=self.target)
        self.assertEqual(self.names(), ["a.txt"])

    def test_move_to_a_taken_name(self):
        self.begin_to_move()
        other = self.upload("b.txt", b"other")
        if self.adapter.limits.duplicates:
            self.move("b.txt")
            self.assertEqual(self.names(), ["Target", "b.txt", "b.txt"])
            return
        with self.assertRaises(AlreadyExists) as caught:
            self.move("B.TXT")
        self.assertEqual(caught.exception.item, other)
        self.assertEqual(self.names(), ["Target", "a.txt", "b.txt"])

    def test_lost_answer_to_a_move(self):
        self.begin_to_move()
        self.far.lose_answer("move")
        moved = self.persistently(lambda: self.move("b.txt", self.target))
        self.assertEqual(self.adapter.get(moved.external_id), moved)
        self.assertEqual(self.names(self.target), ["b.txt"])
