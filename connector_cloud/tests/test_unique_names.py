# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A cloud with unique, case-insensitive names, no reserved identifiers and no tags."""

from odoo.tests import tagged

from ..exceptions import RetryLater
from ..sync.remote import Limits
from .common import CloudCase

LIMITS = Limits(duplicates=False, case_sensitive=False, strip=".", path_length=200)


class UniqueNamesCase(CloudCase):
    def setUp(self):
        super().setUp()
        self.cloud.limits = LIMITS
        self.cloud.marks = False
        self.partner = self._partner("P")

    def _files(self, folder="Odoo/Contacts/P"):
        return {
            path.removeprefix(f"{folder}/"): content
            for path, content in self._tree().items()
            if content is not None and path.startswith(f"{folder}/")
        }

    def _file_of(self, attachment):
        return self.env["cloud.file"].search([("odoo_id", "=", attachment.id)])

    def _folder_of(self, record):
        return self.env["cloud.folder"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def _lose_the_answer(self):
        """Let the next upload succeed without an answer; sync until then."""
        self.cloud.fail_next("upload", RetryLater("no answer", 5), after=True)
        self._interrupted_sync(self.partner)
        self.backend.wait_until = False


@tagged("post_install", "-at_install")
class TestUniqueFileNames(UniqueNamesCase):
    def test_twins_are_told_apart(self):
        first = self._attach(self.partner, "a.txt", b"one")
        twins = [
            self._attach(self.partner, name, content)
            for name, content in (("A.TXT", b"two"), ("a.txt", b"one"))
        ]
        self._sync()
        self.assertEqual(
            self._files(),
            {
                "a.txt": b"one",
                f"A (#{twins[0].id}).TXT": b"two",
                f"a (#{twins[1].id}).txt": b"one",
            },
        )
        self.assertEqual(self._file_of(first).base_remote_name, "a.txt")
        for attachment, name in zip(twins, ("A.TXT", "a.txt"), strict=True):
            self.assertEqual(attachment.name, name)
        self.assertFalse(self._logs(level="error"))
        # Three files, and the one that says whose the tree is.
        self.assertEqual(self.cloud.calls["upload"], 4)

    def test_later_twin_is_told_apart(self):
        self._attach(self.partner, "a.txt", b"one")
        self._sync()
        twin = self._attach(self.partner, "a.txt", b"two")
        self._sync(self.partner)
        self.assertEqual(
            self._files(), {"a.txt": b"one", f"a (#{twin.id}).txt": b"two"}
        )
        self.cloud.calls.clear()
        self._sync(self.partner)
        self.assertNotIn("upload", self.cloud.calls)
        self.assertNotIn("move", self.cloud.calls)

    def test_file_with_the_name_of_a_folder(self):
        folder = self.env["cloud.default.folder"].create(
            {"rule_id": self.rule.id, "name": "Letters"}
        )
        attachment = self._attach(self.partner, folder.name, b"one")
        self._sync()
        self.assertEqual(self._files(), {f"Letters (#{attachment.id})": b"one"})

    def test_foreign_file_is_never_overwritten(self):
        self._sync()
        place = self.cloud.find("Odoo/Contacts/P").external_id
        self.cloud.create(place, "Offer.pdf", b"a person's own offer")
        attachment = self._attach(self.partner, "offer.pdf", b"Odoo's offer")
        self._sync(self.partner)
        self.assertEqual(
            self._files(),
            {
                "Offer.pdf": b"a person's own offer",
                f"offer (#{attachment.id}).pdf": b"Odoo's offer",
            },
        )
        self.assertEqual(attachment.raw, b"Odoo's offer")

    def test_two_foreign_files_in_the_way(self):
        self._sync()
        place = self.cloud.find("Odoo/Contacts/P").external_id
        attachment = self._attach(self.partner, "a.txt", b"ours")
        foreign = {"a.txt": b"one", f"a (#{attachment.id}).txt": b"two"}
        for name, content in foreign.items():
            self.cloud.create(place, name, content)
        self._sync(self.partner)
        self.assertEqual(self._files(), foreign)
        self.assertIn("Rename one of them", self._file_of(attachment).error)
        self.assertFalse(attachment._is_cloud_bound())

    def test_equal_foreign_file_is_adopted(self):
        self._sync()
        place = self.cloud.find("Odoo/Contacts/P").external_id
        item = self.cloud.create(place, "a.txt", b"same")
        attachment = self._attach(self.partner, "a.txt", b"same")
        self._sync(self.partner)
        self.assertEqual(self._files(), {"a.txt": b"same"})
        self.assertEqual(self._file_of(attachment).external_id, item.external_id)

    def test_equal_file_of_another_attachment_is_not_shared(self):
        first = self._attach(self.partner, "a.txt", b"same")
        self._sync()
        item = self.cloud.find("Odoo/Contacts/P/a.txt")
        # Renamed by a person; Odoo does not know yet.
        self.cloud.move(item.external_id, name="b.txt")
        second = self._attach(self.partner, "b.txt", b"same")
        self._sync(self.partner)
        self.assertEqual(
            self._files(), {"b.txt": b"same", f"b (#{second.id}).txt": b"same"}
        )
        self.assertEqual(self._file_of(first).external_id, item.external_id)

    def test_rename_to_a_foreign_name(self):
        attachment = self._attach(self.partner, "a.txt", b"ours")
        self._sync()
        place = self.cloud.find("Odoo/Contacts/P").external_id
        self.cloud.create(place, "b.txt", b"theirs")
        attachment.name = "b.txt"
        self._sync(self.partner)
        self.assertEqual(
            self._files(),
            {"b.txt": b"theirs", f"b (#{attachment.id}).txt": b"ours"},
        )
        self.assertEqual(attachment.name, "b.txt")

    def test_swapped_names(self):
        one = self._attach(self.partner, "1.txt", b"one")
        two = self._attach(self.partner, "2.txt", b"two")
        self._sync()
        one.name, two.name = two.name, one.name
        for _round in range(2):
            self._sync(self.partner)
        self.assertCountEqual(self._files().values(), [b"one", b"two"])
        self.assertFalse(self._logs(level="error"))

    def test_changed_case(self):
        attachment = self._attach(self.partner, "a.txt", b"one")
        self._sync()
        attachment.name = "A.txt"
        self._sync(self.partner)
        self.assertEqual(self._files(), {"A.txt": b"one"})

    def test_long_path_is_cut_and_the_true_name_stays(self):
        attachment = self._attach(self.partner, f"{'x' * 240}.txt", b"one")
        self._sync()
        (path,) = [p for p, content in self._tree().items() if content is not None]
        self.assertEqual(len(path), 200)
        self.assertTrue(path.endswith("x.txt"))
        self.assertEqual(attachment.name, f"{'x' * 240}.txt")

    def test_long_folders_leave_room(self):
        self.partner.name = "n" * 255
        self._attach(self.partner, f"{'x' * 240}.txt", b"one")
        self._sync()
        (path,) = [p for p, content in self._tree().items() if content is not None]
        self.assertEqual(len(path), 200)
        self.assertFalse(self._logs(level="error"))


@tagged("post_install", "-at_install")
class TestUnansweredUploads(UniqueNamesCase):
    """What an interrupted try left behind is recognised."""

    def setUp(self):
        super().setUp()
        self._sync()
        self.attachment = self._attach(self.partner, "a.txt", b"old")

    def test_same_content_is_adopted(self):
        self._lose_the_answer()
        item = self.cloud.find("Odoo/Contacts/P/a.txt")
        self._sync(self.partner)
        self.assertEqual(self._files(), {"a.txt": b"old"})
        file = self._file_of(self.attachment)
        self.assertEqual(file.external_id, item.external_id)
        self.assertFalse(file.tries)
        self.assertTrue(self.attachment._is_cloud_bound())

    def test_edited_meanwhile(self):
        self._lose_the_answer()
        self.attachment.raw = b"newer"
        self._sync(self.partner)
        self.assertEqual(self._files(), {"a.txt": b"newer"})
        self.assertEqual(self.attachment.raw, b"newer")

    def test_edited_and_lost_again(self):
        self._lose_the_answer()
        self.attachment.raw = b"newer"
        self._lose_the_answer()
        self.attachment.raw = b"newest"
        self._sync(self.partner)
        self.assertEqual(self._files(), {"a.txt": b"newest"})

    def test_renamed_meanwhile(self):
        self._lose_the_answer()
        self.attachment.name = "b.txt"
        self._sync(self.partner)
        self.assertEqual(self._files(), {"b.txt": b"old"})

    def test_told_apart_and_edited_meanwhile(self):
        place = self.cloud.find("Odoo/Contacts/P").external_id
        self.cloud.create(place, "a.txt", b"theirs")
        # The first one strikes the upload that is refused anyway.
        error = RetryLater("no answer", 5)
        self.cloud.fail_next("upload", error, times=2, after=True)
        self._interrupted_sync(self.partner)
        self.backend.wait_until = False
        self.attachment.raw = b"newer"
        self._sync(self.partner)
        self.assertEqual(
            self._files(),
            {"a.txt": b"theirs", f"a (#{self.attachment.id}).txt": b"newer"},
        )

    def test_deleted_meanwhile(self):
        self._lose_the_answer()
        self.attachment.unlink()
        self._sync(self.partner)
        self.assertEqual(self._files(), {})
        self.assertFalse(self.env["cloud.file"].search([]))

    def test_replaced_by_a_person_meanwhile(self):
        self._lose_the_answer()
        item = self.cloud.find("Odoo/Contacts/P/a.txt")
        self.cloud.write(item.external_id, b"by a person")
        self.attachment.raw = b"newer"
        self._sync(self.partner)
        self.assertEqual(
            self._files(),
            {"a.txt": b"by a person", f"a (#{self.attachment.id}).txt": b"newer"},
        )

    def test_nothing_arrived(self):
        self.cloud.fail_next("upload", RetryLater("no connection", 5))
        self._interrupted_sync(self.partner)
        self.backend.wait_until = False
        self.attachment.unlink()
        self._sync(self.partner)
        self.assertEqual(self._files(), {})
        self.assertFalse(self.env["cloud.file"].search([]))


@tagged("post_install", "-at_install")
class TestUniqueFolderNames(UniqueNamesCase):
    def _folders(self):
        return {path for path, content in self._tree().items() if content is None}

    def test_twin_records(self):
        twin = self._partner("p")
        self._sync()
        self.assertEqual(
            self._folders(),
            {
                "Odoo",
                "Odoo/Contacts",
                "Odoo/Contacts/P",
                f"Odoo/Contacts/p (#{twin.id})",
            },
        )

    def test_folder_made_without_an_answer_is_adopted(self):
        self._sync()
        other = self._partner("Other")
        self.cloud.fail_next("create_folders", RetryLater("no answer", 5), after=True)
        self._interrupted_sync(other)
        self.backend.wait_until = False
        self._sync(other)
        self.assertIn("Odoo/Contacts/Other", self._folders())
        self.assertEqual(len(self._folders()), 4)

    def test_foreign_folder_is_left_alone(self):
        self._sync()
        contacts = self.cloud.find("Odoo/Contacts").external_id
        folder = self.cloud.create_folder(contacts, "OTHER")
        self.cloud.create(folder.external_id, "diary.txt", b"private")
        other = self._partner("Other")
        self._attach(other, "a.txt", b"ours")
        for _round in range(2):
            self._sync(other)
        self.assertEqual(self._files("Odoo/Contacts/OTHER"), {"diary.txt": b"private"})
        own = f"Odoo/Contacts/Other (#{other.id})"
        self.assertEqual(self._files(own), {"a.txt": b"ours"})
        self.assertFalse(self._logs(level="error"))
        # A new name of the record is a new chance.
        other.name = "Another"
        self._sync(other)
        self.assertEqual(self._files("Odoo/Contacts/Another"), {"a.txt": b"ours"})

    def test_record_renamed_to_a_foreign_name(self):
        self._sync()
        contacts = self.cloud.find("Odoo/Contacts").external_id
        self.cloud.create(contacts, "Q", b"a file of that name")
        self.partner.name = "Q"
        for _round in range(2):
            self._sync(self.partner)
        self.assertIn(f"Odoo/Contacts/Q (#{self.partner.id})", self._folders())
        self.assertFalse(self._logs(level="error"))

    def test_folder_that_was_kept_is_not_given_to_a_namesake(self):
        self.rule.deletion_policy = "keep"
        self._attach(self.partner, "a.txt", b"old")
        self._sync()
        self.partner.unlink()
        self._sync()
        namesake = self._partner("P")
        self._sync()
        self.assertIn(f"Odoo/Contacts/P (#{namesake.id})", self._folders())
        self.assertEqual(self._files(f"Odoo/Contacts/P (#{namesake.id})"), {})

    def test_foreign_root(self):
        top = self.cloud.create_folder(self.cloud.root_id, "Odoo")
        self.cloud.create(top.external_id, "diary.txt", b"private")
        for _round in range(2):
            self._sync()
        root = self.env["cloud.folder"].search([("kind", "=", "root")])
        self.assertIn(f"Odoo (#{root.id})/Contacts/P", self._folders())
        self.assertEqual(self._files("Odoo"), {"diary.txt": b"private"})

    def test_sub_folders_with_one_name(self):
        for name in ("Letters", "letters."):
            self.env["cloud.default.folder"].create(
                {"rule_id": self.rule.id, "name": name}
            )
        self._sync()
        place = self._folder_of(self.partner)
        subs = place.search([("parent_id", "=", place.id)])
        self.assertEqual(len(set(subs.mapped("external_id"))), 2)
        self.assertEqual(set(subs.mapped("status")), {"synced"})


@tagged("post_install", "-at_install")
class TestRewrittenContent(UniqueNamesCase):
    """A cloud that stores documents with marks of its own."""

    def setUp(self):
        super().setUp()
        self.cloud.rewritten = (".docx",)
        self.attachment = self._attach(self.partner, "a.docx", b"letter")

    def test_released_after_it_was_read_back(self):
        self._sync()
        stored = self.cloud.find("Odoo/Contacts/P/a.docx")
        file = self._file_of(self.attachment)
        self.assertEqual(self.cloud.calls["open"], 1)
        self.assertEqual(file.base_content_hash, stored.content_hash)
        self.assertEqual(file.size, stored.size)
        self.assertTrue(file.released)
        self.assertEqual(self.attachment.raw, self.cloud.content(stored.external_id))
        self.cloud.calls.clear()
        self._sync(self.partner)
        self.assertNotIn("upload", self.cloud.calls)
        self.assertNotIn("replace_content", self.cloud.calls)

    def test_replaced(self):
        self._sync()
        self.attachment.raw = b"second letter"
        self._sync(self.partner)
        self.assertTrue(self.attachment.raw.startswith(b"second letter"))
        self.assertTrue(self._file_of(self.attachment).released)

    def test_download_that_differs_from_what_the_cloud_says(self):
        self.cloud.break_after = 0
        self._interrupted_sync(self.partner)
        self.assertFalse(self.attachment._is_cloud_bound())
        self.assertEqual(self.attachment.raw, b"letter")
