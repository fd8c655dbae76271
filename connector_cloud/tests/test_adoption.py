# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..exceptions import CloudError, RetryLater
from ..sync.remote import Limits
from .reverse_case import ReverseCase

UNIQUE_NAMES = Limits(duplicates=False, case_sensitive=False)


class AdoptionCase(ReverseCase):
    """Who connects again to a drive that holds our tree gets no twins."""

    def setUp(self):
        super().setUp()
        self.other = self._partner("Q")
        self.attachments = [
            self._attach(self.partner, "a.txt", b"a"),
            self._attach(self.partner, "b.txt", b"bb"),
            self._attach(self.other, "a.txt", b"other"),
        ]

    def _return(self):
        """Reset, connect again, and sync."""
        self._reset()
        self._connect_again()

    def _connect_again(self):
        self.backend.action_connect()
        self.cloud.calls.clear()
        self._sync()

    def _ids(self):
        return {a.cloud_file_id.external_id for a in self.attachments}


@tagged("post_install", "-at_install")
class TestAdoptionByTag(AdoptionCase):
    def test_nothing_is_made_or_sent_twice(self):
        self._sync()
        tree, ids = self._tree(), self._ids()
        self._return()
        self.assertEqual(self._tree(), tree)
        self.assertEqual(self._ids(), ids)
        self.assertEqual(self.cloud.calls["upload"], 0)
        self.assertEqual(self.cloud.calls["create_folders"], 0)
        self.assertTrue(all(a._is_cloud_bound() for a in self.attachments))
        self._sync()
        self.assertEqual(self.cloud.calls["upload"], 0)

    def test_only_what_changed_is_sent(self):
        self._sync()
        self._reset()
        self.attachments[0].raw = b"edited"
        new = self._attach(self.partner, "new.txt", b"new")
        self._connect_again()
        self.assertEqual(self.cloud.calls["upload"], 2)
        self.assertEqual(
            (new._is_cloud_bound(), self.attachments[0].raw), (True, b"edited")
        )
        # What was there is nobody's to overwrite.
        items = self.cloud.children(self.cloud.find("Odoo/Contacts/P").external_id)
        contents = [self.cloud.content(item.external_id) for item in items]
        self.assertEqual(sorted(contents), [b"a", b"bb", b"edited", b"new"])

    def test_renamed_meanwhile_is_renamed_in_the_cloud(self):
        self._sync()
        self._reset()
        self.partner.name = "New Name"
        self.attachments[0].name = "new.txt"
        self.rule.name = "People"
        self._connect_again()
        self._sync()
        self.assertEqual(self._tree()["Odoo/People/New Name/new.txt"], b"a")
        self.assertNotIn("Odoo/Contacts", self._tree())
        self.assertEqual(self.cloud.calls["upload"], 0)

    def test_folder_moved_in_the_cloud_meanwhile_comes_back(self):
        self._sync()
        tree = self._tree()
        self._reset()
        self.cloud.move(
            self.cloud.find("Odoo/Contacts/P").external_id, parent_id=self.cloud.root_id
        )
        self._connect_again()
        self.assertEqual(self._tree(), tree)
        self.assertEqual(self.cloud.calls["upload"], 0)

    def test_new_rule_takes_over_the_folders_of_a_removed_one(self):
        self._sync()
        self._reset()
        self.rule.unlink()
        self._rule("Tagged", f"[('category_id', 'in', {self.tag.ids})]")
        self._connect_again()
        self.assertEqual(self._tree()["Odoo/Tagged/P/a.txt"], b"a")
        self.assertEqual(self.cloud.calls["upload"], 0)

    def test_sub_folders_are_taken_over_with_what_is_in_them(self):
        self.rule.default_folder_outline = "Scans\n    Official"
        self._sync()
        file = self.attachments[0].cloud_file_id
        deep = self.cloud.find("Odoo/Contacts/P/Scans/Official").external_id
        self.cloud.move(file.external_id, parent_id=deep)
        free = self.cloud.create_folder(
            self.cloud.find("Odoo/Contacts/P").external_id, "Free"
        )
        self.cloud.move(
            self.attachments[1].cloud_file_id.external_id, parent_id=free.external_id
        )
        tree = self._tree()
        self._return()
        self.assertEqual(self._tree(), tree)
        self.assertEqual(self.cloud.calls["upload"], 0)
        folder = self.attachments[0].cloud_file_id.folder_id
        self.assertEqual((folder.name, folder.kind), ("Official", "sub"))

    def test_link_to_a_cloud_document_is_bound_again(self):
        self._sync()
        form = self._native("Form")
        self.cloud.fail_next("export", CloudError("not a file"), times=4)
        self._return()
        self.assertEqual((form.type, form.cloud_file_id.native), ("url", True))
        self.assertTrue(form.cloud_file_id.external_id)

    def test_other_accounts_get_a_new_tree(self):
        self._sync()
        self._reset()
        old = self.cloud
        self.backend._credential().endpoint_url = f"memory:{self.id()}:other"
        self.cloud = self.backend._memory_cloud()
        self._connect_again()
        self.assertEqual(self.cloud.calls["upload"], 3)
        self.assertEqual(self.cloud.tree(), old.tree())

    def test_disconnecting_keeps_what_is_known(self):
        self._sync()
        ids = self._ids()
        self.backend.action_disconnect()
        self._connect_again()
        self.assertEqual(self._ids(), ids)
        self.assertEqual(self.cloud.calls["upload"], 0)

    def test_interruption_makes_no_twins(self):
        self._sync()
        tree = self._tree()
        self._reset()
        self.backend.action_connect()
        self.cloud.fail_next("children", RetryLater("wait", 5))
        self.assertTrue(self._interrupted(self._sync).ignore_retry)
        self._connect_again()
        self.assertEqual(self._tree(), tree)
        self.assertEqual(self.cloud.calls["upload"], 0)

    def test_records_made_since_are_not_looked_for(self):
        self._sync()
        self._return()
        self.env.cr.execute(
            "UPDATE cloud_backend SET left_at = left_at - interval '1 day'"
        )
        self.backend.invalidate_recordset()
        late = self._partner("Late")
        self.cloud.calls.clear()
        self._sync()
        self.assertIn("Odoo/Contacts/Late", self._tree())
        self.assertEqual(self.cloud.calls["find_by_tag"], 0)
        self.assertFalse(
            self.env["cloud.folder"].search([("res_id", "=", late.id)]).has_leftovers
        )


