# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect
import io
from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..components.adapter import CloudAdapter
from ..components.plan import PlanAdapter
from ..exceptions import CloudError
from ..sync.remote import Limits, NewFolder, Watch
from .backward_case import BackwardCase

WRITES = {"create_folders", "upload", "replace_content", "move", "bin", "restore"}


@tagged("post_install", "-at_install")
class TestPlan(BackwardCase):
    """The preview tells what a sync would do, and does nothing."""

    def _plan(self):
        # Jobs of the changes made so far are not the preview's.
        self.env.cr.flush()
        # A test is one moment: what it changed is not younger than the last look.
        self.env["cloud.folder"].search([("kind", "=", "record")]).checked_at = False
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
        # Only what proves to have arrived leaves Odoo: that is not promised before.
        self.assertEqual(done.pop(("direct", "release")), 1)
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

    # What is told once, or not at all

    def test_deleted_on_both_sides(self):
        attachment = self._synced("both.txt", b"x")
        external_id = attachment.cloud_file_id.external_id
        attachment.unlink()
        self.cloud.trash(external_id)
        self.assertEqual(self._counts(self._plan()), {("direct", "bin"): 1})

    def test_rename_that_changes_nothing_in_the_cloud(self):
        self.cloud.limits = Limits(forbidden='?*"')
        attachment = self._synced("a?.txt", b"x")
        attachment.name = "a*.txt"
        self.assertFalse(self._plan().count_ids)

    def test_conflict_is_one_line(self):
        attachment = self._synced("edited.txt", b"x")
        self.cloud.write(attachment.cloud_file_id.external_id, b"theirs")
        attachment.raw = b"ours"
        plan = self._plan()
        self.assertEqual(self._counts(plan), {("backward", "conflict"): 1})
        self.assertIn("changed on both sides", plan.line_ids.message)

    def test_renamed_on_both_sides_is_one_line(self):
        attachment = self._synced("a.txt", b"x")
        self.cloud.move(attachment.cloud_file_id.external_id, name="theirs.txt")
        attachment.name = "ours.txt"
        self.assertEqual(self._counts(self._plan()), {("backward", "rename"): 1})

    def test_deleted_here_and_changed_there_is_one_line(self):
        attachment = self._synced("a.txt", b"x")
        self.cloud.write(attachment.cloud_file_id.external_id, b"theirs")
        attachment.unlink()
        self.assertEqual(self._counts(self._plan()), {("backward", "import"): 1})

    def test_changed_here_and_deleted_there_is_one_line(self):
        attachment = self._synced("a.txt", b"x")
        self.cloud.trash(attachment.cloud_file_id.external_id)
        attachment.write({"raw": b"ours", "name": "ours.txt"})
        self.assertEqual(self._counts(self._plan()), {("backward", "upload"): 1})

    def test_renamed_here_and_edited_there_are_two(self):
        attachment = self._synced("a.txt", b"x")
        self.cloud.write(attachment.cloud_file_id.external_id, b"theirs")
        attachment.name = "ours.txt"
        self.assertEqual(
            self._counts(self._plan()),
            {("direct", "rename"): 1, ("backward", "update"): 1},
        )

    # What waits for a person

    def test_what_would_be_held_comes_first(self):
        self.backend.write({"guard_max_files": 2, "guard_max_percent": 20})
        files = [self._synced(f"{n}.txt", b"%d" % n) for n in range(6)]
        for attachment in files[:4]:
            self.cloud.trash(attachment.cloud_file_id.external_id)
        self._attach(self.partner, "new.txt")
        plan = self._plan()
        self.assertEqual(
            [(c.direction, c.operation, c.count) for c in plan.count_ids],
            [("backward", "hold", 4), ("direct", "upload", 1)],
        )
        self.assertIn("4 of 6 files were deleted in the cloud", plan.held)
        self.assertEqual(plan.line_ids[:1].operation, "hold")
        held = plan.line_ids.filtered(lambda line: line.operation == "hold")
        self.assertEqual(
            sorted(held.mapped("name")),
            [f"Contacts / P / {number}.txt" for number in range(4)],
        )
        self.assertFalse(self.env["cloud.hold"].search([]))
        # The same once a sync has put them on hold.
        self._backward()
        self.assertEqual(self._plan().count_ids[:1].count, 4)

    def test_deleted_in_odoo_would_be_held(self):
        self.backend.write({"guard_max_files": 2, "guard_max_percent": 20})
        files = [self._synced(f"{n}.txt", b"%d" % n) for n in range(6)]
        for attachment in files[:4]:
            attachment.unlink()
        plan = self._plan()
        self.assertEqual(self._counts(plan), {("direct", "hold"): 4})
        self.assertFalse(plan.can_sync, "Nothing would be done")

    def test_missing_root_stops_everything(self):
        self._synced("a.txt", b"x")
        root = self.env["cloud.folder"].search([("kind", "=", "root")])
        self.cloud.trash(root.external_id)
        plan = self._plan()
        self.assertIn("deleted or emptied", plan.stopped)
        self.assertFalse(plan.held, "It is told once")
        self.assertFalse(plan.can_sync)

    # What may follow

    def test_sync_is_offered_where_it_would_work(self):
        self._attach(self.partner, "a.txt")
        plan = self._plan()
        for state in ("connected", "paused", "draft", "reconnect", "reversing"):
            self.backend.state = state
            plan.invalidate_recordset()
            self.assertEqual(plan.can_sync, state == "connected", state)

    def test_other_states_say_why_there_is_no_preview(self):
        for state, words in (("reversing", "come home"), ("draft", "Connect")):
            self.backend.state = state
            with self.assertRaisesRegex(UserError, words):
                self.backend.action_preview()

    def test_busy_guard_asks_to_try_again(self):
        self.backend.write({"guard_max_files": 1, "guard_max_percent": 1})
        for attachment in [self._synced(f"{n}.txt", b"%d" % n) for n in range(3)]:
            attachment.unlink()
        self._folder_of(self.partner).checked_at = False
        with (
            self._held_elsewhere(f"cloud:{self.backend.id}:guard"),
            self.assertRaisesRegex(UserError, "Try again"),
        ):
            self.backend.action_preview()

    def test_renewed_token_outlives_the_preview(self):
        credential = self.backend._credential()
        later = fields.Datetime.now() + timedelta(hours=1)
        with self.backend._adapter() as adapter:
            kind = type(adapter)
        read = kind.get_many

        def renew_and_read(adapter, external_ids):
            if not adapter.may_commit:
                credential.write({"access_token": "new", "expires_at": later})
            return read(adapter, external_ids)

        self._attach(self.partner, "a.txt")
        with patch.object(kind, "get_many", renew_and_read):
            self._plan()
        self.assertEqual(credential.access_token, "new")
        self.assertEqual(credential.expires_at, later)

    def test_token_is_renewed_without_a_commit(self):
        credential = self.backend._credential()
        credential.write({"access_token": "old", "expires_at": fields.Datetime.now()})
        later = fields.Datetime.now() + timedelta(hours=1)
        with self.backend._adapter() as adapter:
            kind = type(adapter)
        read = kind.get_many

        def renew(credential):
            credential.write({"access_token": "new", "expires_at": later})

        def read_with_token(adapter, external_ids):
            adapter.valid_token()
            return read(adapter, external_ids)

        self._attach(self.partner, "a.txt")
        cursor = type(self.env.cr)
        with (
            patch.object(type(credential), "_renew_token", renew),
            patch.object(kind, "get_many", read_with_token),
            patch.object(cursor, "rollback", side_effect=AssertionError),
            patch.object(cursor, "commit", side_effect=AssertionError),
        ):
            plan = self._plan()
        self.assertEqual(self._counts(plan), {("direct", "upload"): 1})
        self.assertEqual(credential.access_token, "new")

    # What a dry run may ask of a cloud

    def test_nothing_of_the_contract_writes(self):
        item = self.cloud.create(self.folder_id, "a.txt", b"x")
        self.cloud.calls.clear()
        before = self.cloud.tree()
        values = self._any_arguments(item)
        refused = set()
        with self.backend._adapter() as real:
            adapter = PlanAdapter(real)
            for name in self._contract():
                try:
                    member = getattr(adapter, name)
                except AttributeError:
                    refused.add(name)
                    continue
                if callable(member):
                    names = inspect.signature(member).parameters
                    with suppress(CloudError):
                        result = member(**{n: values[n] for n in names})
                        list(result if inspect.isgenerator(result) else ())
        self.assertEqual(self.cloud.tree(), before)
        self.assertFalse(self.cloud.watches)
        self.assertFalse((WRITES | {"watch", "write_owner"}) & set(self.cloud.calls))
        self.assertLess({"upload", "replace_content", "restore", "watch"}, refused)

    @staticmethod
    def _contract():
        """:return: names of all that the engine may ask of an adapter"""
        return [name for name in vars(CloudAdapter) if not name.startswith("_")]

    def _any_arguments(self, item):
        """:return: dict name of a parameter of the contract -> a value to pass"""
        now = fields.Datetime.now()
        return {
            "external_id": item.external_id,
            "external_ids": [item.external_id],
            "parent_id": self.folder_id,
            "root_id": self.folder_id,
            "item": item,
            "root": item,
            "owner": "somebody",
            "mark": "somebody",
            "name": "new.txt",
            "tag": "tag",
            "search": "",
            "count": 1,
            "folders": [NewFolder(1, "New", self.folder_id, "tag")],
            "expected_version": None,
            "start": None,
            "end": None,
            "export_format": "pdf",
            "cursor": self.cloud.start_cursor(),
            "reader": io.BytesIO(b"new"),
            "size": 3,
            "mimetype": "text/plain",
            "reserved_id": None,
            "progress": None,
            "address": "https://odoo.example/",
            "secret": "secret",
            "expires_at": now,
            "watch": Watch("watch", None, now),
        }

    def test_only_managers_look_ahead(self):
        user = new_test_user(
            self.env,
            "looker",
            "connector_cloud.group_cloud_user",
            context={"no_reset_password": True},
        )
        with self.assertRaises(AccessError):
            self.backend.with_user(user).action_preview()
