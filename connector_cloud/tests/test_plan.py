# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .backward_case import BackwardCase

WRITES = {"create_folders", "upload", "replace_content", "move", "bin", "restore"}


@tagged("post_install", "-at_install")
class TestPlan(BackwardCase):
    """The preview tells what a sync would do, and does nothing."""

    def _plan(self):
        # Jobs of the changes made so far are not the preview's.
        self.env.cr.flush()
        self.cloud.calls.clear()
        before = self._state()
        action = self.backend.action_preview()
        self.assertFalse(WRITES & set(self.cloud.calls))
        self.env.invalidate_all()
        self.assertEqual(self._state(), before)
        return self.env["cloud.plan"].browse(action["res_id"])

    def _state(self):
        models = ("cloud.folder", "cloud.file", "cloud.observation", "cloud.sync.log")
        rows = {name: self.env[name].search_read([]) for name in models}
        rows["attachments"] = self._attachments().read(["name", "type", "checksum"])
        rows["cursor"] = self.env["cloud.cursor"].search([]).mapped("token")
        rows["jobs"] = self.env["queue.job"].search([]).ids
        return self._tree(), rows

    def _counts(self, plan):
        return {(c.direction, c.operation): c.count for c in plan.count_ids}

    def test_nothing_to_do(self):
        plan = self._plan()
        self.assertFalse(plan.count_ids)
        self.assertFalse(plan.stopped)

    def test_both_directions(self):
        renamed = self._synced("old.txt", b"x")
        gone = self._synced("gone.txt", b"y")
        edited = self._synced("edited.txt", b"z")
        deleted = self._synced("deleted.txt", b"w")
        new = self._partner("New")
        self._attach(new, "a.txt", b"12345")
        self._attach(self.partner, "b.txt", b"678")
        renamed.name = "new.txt"
        deleted.unlink()
        self.cloud.trash(gone.cloud_file_id.external_id)
        self.cloud.write(edited.cloud_file_id.external_id, b"longer")
        self.cloud.create(self.folder_id, "c.txt", b"x")
        plan = self._plan()
        self.assertEqual(
            self._counts(plan),
            {
                ("direct", "bin"): 1,
                ("direct", "create_folder"): 1,
                ("direct", "rename"): 1,
                ("direct", "upload"): 2,
                ("backward", "import"): 1,
                ("backward", "unlink"): 1,
                ("backward", "update"): 1,
            },
        )
        uploads = plan.count_ids.filtered(lambda c: c.operation == "upload")
        self.assertEqual(uploads.size, 8)
        names = plan.line_ids.filtered(lambda line: line.operation == "upload")
        self.assertCountEqual(names.mapped("name"), ["a.txt", "b.txt"])

    def test_what_is_planned_is_what_is_done(self):
        self._attach(self.partner, "a.txt")
        self.cloud.create(self.folder_id, "c.txt", b"x")
        planned = self._counts(self._plan())
        last = self._logs()[:1].id
        self._sync()
        self._backward()
        done = {}
        for line in self._logs().filtered(lambda line: line.id > last):
            key = line.direction, line.operation
            done[key] = done.get(key, 0) + 1
        self.assertEqual(done, planned)

    def test_first_sync_of_a_new_backend(self):
        backend = self.backend.create({"name": "Second", "provider": "memory"})
        backend._credential().endpoint_url = f"memory:{self.id()}:second"
        backend.action_connect()
        self.rule.copy({"backend_id": backend.id, "sequence": 1})
        action = backend.action_preview()
        plan = self.env["cloud.plan"].browse(action["res_id"])
        self.assertEqual(self._counts(plan)["direct", "create_folder"], 2)
        self.assertFalse(backend._memory_cloud().tree())

    def test_only_managers_look_ahead(self):
        user = new_test_user(
            self.env,
            "looker",
            "connector_cloud.group_cloud_user",
            context={"no_reset_password": True},
        )
        with self.assertRaises(AccessError):
            self.backend.with_user(user).action_preview()