@tagged("post_install", "-at_install")
class TestAdoptionByName(AdoptionCase):
    """A cloud without tags has unique names: they and the contents tell."""

    def setUp(self):
        super().setUp()
        self.cloud.marks = False
        self.cloud.limits = UNIQUE_NAMES

    def test_nothing_is_made_or_sent_twice(self):
        self._sync()
        tree, ids = self._tree(), self._ids()
        self._return()
        self.assertEqual(self._tree(), tree)
        self.assertEqual(self._ids(), ids)
        self.assertEqual(self.cloud.calls["upload"], 0)
        self.assertTrue(all(a._is_cloud_bound() for a in self.attachments))

    def test_folder_that_holds_somebody_elses_files_is_not_taken(self):
        self._sync()
        self._reset()
        item = self.cloud.find("Odoo/Contacts/P")
        for child in self.cloud.children(item.external_id):
            self.cloud.write(child.external_id, b"somebody else's")
        self._connect_again()
        tree = self._tree()
        self.assertEqual(tree[f"Odoo/Contacts/P (#{self.partner.id})/a.txt"], b"a")
        self.assertEqual(tree["Odoo/Contacts/P/a.txt"], b"somebody else's")
        self.assertEqual(tree["Odoo/Contacts/Q/a.txt"], b"other")
        self.assertEqual(self.cloud.calls["upload"], 2)

    def test_twins_find_their_own_folders(self):
        self.other.name = "P"
        self._sync()
        tree, ids = self._tree(), self._ids()
        self.assertIn(f"Odoo/Contacts/P (#{self.other.id})/a.txt", tree)
        self._return()
        self.assertEqual(self._tree(), tree)
        self.assertEqual(self._ids(), ids)
        self.assertEqual(self.cloud.calls["upload"], 0)

    def test_changed_file_is_sent_beside_the_old_one(self):
        self._sync()
        self._reset()
        self.attachments[0].raw = b"edited"
        self._connect_again()
        tree = self._tree()
        apart = f"Odoo/Contacts/P/a (#{self.attachments[0].id}).txt"
        self.assertEqual(tree["Odoo/Contacts/P/a.txt"], b"a")
        self.assertIn(apart, tree, self._logs(level="error").mapped("message"))
        self.assertEqual(tree[apart], b"edited")

    def test_foreign_root_is_not_taken(self):
        foreign = self.cloud.create_folder(self.cloud.root_id, "Odoo")
        self.cloud.create(foreign.external_id, "note.txt", b"not ours")
        self._sync()
        ids = self._ids()
        self._return()
        self.assertEqual(self._ids(), ids)
        self.assertEqual(self.cloud.tree()["Odoo"], {"note.txt": b"not ours"})
        self.assertEqual(self.cloud.calls["upload"], 0)
