# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import requests

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..google_oauth import SCOPE
from .common import GoogleMixin


@tagged("post_install", "-at_install")
class TestOauth(GoogleMixin, HttpCase):
    def setUp(self):
        super().setUp()
        self.authenticate("admin", "admin")
        self.backend = self.backend.with_user(self.env.ref("base.user_admin"))
        self.backend.env["ir.config_parameter"].set_param(
            "web.base.url", self.base_url()
        )

    def start(self, user=None):
        """Press Connect; :return: the address of Google's page"""
        backend = self.backend.with_user(user) if user else self.backend
        action = backend.action_connect()
        self.assertEqual(action["type"], "ir.actions.act_url")
        return action["url"]

    def at_google(self, url):
        """Visit Google's page, which agrees; :return: where it sends the browser"""
        answer = requests.get(url, allow_redirects=False, timeout=10)
        self.assertEqual(answer.status_code, 302, answer.text)
        return answer.headers["Location"]

    def come_back(self, address):
        """:return: the answer of Odoo to the browser that comes back"""
        return self.url_open(address, allow_redirects=False)

    def query(self, address):
        return {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}

    def callback(self, **query):
        query = "&".join(f"{name}={value}" for name, value in query.items())
        return self.come_back(f"/google_drive_token?{query}")

    def assertRefused(self, answer, text, status=400):
        self.assertEqual(answer.status_code, status)
        self.assertIn(text, answer.text)
        self.assertIn("Google Drive is not connected", answer.text)
        self.backend.invalidate_recordset()
        self.assertEqual(self.backend.state, "draft")
        credential = self.backend.sudo()._credential()
        self.assertFalse(credential.access_token)
        self.assertFalse(credential.refresh_token)

    def test_happy_path(self):
        url = self.start()
        asked = self.query(url)
        self.assertEqual(asked["scope"], SCOPE)
        self.assertEqual(asked["access_type"], "offline")
        self.assertEqual(asked["prompt"], "consent")
        self.assertEqual(asked["code_challenge_method"], "S256")
        self.assertNotIn("login_hint", asked)
        self.assertEqual(asked["redirect_uri"], f"{self.base_url()}/google_drive_token")
        answer = self.come_back(self.at_google(url))
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
        self.assertFalse(self.env["cloud.oauth.request"].search([]))

    def test_verifier_stays_on_the_server(self):
        url = self.start()
        verifier = self.env["cloud.oauth.request"].search([]).verifier
        self.assertNotIn(verifier, url)
        self.assertTrue(43 <= len(verifier) <= 128)

    def test_shared_drive_by_name(self):
        drive = self.google.create_drive("Team")
        self.backend.write(
            {"gdrive_use_shared_drive": True, "gdrive_shared_drive_name": "Team"}
        )
        self.come_back(self.at_google(self.start()))
        self.backend.invalidate_recordset()
        self.assertEqual(self.backend.drive_external_id, drive)

    def test_unknown_shared_drive(self):
        self.backend.write(
            {"gdrive_use_shared_drive": True, "gdrive_shared_drive_name": "Team"}
        )
        answer = self.come_back(self.at_google(self.start()))
        self.assertRefused(answer, "no shared drive named Team")

    def test_denied(self):
        self.control.set(google_consent="deny")
        answer = self.come_back(self.at_google(self.start()))
        self.assertRefused(answer, "told not to give access")

    def test_other_error(self):
        state = self.query(self.start())["state"]
        answer = self.callback(state=state, error="<script>alert(1)</script>")
        self.assertRefused(answer, "ended the sign-in without success")
        self.assertNotIn("<script>alert(1)", answer.text)

    def test_no_code(self):
        state = self.query(self.start())["state"]
        self.assertRefused(self.callback(state=state), "no code")

    def test_forged_state(self):
        state = self.query(self.start())["state"]
        middle = len(state) // 2
        forged = state[:middle] + ("A" if state[middle] != "A" else "B")
        forged += state[middle + 1 :]
        for wrong in (forged, state[:-8], "nonsense", "", "AQ", "%C3%A4"):
            with self.subTest(state=wrong):
                self.assertRefused(
                    self.callback(state=wrong, code="x"), "was not started here"
                )
        self.assertRefused(self.callback(code="x"), "was not started here")

    def test_reused_state(self):
        address = self.at_google(self.start())
        self.control.add_fault("error", "oauth.token", status=503, count=1)
        self.assertRefused(self.come_back(address), "busy")
        self.assertRefused(self.come_back(address), "used already")

    def test_expired_state(self):
        address = self.at_google(self.start())
        self.env["cloud.oauth.request"].search([]).expires_at = (
            fields.Datetime.now() - timedelta(seconds=1)
        )
        self.assertRefused(self.come_back(address), "has expired")

    def test_state_of_another_user(self):
        other = self.new_user("other_admin", "base.group_system")
        address = self.at_google(self.start(user=other))
        self.assertRefused(self.come_back(address), "started by another user")
        self.authenticate("other_admin", "other_admin")
        self.assertEqual(self.come_back(address).status_code, 303)

    def test_not_an_administrator(self):
        self.new_user("manager", "base.group_user")
        address = self.at_google(self.start())
        self.authenticate("manager", "manager")
        self.assertRefused(
            self.come_back(address), "Only system administrators", status=403
        )

    def test_not_signed_in(self):
        address = self.at_google(self.start())
        self.authenticate(None, None)
        answer = self.come_back(address)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_wrong_verifier(self):
        address = self.at_google(self.start())
        self.env["cloud.oauth.request"].search([]).verifier = "x" * 50
        self.assertRefused(self.come_back(address), "Press Connect and sign in again")

    def test_wrong_secret(self):
        address = self.at_google(self.start())
        self.backend.gdrive_client_secret = "wrong"
        self.assertRefused(self.come_back(address), "client ID and secret")

    def test_used_code(self):
        first = self.query(self.at_google(self.start()))
        self.callback(**first)
        self.backend.action_disconnect()
        second = self.query(self.start())
        answer = self.callback(state=second["state"], code=first["code"])
        self.assertRefused(answer, "Press Connect and sign in again")

    def test_box_left_unticked(self):
        url = self.start().replace(
            SCOPE.replace(":", "%3A").replace("/", "%2F"),
            SCOPE.replace(":", "%3A").replace("/", "%2F") + ".readonly",
        )
        answer = self.come_back(self.at_google(url))
        self.assertRefused(answer, "leave the box for Google Drive ticked")

    def test_no_refresh_token(self):
        url = self.start().replace("access_type=offline", "access_type=online")
        answer = self.come_back(self.at_google(url))
        self.assertRefused(answer, "one hour only")

    def test_drive_refuses(self):
        self.control.add_fault(
            "error", "drive.about.get", status=403, reason="accessNotConfigured"
        )
        answer = self.come_back(self.at_google(self.start()))
        self.assertRefused(answer, "API is not enabled")

    def test_connected_again(self):
        self.come_back(self.at_google(self.start()))
        self.backend.invalidate_recordset()
        old = self.backend.sudo()._credential().refresh_token
        self.backend._authorization_lost("revoked")
        self.assertEqual(self.backend.state, "reconnect")
        self.come_back(self.at_google(self.start()))
        self.backend.invalidate_recordset()
        self.assertEqual(self.backend.state, "connected")
        credential = self.backend.sudo()._credential()
        credential.invalidate_recordset()
        self.assertNotEqual(credential.refresh_token, old)

    def test_connect_without_client(self):
        self.backend.gdrive_client_secret = False
        with self.assertRaisesRegex(UserError, "App Client ID and the App Secret Key"):
            self.backend.action_connect()

    def test_connect_by_a_manager(self):
        manager = self.new_user("manager", "base.group_user")
        with self.assertRaises(AccessError):
            self.backend.with_user(manager).action_connect()

    def test_company_of_the_backend(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        admin = self.env.ref("base.user_admin")
        admin.company_ids = [Command.link(company.id)]
        self.backend.sudo().company_id = company
        backend = self.backend.with_context(allowed_company_ids=company.ids)
        address = self.at_google(backend.action_connect()["url"])
        self.assertEqual(self.come_back(address).status_code, 303)

    def test_old_requests_are_forgotten(self):
        self.start()
        Request = self.env["cloud.oauth.request"]
        Request._gc_expired()
        self.assertEqual(len(Request.search([])), 1)
        Request.search([]).expires_at = fields.Datetime.now() - timedelta(days=2)
        Request._gc_expired()
        self.assertFalse(Request.search([]))
