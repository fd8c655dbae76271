# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .hold_case import HoldCase


@tagged("post_install", "-at_install")
class TestOwnership(HoldCase):
    """A copy of a database finds that the tree is not its own."""

    # Whether the cloud keeps private properties.
    marks = True

    def setUp(self):
        super().setUp()
        self.cloud.marks = self.marks
        self.partner = self._partner("P")
        self.attachment = self._files(1, self.partner)
        self.original = self._uuid()

    def _uuid(self):
        return self.env["ir.config_parameter"].get_param("database.uuid")

    def _become(self, uuid):
        """Be another database with the same content."""
        self.env["ir.config_parameter"].set_param("database.uuid", uuid)

    def test_a_copy_leaves_the_tree_alone(self):
        before = self._tree()
        self._become("copy")
        self._attach(self.partner, "new.txt")
        self.cloud.calls.clear()
        self.attachment.unlink()
        self._sync(self.partner)
        self.assertEqual(self._tree(), before)
        self.assertFalse(self.cloud.calls)
        self.assertEqual(self.backend.state, "paused")
        self.assertTrue(self.backend.is_foreign)
        hold = self._hold()
        self.assertEqual(hold.reason, "foreign_database")
        self.assertEqual(len(hold.activity_ids), 1)

    def test_resuming_a_copy_is_no_way_out(self):
        self._become("copy")
        self._sync(self.partner)
        self.backend.action_resume()
        self._sync(self.partner)
        self.assertEqual(self.backend.state, "paused")
        self.assertEqual(len(self._hold().activity_ids), 1)

    def test_the_check_costs_at_most_one_request(self):
        self.cloud.calls.clear()
        with trap_jobs():
            self.backend._job_prepare()
        self.assertEqual(self.cloud.calls["get_many"], 1)
        self.assertEqual(self.cloud.calls["children"], 0 if self.marks else 1)
        self.cloud.calls.clear()
        self._sync(self.partner)
        self.assertEqual(self.cloud.calls["get_many"], 1)
        self.assertNotIn("children", self.cloud.calls)

    def test_a_copy_takes_over_and_the_original_stops(self):
        self._become("copy")
        self._sync(self.partner)
        hold = self._hold()
        hold.action_release()
        self.assertEqual((hold.state, self.backend.state), ("released", "connected"))
        self.assertFalse(self.backend.is_foreign)
        self._attach(self.partner, "new.txt", b"new")
        self._sync(self.partner)
        self.assertEqual(self._tree()["Odoo/Contacts/P/new.txt"], b"new")
        # Back in the original, which knows nothing of that.
        self._become(self.original)
        self.backend.owner_uuid = self.original
        self._sync()
        self.assertEqual(self.backend.state, "paused")
        self.assertEqual(self._hold().reason, "foreign_database")

    def test_a_copy_is_disconnected(self):
        self._become("copy")
        self._sync(self.partner)
        hold = self._hold()
        hold.action_discard()
        self.assertEqual((hold.state, self.backend.state), ("discarded", "draft"))
        self.assertFalse(hold.activity_ids)

    def test_a_lost_mark_is_written_again(self):
        root = self.cloud.find("Odoo")
        if self.marks:
            self.cloud.own(root.external_id, None)
        else:
            marker = next(
                item
                for item in self.cloud.children(root.external_id)
                if not item.is_folder
            )
            self.cloud.trash(marker.external_id)
        self._sync()
        self.assertFalse(self._hold())
        with self.backend._adapter() as adapter:
            self.assertTrue(
                adapter.is_owned_by(
                    adapter.get(root.external_id), self.backend._owner_mark()
                )
            )

    def test_a_tree_of_another_database_is_not_adopted(self):
        root = self.env["cloud.folder"].search([("kind", "=", "root")])
        self._become("copy")
        with self._component("ownership") as ownership:
            ownership.claim(root.external_id)
        self._become(self.original)
        self.backend.owner_uuid = False
        root.write({"external_id": False, "status": "pending"})
        self.cloud.calls.clear()
        self._sync()
        if self.marks:
            self.assertEqual(self._hold().reason, "foreign_database")
            self.assertNotIn("create_folders", self.cloud.calls)
        else:
            # Nothing tells there whose folder that is: ours gets its own.
            self.assertEqual(root.status, "synced")

    def test_a_neutralized_copy_has_no_access(self):
        self.backend._credential().write({"refresh_token": "secret"})
        for query in get_neutralization_queries(["connector_cloud"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertEqual(self.backend.state, "draft")
        self.assertFalse(self.env["cloud.credential"].search([]))
        before = self._tree()
        self._attach(self.partner, "new.txt")
        self._sync(self.partner)
        self.assertEqual(self._tree(), before)


@tagged("post_install", "-at_install")
class TestOwnershipWithoutProperties(TestOwnership):
    marks = False
