# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import DUMP, PlatformCase, PlatformMixin


@tagged("post_install", "-at_install")
class TestRequest(PlatformCase):
    def test_defaults(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("database.enterprise_code", "M9-own")
        requests = self.env["upgrade.request"].with_user(self.manager)
        values = requests.default_get(["contract", "email", "aim", "source", "user_id"])
        self.assertEqual(
            values,
            {
                "contract": "M9-own",
                "email": "manager@example.com",
                "aim": "test",
                "source": "database",
                "user_id": self.manager.id,
            },
        )

    def test_name(self):
        request = self.new_request()
        self.assertEqual(request.name, f"{self.env.cr.dbname} → 19.0 (Test)")
        request.number = 12
        self.assertEqual(request.name, f"{self.env.cr.dbname} → 19.0 (Test) #12")

    def test_kanban_shows_all_states(self):
        self.new_request()
        groups = self.env["upgrade.request"].formatted_read_group(
            [], ["state"], ["__count"]
        )
        self.assertLessEqual(1, len(groups))
        field = self.env["upgrade.request"]._fields["state"]
        self.assertEqual(len(field.get_values(self.env)), 8)

    def test_refresh(self):
        request = self.new_request()
        request.action_step()
        self.run_steps(request)
        self.platform.set_state(request.number, "processing")
        request.action_refresh()
        self.assertEqual(
            (request.state, request.server_state), ("processing", "processing")
        )
        self.assertFalse(request.running)

    def test_followers_are_told(self):
        request = self.new_request()
        self.go(request)
        subtype = self.env.ref("odoo_upgrade_client.mt_state")
        told = request.message_ids.filtered(lambda each: each.subtype_id == subtype)
        self.assertTrue(told)
        self.assertIn(self.manager.partner_id, request.message_partner_ids)

    def test_timezone_and_filename_are_sent(self):
        request = self.new_request(timezone="Europe/Brussels")
        self.go(request)
        [sent] = self.platform.requests()
        self.assertEqual(
            (sent["timezone"], sent["filename"]), ("Europe/Brussels", "company.dump")
        )


@tagged("post_install", "-at_install")
class TestDumpRoute(PlatformMixin, HttpCase):
    """The upgraded dump on its way to the browser."""

    def setUp(self):
        super().setUp()
        self.upgrade = self.env["upgrade.request"].create(
            {"target": "19.0", "email": "a"}
        )
        self.upgrade.write(
            {"state": "done", "result_kind": "pgdmp_custom", "result_sha256": "x"}
        )
        self.upgrade._result_path().write_bytes(DUMP)
        self.path = self.upgrade.action_download_dump()["url"]

    def test_whole_and_in_part(self):
        self.authenticate("admin", "admin")
        response = self.url_open(self.path)
        self.assertEqual(response.content, DUMP)
        self.assertIn(".dump", response.headers["Content-Disposition"])
        response = self.url_open(self.path, headers={"Range": "bytes=5-9"})
        self.assertEqual((response.status_code, response.content), (206, DUMP[5:10]))

    def test_nobody_else(self):
        self.assertNotEqual(self.url_open(self.path).content, DUMP)
        self.env["res.users"].create(
            {
                "name": "U",
                "login": "upgrade_user",
                "password": "upgrade_user",
                "group_ids": [
                    (6, 0, self.env.ref("odoo_upgrade_client.group_upgrade_user").ids)
                ],
            }
        )
        self.authenticate("upgrade_user", "upgrade_user")
        self.assertEqual(self.url_open(self.path).status_code, 404)

    def test_not_before_it_is_there(self):
        self.authenticate("admin", "admin")
        self.upgrade.state = "ready"
        self.assertEqual(self.url_open(self.path).status_code, 404)
