# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import CloudCase

TREE = "Folder 1\n    Folder 1.1\n        Deep\n    Folder 1.2\nFolder 2"


@tagged("post_install", "-at_install")
class TestDefaultFolder(CloudCase):
    """Default Folders of seed 003."""

    def _paths(self):
        return list(self.rule.default_folder_ids._paths())

    def test_outline_makes_a_tree(self):
        self.rule.default_folder_outline = TREE
        self.assertEqual(
            self._paths(),
            [
                ("Folder 1",),
                ("Folder 1", "Folder 1.1"),
                ("Folder 1", "Folder 1.1", "Deep"),
                ("Folder 1", "Folder 1.2"),
                ("Folder 2",),
            ],
        )
        self.assertEqual(self.rule.default_folder_outline, TREE)

    def test_outline_of_tabs_blank_lines_and_odd_indents(self):
        self.rule.default_folder_outline = "\n  A \n\n\tB\n\t\tC\n   D\nE\n"
        self.assertEqual(
            self._paths(), [("A",), ("A", "B"), ("A", "B", "C"), ("A", "D"), ("E",)]
        )

    def test_edit_of_the_outline_keeps_what_stays(self):
        self.rule.default_folder_outline = TREE
        kept = self.rule.default_folder_ids._paths()
        self.rule.default_folder_outline = "New\nFolder 2\nFolder 1\n    Folder 1.1"
        folders = self.rule.default_folder_ids._paths()
        self.assertEqual(
            list(folders),
            [("New",), ("Folder 2",), ("Folder 1",), ("Folder 1", "Folder 1.1")],
        )
        for path in (("Folder 1",), ("Folder 1", "Folder 1.1"), ("Folder 2",)):
            self.assertEqual(folders[path], kept[path])
        self.rule.default_folder_outline = False
        self.assertFalse(self.rule.default_folder_ids)

    def test_outline_in_the_form_of_a_new_model(self):
        with Form(self.env["cloud.sync.rule"]) as form:
            form.model_id = self.partner_model
            form.backend_id = self.backend
            form.default_folder_outline = TREE
        self.assertEqual(len(form.record.default_folder_ids), 5)

    def test_folder_moves_with_what_is_in_it(self):
        self.rule.default_folder_outline = TREE
        folders = self.rule.default_folder_ids._paths()
        folders["Folder 1", "Folder 1.1"].parent_id = folders[("Folder 2",)]
        self.assertEqual(
            self.rule.default_folder_outline,
            "Folder 1\n    Folder 1.2\nFolder 2\n    Folder 1.1\n        Deep",
        )

    def test_deleted_with_what_is_in_it(self):
        self.rule.default_folder_outline = TREE
        self.rule.default_folder_ids._paths()[("Folder 1",)].unlink()
        self.assertEqual(self.rule.default_folder_outline, "Folder 2")

    def test_folder_cannot_be_inside_itself(self):
        self.rule.default_folder_outline = TREE
        folders = self.rule.default_folder_ids._paths()
        with self.assertRaisesRegex(UserError, "Recursion"):
            folders[("Folder 1",)].parent_id = folders["Folder 1", "Folder 1.1"]

    def test_folder_belongs_to_the_model_of_its_parent(self):
        self.rule.default_folder_outline = "One"
        other = self._rule("Other", default_folder_outline="Two")
        with self.assertRaisesRegex(ValidationError, "the same one"):
            other.default_folder_ids.parent_id = self.rule.default_folder_ids

    def test_same_name_in_one_folder_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "A / b is there twice"):
            self.rule.default_folder_outline = "A\n    B\n    b"
        self.rule.default_folder_outline = "A\n    B\nB\n    A"
        with self.assertRaises(psycopg2.Error), mute_logger("odoo.sql_db"):
            self._new("a")

    def test_folder_needs_a_name(self):
        with self.assertRaisesRegex(ValidationError, "a name"):
            self._new(" ")

    def _new(self, name):
        return self.env["cloud.default.folder"].create(
            {"rule_id": self.rule.id, "name": name}
        )
