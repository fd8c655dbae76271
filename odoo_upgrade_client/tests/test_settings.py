# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import configparser
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .. import server_config
from ..job_clock import JobClock
from ..models.upgrade_request_jobs import PATIENCE
from ..upgrade_api import DEFAULT_URL
from .common import PlatformCase


@tagged("post_install", "-at_install")
class TestSettings(PlatformCase):
    def settings(self, **values):
        return self.env["res.config.settings"].create(values)

    def test_plain_http_is_refused(self):
        settings = self.settings(upgrade_base_url="http://upgrade.odoo.com/")
        with self.assertRaises(UserError):
            settings.execute()

    def test_values_reach_the_client(self):
        values = {
            "upgrade_base_url": "https://upgrade.example.com/v1",
            "upgrade_connect_timeout": 3,
            "upgrade_read_timeout": 4,
        }
        self.settings(**values).execute()
        client = self.env["upgrade.request"]._client()
        self.assertEqual(client.base_url, "https://upgrade.example.com/v1/")
        self.assertEqual(client.timeouts, (3, 4))

    def test_the_default_is_the_real_platform(self):
        self.env["ir.config_parameter"].search(
            [("key", "=like", "odoo_upgrade_client.%")]
        ).unlink()
        self.assertEqual(self.env["upgrade.request"]._client().base_url, DEFAULT_URL)

    def check(self):
        action = self.settings().action_upgrade_check()
        return action["params"]["type"], action["params"]["message"]

    def test_check(self):
        kind, message = self.check()
        self.assertEqual(kind, "success", message)
        self.assertIn("The platform answers.", message)

    def test_a_person_waits_less_long_than_a_job(self):
        request = self.env["upgrade.request"]
        self.assertEqual(request._client().timeouts, (PATIENCE, PATIENCE))
        # What a remote caller could send is no clock.
        remote = request.with_context(job_clock={"is_over": 1})
        self.assertEqual(remote._client().timeouts, (PATIENCE, PATIENCE))
        job = request.with_context(job_clock=JobClock(None))
        self.assertEqual(job._client().timeouts, (30, 600))
        self.assertLessEqual(PATIENCE, 20)

    def test_check_of_an_address_without_the_api(self):
        url = self.platform.url.replace("database", "elsewhere")
        self.env["ir.config_parameter"].set_param("odoo_upgrade_client.base_url", url)
        kind, message = self.check()
        self.assertEqual(kind, "danger")
        self.assertIn("is not the upgrade API", message)

    def test_check_of_a_proxy_that_refuses(self):
        self.control.add_fault("error", "upgrade.status", status=403)
        kind, message = self.check()
        self.assertEqual(kind, "danger")
        self.assertIn("HTTP:403", message)

    def test_values_that_cannot_be(self):
        for values in (
            {"upgrade_ca_bundle": str(self.folder / "none.pem")},
            {"upgrade_connect_timeout": -1},
            {"upgrade_poll_seconds": -1},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.settings(**values).execute()

    def test_check_without_pg_dump(self):
        path = "odoo.addons.odoo_upgrade_client.pg_tools.find_pg_tool"
        with patch(path, side_effect=Exception("not found")):
            kind, message = self.check()
        self.assertEqual(kind, "danger")
        self.assertIn("Install pg_dump", message)


class TestServerConfiguration(TransactionCase):
    def configured(self, text):
        parser = configparser.ConfigParser(inline_comment_prefixes=(";",))
        parser.read_string(text)
        section = parser["upgrade_client"] if parser.sections() else {}
        return patch.object(server_config, "_options", lambda: section)

    def test_nothing_is_allowed_by_itself(self):
        with self.configured(""):
            self.assertEqual(server_config.dump_paths(), [])
            self.assertFalse(server_config.restore_allowed())

    def test_section(self):
        with self.configured(
            "[upgrade_client]\ndump_paths = /srv/a, /srv/b/\nallow_restore = True\n"
            "work_dir = /srv/work"
        ):
            names = [str(path) for path in server_config.dump_paths()]
            self.assertEqual(names, ["/srv/a", "/srv/b"])
            self.assertTrue(server_config.restore_allowed())
            self.assertEqual(str(server_config.work_dir()), "/srv/work")

    def test_limit_of_jobs(self):
        for limit, expected in ((120, 120), (0, None), (-1, None)):
            with patch.object(server_config, "config", {"limit_time_real": limit}):
                self.assertEqual(server_config.serves_long_jobs(), expected)
