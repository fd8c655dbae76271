# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.connector_cloud.tests.sign_in_contract import (
    PRESS_CONNECT,
    SignInContract,
)

from .common import MicrosoftMixin


@tagged("post_install", "-at_install")
class TestOauth(SignInContract, MicrosoftMixin, HttpCase):
    cloud_name = "OneDrive"
    callback_path = "/onedrive_token"
    secret_field = "onedrive_client_secret"
    no_secret_words = "client.* ID and its secret"
    wrong_secret_words = "client secret is wrong"
    other_error_words = "Microsoft refuses the sign-in"
    no_code_words = "Press Connect"
    consent_switch = "microsoft_consent"
    token_route = "entra.token"
    token_fields = ("access_token", "data")

    def flow(self):
        """:return: dict of what MSAL remembers of the person who is away"""
        return json.loads(self.requests_away().onedrive_flow)

    def change_flow(self, **values):
        self.requests_away().onedrive_flow = json.dumps({**self.flow(), **values})

    def verifier(self):
        return self.flow()["code_verifier"]

    def spoil_verifier(self):
        self.change_flow(code_verifier="x" * 50)

    def test_what_is_asked_for(self):
        asked = self.query(self.start())
        scopes = {scope.rpartition("/")[2] for scope in asked["scope"].split()}
        self.assertEqual(
            scopes,
            {"openid", "profile", "offline_access", "User.Read", "Files.ReadWrite.All"},
        )

    def test_sharepoint_permission_is_asked_for_where_needed(self):
        self.backend.onedrive_place = "site"
        self.assertIn("Sites.ReadWrite.All", self.query(self.start())["scope"])
        self.come_back(self.agree(self.start()))
        self.assertEqual(self.backend.state, "connected")

    def test_onedrive_of_a_user(self):
        self.backend.write(
            {"onedrive_place": "user", "onedrive_user_name": "demo@example.com"}
        )
        self.come_back(self.agree(self.start()))
        self.assertEqual(self.backend.state, "connected")
        self.assertTrue(self.backend.drive_external_id)

    def test_onedrive_of_an_unknown_user(self):
        self.backend.write(
            {"onedrive_place": "user", "onedrive_user_name": "nobody@example.com"}
        )
        answer = self.come_back(self.agree(self.start()))
        self.assertRefused(answer, "Check the user name")

    def test_wrong_nonce(self):
        address = self.agree(self.start())
        self.change_flow(nonce="other")
        self.assertRefused(self.come_back(address), PRESS_CONNECT)

    def test_unknown_tenant(self):
        self.backend.onedrive_tenant = "nowhere.example.net"
        with self.assertRaisesRegex(UserError, "does not know this tenant"):
            self.start()
        self.assertFalse(self.requests_away().filtered("onedrive_flow"))

    def test_microsoft_cannot_be_reached(self):
        self.backend.sudo()._credential().endpoint_url = "http://127.0.0.1:1"
        with self.assertRaisesRegex(UserError, "could not be reached"):
            self.start()

    def test_account_without_a_onedrive(self):
        self.microsoft.add_user("aaa@example.com", licensed=False)
        url = self.start() + "&login_hint=aaa%40example.com"
        self.assertRefused(self.come_back(self.agree(url)), "licence")
