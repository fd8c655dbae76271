# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.models import MAGIC_COLUMNS
from odoo.tests import Form, tagged

from .common import CONTRACT, DUMP, PlatformCase

#: values of another kind than what a field has by itself
VALUES = {
    "char": "x",
    "text": "x",
    "boolean": True,
    "integer": 7,
    "float": 7.0,
    "datetime": "2026-01-01 00:00:00",
}


@tagged("post_install", "-at_install")
class TestApproval(PlatformCase):
    """Who may send this database, to which address, under whose name."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("database.enterprise_code", CONTRACT)
        self.requests = self.env["upgrade.request"].with_user(self.user)
        self.request = self.requests.create({"target": "19.0", "source": "database"})
        self.spare_pg_dump()

    def spare_pg_dump(self):
        path = self.folder / "database.dump"
        path.write_bytes(DUMP)
        requests = self.env.registry["upgrade.request"]
        self.patch(requests, "_dump_database", lambda *_args: path)

    def assertNotSent(self, request):
        for method in ("action_run", "action_step"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(request, method)()
        self.assertFalse(request.running)
        self.assertEqual(self.control.counters()["total"], 0)

    def approvers(self):
        activity = self.env.ref("odoo_upgrade_client.mail_activity_data_approval")
        activities = self.request.sudo().activity_ids
        return activities.filtered(
            lambda each: each.activity_type_id == activity
        ).user_id

    def test_a_manager_approves_what_a_user_asks_for(self):
        self.assertTrue(self.request.approval_missing)
        self.assertNotSent(self.request)
        self.request.action_request_approval()
        self.assertEqual(self.request.approval, "asked")
        self.assertNotSent(self.request)
        managers = self.env.ref("odoo_upgrade_client.group_upgrade_manager")
        self.assertEqual(self.approvers(), managers.all_user_ids.filtered("active"))
        self.assertIn(self.manager, self.approvers())
        with self.assertRaises(AccessError):
            self.request.action_approve()
        self.request.with_user(self.manager).action_approve()
        self.assertFalse(self.approvers())
        self.assertFalse(self.request.approval_missing)
        self.go(self.request)
        self.assertEqual(self.request.state, "done", self.request.problem)
        [sent] = self.platform.requests()
        self.assertEqual(
            (sent["email"], sent["contract"]), ("user@example.com", CONTRACT)
        )

    def test_asking_twice_asks_once(self):
        self.request.action_request_approval()
        asked = self.request.sudo().activity_ids
        self.request.action_request_approval()
        self.assertEqual(self.request.sudo().activity_ids, asked)

    def test_what_was_approved_is_what_is_sent(self):
        for values in ({"include_filestore": True}, {"source": "file"}):
            self.request.action_request_approval()
            self.request.with_user(self.manager).action_approve()
            self.request.write({"target": "18.0"})
            self.assertEqual(self.request.approval, "approved")
            self.request.write(values)
            self.assertFalse(self.request.approval)
            self.request.write({"source": "database"})
            self.assertNotSent(self.request)

    def test_a_question_that_changes_is_withdrawn(self):
        self.request.action_request_approval()
        self.request.include_filestore = True
        self.assertFalse(self.request.approval or self.approvers())

    def test_managers_need_no_approval(self):
        request = self.new_request(source="database")
        self.assertFalse(request.approval_missing)
        self.go(request)
        self.assertEqual(request.state, "done", request.problem)

    def test_a_manager_who_runs_it_has_approved_it(self):
        self.request.action_request_approval()
        self.request.with_user(self.manager).action_step()
        self.run_steps(self.request)
        self.assertFalse(self.approvers())
        self.go(self.request)
        self.assertEqual(self.request.state, "done", self.request.problem)

    def test_a_file_on_the_server_needs_approval_too(self):
        request = self.new_request(user_id=self.user.id).with_user(self.user)
        self.assertNotSent(request)

    def test_an_uploaded_file_needs_none(self):
        request = self.requests.create({"target": "19.0", "source": "file"})
        self.assertFalse(request.approval_missing)

    def test_the_address_is_the_users_own(self):
        self.assertEqual(self.request.email, "user@example.com")
        evil = {"email": "x@evil.example"}
        with self.assertRaises(AccessError):
            self.request.write(evil)
        with self.assertRaises(AccessError):
            self.requests.create({"target": "19.0", **evil})
        with self.assertRaises(AccessError):
            self.requests.with_context(default_email=evil["email"]).create(
                {"target": "19.0"}
            )
        self.env["ir.default"].with_user(self.user).set(
            "upgrade.request", "email", evil["email"], user_id=True
        )
        request = self.requests.create({"target": "19.0"})
        self.assertEqual(request.email, "user@example.com")
        theirs = self.new_request(user_id=self.user.id, **evil).with_user(self.user)
        self.assertEqual(theirs.copy({"source": "file"}).email, "user@example.com")

    def test_the_form_of_a_user(self):
        with Form(self.requests) as form:
            form.target = "19.0"
            self.assertEqual(form.email, "user@example.com")
            with self.assertRaises(AssertionError):
                form.email = "x@evil.example"
        self.assertFalse(form.record.approval)

    def closed(self, user):
        """:return: fields that a user may not write"""
        requests = self.env["upgrade.request"].with_user(user)
        return [
            field
            for name, field in requests._fields.items()
            if name not in MAGIC_COLUMNS
            and field.store | bool(field.inverse)
            and not requests._has_field_access(field, "write")
        ]

    def value(self, field):
        if field.type == "selection":
            return field.get_values(self.env)[-1]
        return VALUES.get(field.type)

    def test_closed_fields(self):
        fields = self.env["upgrade.request"]._fields
        engine = {
            name
            for name, field in fields.items()
            if field.store and field.readonly and name not in MAGIC_COLUMNS
        }
        self.assertLessEqual({"name", "filename", "state", "approval"}, engine)
        for user, more in (
            (self.manager, set()),
            (self.user, {"email", "number", "key", "contract", "dump_path"}),
        ):
            closed = {field.name for field in self.closed(user)}
            self.assertLessEqual(engine | more, closed)

    def test_nobody_writes_what_is_closed(self):
        for user in (self.user, self.manager):
            requests = self.env["upgrade.request"].with_user(user)
            own = requests.create({"target": "19.0", "source": "file"})
            for field in self.closed(user):
                value = {field.name: self.value(field)}
                context = {f"default_{field.name}": self.value(field)}
                with self.subTest(user=user.login, field=field.name):
                    with self.assertRaises(AccessError):
                        own.write(value)
                    with self.assertRaises(AccessError):
                        requests.create({"target": "19.0", **value})
                    with self.assertRaises(AccessError):
                        requests.with_context(**context).create({"target": "19.0"})

    def test_no_default_of_a_user_sets_what_is_closed(self):
        values = {"target": "19.0", "source": "file"}
        for user in (self.user, self.manager):
            requests = self.env["upgrade.request"].with_user(user)
            defaults = self.env["ir.default"].with_user(user)
            usual = requests.create(values).sudo()
            fields = [each for each in self.closed(user) if self.value(each)]
            for field in fields:
                defaults.set(
                    "upgrade.request", field.name, self.value(field), user_id=True
                )
            request = requests.create(values).sudo()
            for field in fields:
                with self.subTest(user=user.login, field=field.name):
                    self.assertEqual(request[field.name], usual[field.name])

    def test_nobody_gives_away_what_is_not_his(self):
        another = self.new_user("another", "odoo_upgrade_client.group_upgrade_user")
        request = self.new_request(user_id=self.user.id).with_user(self.user)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            request.user_id = another
        request.invalidate_recordset()
        self.assertEqual(request.user_id, self.user)
        self.request.user_id = another
        self.assertEqual(self.request.with_user(another).target, "19.0")

    def test_names_of_files_are_plain(self):
        for name, plain in (
            ("../../etc/x", "x"),
            ("..\\..\\x.dump", "x.dump"),
            ("a\r\nb.dump", "ab.dump"),
            ("..", "database.dump"),
            (False, "database.dump"),
            ("größe.dump", "größe.dump"),
        ):
            request = self.new_request(source="file", dump_filename=name)
            self.assertEqual(request.filename, plain)
        answer = self.client().create(CONTRACT, "a@example.com", "19.0", "test", "../x")
        self.assertEqual(answer.request["filename"], "x")
