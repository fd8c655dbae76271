# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import MicrosoftMixin


@tagged("post_install", "-at_install")
class TestOauth(MicrosoftMixin, HttpCase):
    def setUp(self):
        super().setUp()
        self.authenticate("admin", "admin")
        self.backend = self.backend.with_user(self.env.ref("base.user_admin"))
        self.backend.env["ir.config_parameter"].set_param(
            "web.base.url", self.base_url()
        )

    def start(self, user=None):
        """Press Connect; :return: the address of Microsoft's page"""
        backend = self.backend.with_user(user) if user else self.backend
        action = backend.action_connect()
        self.assertEqual(action["type"], "ir.actions.act_url")
        return action["url"]

    def at_microsoft(self, url):
        """Visit Microsoft's page; :return: where it sends the browser"""
        answer = requests.get(url, allow_redirects=False, timeout=10)
        self.assertEqual(answer.status_code, 302, answer.text)
        return answer.headers["Location"]

    def come_back(self, address):
        """:return: the answer of Odoo to the browser that comes back"""
        return self.url_open(address, allow_redirects=False)

    def query(self, address):
        return {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}

    def callback(self, **query):
        return self.come_back(f"/onedrive_token?{urlencode(query)}")

    def requests_away(self):
        return self.env["cloud.oauth.request"].search([])

    def assertRefused(self, answer, text, status=400):
        self.assertEqual(answer.status_code, status)
        self.assertIn(text, answer.text)
        self.assertIn("OneDrive is not connected", " ".join(answer.text.split()))
        self.backend.invalidate_recordset()
        self.assertEqual(self.backend.state, "draft")
        credential = self.backend.sudo()._credential()
        self.assertFalse(credential.access_token)
        self.assertFalse(credential.data)

    def test_happy_path(self):
        url = self.start()
        self.assertTrue(url.startswith(self.emulator.url))
        asked = self.query(url)
        scopes = {scope.rpartition("/")[2] for scope in asked["scope"].split()}
        self.assertEqual(
            scopes,
            {"openid", "profile", "offline_access", "User.Read", "Files.ReadWrite.All"},
        )
        self.assertEqual(asked["code_challenge_method"], "S256")
        self.assertEqual(asked["redirect_uri"], f"{self.base_url()}/onedrive_token")
        answer = self.come_back(self.at_microsoft(url))
        self.assertEqual(answer.status_code, 303, answer.text)
        self.assertEqual(
            urlsplit(answer.headers["Location"]).path,
            f"/odoo/cloud.backend/{self.backend.id}",
        )
        self.backend.invalidate_recordset()
        self.assertEqual(self.backend.state, "connected")
        self.assertEqual(self.backend.account_name, "demo@example.com")
        with self.open_adapter() as adapter:
            self.assertTrue(adapter.root().is_folder)
        self.assertFalse(self.requests_away())

    def test_sharepoint_permission_is_asked_for_where_needed(self):
        self.backend.onedrive_place = "site"
        self.assertIn("Sites.ReadWrite.All", self.query(self.start())["scope"])
        self.come_back(self.at_microsoft(self.start()))
        self.backend.invalidate_recordset()
        self.assertEqual(self.backend.state, "connected")

    def test_onedrive_of_a_user(self):
        self.backend.write(
            {"onedrive_place": "user", "onedrive_user_name": "demo@example.com"}
        )
        self.come_back(self.at_microsoft(self.start()))
        self.backend.invalidate_recordset()
        self.assertEqual(self.backend.state, "connected")
        self.assertTrue(self.backend.drive_external_id)

    def test_onedrive_of_an_unknown_user(self):
        self.backend.write(
            {"onedrive_place": "user", "onedrive_user_name": "nobody@example.com"}
        )
        answer = self.come_back(self.at_microsoft(self.start()))
        self.assertRefused(answer, "Check the user name")

    def test_verifier_and_nonce_stay_on_the_server(self):
        url = self.start()
        flow = json.loads(self.requests_away().onedrive_flow)
        self.assertNotIn(flow["code_verifier"], url)
        self.assertTrue(43 <= len(flow["code_verifier"]) <= 128)
        manager = self.new_user("manager", "base.group_user")
        with self.assertRaises(AccessError):
            self.requests_away().with_user(manager).read(["onedrive_flow"])

    def test_denied(self):
        self.control.set(microsoft_consent="deny")
        answer = self.come_back(self.at_microsoft(self.start()))
        self.assertRefused(answer, "told not to give access")

    def test_other_error(self):
        state = self.query(self.start())["state"]
        answer = self.callback(
            state=state,
            error="server_error",
            error_description="<script>alert(1)</script>",
        )
        self.assertRefused(answer, "Microsoft refuses the sign-in")
        self.assertNotIn("<script>alert(1)", answer.text)

    def test_no_code(self):
        state = self.query(self.start())["state"]
        self.assertRefused(self.callback(state=state), "Press Connect")

    def test_forged_state(self):
        state = self.query(self.start())["state"]
        middle = len(state) // 2
        forged = state[:middle] + ("A" if state[middle] != "A" else "B")
        forged += state[middle + 1 :]
        for wrong in (forged, state[:-8], "nonsense", "", "AQ", "ä"):
            with self.subTest(state=wrong):
                self.assertRefused(
                    self.callback(state=wrong, code="x"), "was not started here"
                )
        self.assertRefused(self.callback(code="x"), "was not started here")

    def test_reused_state(self):
        address = self.at_microsoft(self.start())
        self.control.add_fault("server_error", "entra.token", count=1)
        self.assertRefused(self.come_back(address), "busy")
        self.assertRefused(self.come_back(address), "used already")

    def test_expired_state(self):
        address = self.at_microsoft(self.start())
        self.requests_away().expires_at = fields.Datetime.now() - timedelta(seconds=1)
        self.assertRefused(self.come_back(address), "has expired")

    def test_state_of_another_user(self):
        other = self.new_user("other_admin", "base.group_system")
        address = self.at_microsoft(self.start(user=other))
        self.assertRefused(self.come_back(address), "started by another user")
        self.authenticate("other_admin", "other_admin")
        self.assertEqual(self.come_back(address).status_code, 303)

    def test_not_an_administrator(self):
        self.new_user("manager", "base.group_user")
        address = self.at_microsoft(self.start())
        self.authenticate("manager", "manager")
        self.assertRefused(
            self.come_back(address), "Only system administrators", status=403
        )

    def test_not_signed_in(self):
        address = self.at_microsoft(self.start())
        self.authenticate(None, None)
        answer = self.come_back(address)
        self.assertIn("/web/login", answer.headers["Location"])

    def change_flow(self, **values):
        away = self.requests_away()
        away.onedrive_flow = json.dumps({**json.loads(away.onedrive_flow), **values})

    def test_wrong_verifier(self):
        address = self.at_microsoft(self.start())
        self.change_flow(code_verifier="x" * 50)
        self.assertRefused(self.come_back(address), "Press Connect and sign in again")

    def test_wrong_nonce(self):
        address = self.at_microsoft(self.start())
        self.change_flow(nonce="other")
        self.assertRefused(self.come_back(address), "Press Connect and sign in again")

    def test_wrong_secret(self):
        address = self.at_microsoft(self.start())
        self.backend.onedrive_client_secret = "wrong"
        self.assertRefused(self.come_back(address), "client secret is wrong")

    def test_used_code(self):
        first = self.query(self.at_microsoft(self.start()))
        self.callback(**first)
        self.backend.action_disconnect()
        second = self.query(self.start())
        answer = self.callback(state=second["state"], code=first["code"])
        self.assertRefused(answer, "Press Connect and sign in again")

    def test_unknown_tenant(self):
        self.backend.onedrive_tenant = "nowhere.example.net"
        with self.assertRaisesRegex(UserError, "does not know this tenant"):
            self.start()
        self.assertFalse(self.requests_away().filtered("onedrive_flow"))

    def test_microsoft_cannot_be_reached(self):
        self.backend.sudo().endpoint_url = "http://127.0.0.1:1"
        with self.assertRaisesRegex(UserError, "could not be reached"):
            self.start()

    def test_account_without_a_onedrive(self):
        self.microsoft.add_user("aaa@example.com", licensed=False)
        url = self.start() + "&login_hint=aaa%40example.com"
        self.assertRefused(self.come_back(self.at_microsoft(url)), "licence")

    def test_connected_again(self):
        self.come_back(self.at_microsoft(self.start()))
        self.backend.invalidate_recordset()
        old = self.backend.sudo()._credential().data
        self.backend._authorization_lost("revoked")
        self.assertEqual(self.backend.state, "reconnect")
        self.come_back(self.at_microsoft(self.start()))
        self.backend.invalidate_recordset()
        self.assertEqual(self.backend.state, "connected")
        credential = self.backend.sudo()._credential()
        credential.invalidate_recordset()
        self.assertNotEqual(credential.data, old)

    def test_connect_without_client(self):
        self.backend.onedrive_client_secret = False
        with self.assertRaisesRegex(UserError, "client.* ID and its secret"):
            self.backend.action_connect()

    def test_connect_by_a_manager(self):
        manager = self.new_user("manager", "base.group_user")
        with self.assertRaises(AccessError):
            self.backend.with_user(manager).action_connect()
