# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CONTRACT, PlatformCase


@tagged("post_install", "-at_install")
class TestAccess(PlatformCase):
    """Who may do what, and what production asks for."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("database.enterprise_code", CONTRACT)

    def production(self, **values):
        request = self.new_request(aim="production")
        action = request.action_run()
        self.assertEqual(action["res_model"], "upgrade.production.wizard")
        wizard = self.env["upgrade.production.wizard"].with_user(self.manager)
        context = {**action["context"], "default_database": self.env.cr.dbname}
        return request, wizard.with_context(**context).create(values)

    def user_request(self):
        requests = self.env["upgrade.request"].with_user(self.user)
        return requests.create({"target": "19.0", "source": "file"})

    def test_users_make_tests_under_the_contract_of_the_database(self):
        request = self.user_request()
        self.assertEqual(request._secret().contract, CONTRACT)
        request.sudo().write({"dump_file": "UEdETVA=", "dump_filename": "a.dump"})
        self.go(request)
        self.assertEqual(request.state, "done")
        self.assertEqual(self.platform.requests()[0]["contract"], CONTRACT)

    def test_users_see_no_secrets(self):
        request = self.user_request()
        for name in (
            "contract",
            "key",
            "upgraded_dump_url",
            "status_url",
            "last_answer",
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                request.read([name])
        with self.assertRaises(AccessError):
            request.contract = "M999-mine"
        with self.assertRaises(AccessError):
            request.dump_path = "/etc/passwd"

    def test_nobody_reads_the_table_of_secrets(self):
        with self.assertRaises(AccessError):
            self.env["upgrade.secret"].with_user(
                self.env.ref("base.user_admin")
            ).search([])

    def test_users_cannot_ask_for_production(self):
        with self.assertRaises(AccessError):
            self.user_request().aim = "production"

    def test_nobody_writes_what_the_steps_write(self):
        request = self.new_request(aim="production")
        for values in (
            {"production_confirmed": True},
            {"state": "done"},
            {"running": True},
            {"result_sha256": "x"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                request.write(values)
        with self.assertRaises(AccessError):
            self.new_request(state="done")

    def test_nobody_sets_by_a_default_what_the_steps_write(self):
        requests = self.env["upgrade.request"].with_user(self.manager)
        for name, value in (("production_confirmed", True), ("state", "done")):
            context = {f"default_{name}": value}
            with self.subTest(name=name), self.assertRaises(AccessError):
                requests.with_context(**context).create({"target": "19.0"})
        requests = requests.with_user(self.user).with_context(default_aim="production")
        with self.assertRaises(AccessError):
            requests.create({"target": "19.0"})

    def test_the_contract_is_no_default_for_users(self):
        requests = self.env["upgrade.request"]
        for user, contract in ((self.manager, CONTRACT), (self.user, None)):
            values = requests.with_user(user).default_get(["contract"])
            self.assertEqual(values.get("contract") or None, contract)

    def test_users_see_their_own_requests(self):
        mine, other = self.user_request(), self.new_request(target="5.0")
        self.go(other)
        self.env["upgrade.transfer"].create({"request_id": other.id})
        for model in ("upgrade.failure", "upgrade.transfer"):
            self.assertFalse(self.env[model].with_user(self.user).search([]))
            self.assertTrue(self.env[model].with_user(self.manager).search([]))
        requests = self.env["upgrade.request"].with_user(self.user)
        self.assertEqual(requests.search([]), mine)
        theirs = other.with_user(self.user)
        for method in ("action_run", "action_cancel", "action_refresh"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(theirs, method)()
        with self.assertRaises(AccessError):
            theirs.read(["dump_file"])
        other.user_id = self.user
        self.assertEqual(requests.search([]), mine | other)

    def test_a_responsible_user_does_not_run_production(self):
        request, wizard = self.production(users_stopped=True)
        request.user_id = self.user
        wizard.action_confirm()
        request.action_cancel()
        self.env.flush_all()
        for method in ("action_run", "action_step", "action_skip_test"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(request.with_user(self.user), method)()
        self.assertEqual(self.control.counters()["total"], 0)

    def test_users_duplicate_their_requests(self):
        copy = self.user_request().copy({"target": "18.0"})
        self.assertEqual((copy.target, copy.user_id), ("18.0", self.user))
        self.assertEqual(copy._secret().contract, CONTRACT)

    def test_files_outlive_a_deletion_that_is_refused(self):
        request = self.user_request()
        file = request.sudo()._folder() / "original"
        file.write_bytes(b"PGDMP")
        with self.assertRaises(AccessError):
            request.unlink()
        self.env.cr.postcommit.run()
        self.assertTrue(file.exists())

    def test_strangers_see_nothing(self):
        stranger = self.env.ref("base.user_demo", raise_if_not_found=False)
        stranger = stranger or self.env["res.users"].create({"name": "S", "login": "s"})
        with self.assertRaises(AccessError):
            self.env["upgrade.request"].with_user(stranger).search([])

    def test_production_is_asked_twice(self):
        request, wizard = self.production(users_stopped=True)
        self.assertFalse(request.running)
        self.assertFalse(wizard.tested)
        wizard.action_confirm()
        self.assertTrue(request.running)
        self.run_steps(request)
        self.assertEqual(self.platform.requests()[0]["aim"], "production")

    def test_production_without_confirmation(self):
        _request, wizard = self.production()
        with self.assertRaises(UserError):
            wizard.action_confirm()
        wizard.write({"users_stopped": True, "database": "another"})
        with self.assertRaises(UserError):
            wizard.action_confirm()

    def test_a_test_before_production(self):
        self.go(self.new_request())
        _request, wizard = self.production()
        self.assertTrue(wizard.tested)

    def test_a_confirmation_is_for_one_target(self):
        request, wizard = self.production(users_stopped=True)
        wizard.action_confirm()
        request.action_cancel()
        request.sudo().state = "draft"
        request.target = "18.0"
        self.assertFalse(request.production_confirmed)

    def test_what_was_asked_stays(self):
        request = self.new_request()
        request.action_step()
        self.run_steps(request)
        with self.assertRaises(UserError):
            request.target = "18.0"
        request.action_run()
        with self.assertRaises(UserError):
            request.dump_path = str(self.file("another.dump"))
        request.action_cancel()
        copy = request.copy({"target": "18.0"})
        self.assertEqual(copy.dump_path, request.dump_path)
        self.assertEqual((copy.state, copy.number, copy.key), ("draft", 0, False))
        self.assertEqual(copy.contract, CONTRACT)

    def test_another_contract_is_noticed(self):
        self.assertFalse(self.new_request().contract_differs)
        self.assertTrue(self.new_request(contract="M1-other").contract_differs)
