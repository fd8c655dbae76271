# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from urllib.parse import quote

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.connector_cloud.tests.sign_in_contract import SignInContract

from ..google_oauth import SCOPE
from .common import GoogleMixin


@tagged("post_install", "-at_install")
class TestOauth(SignInContract, GoogleMixin, HttpCase):
    cloud_name = "Google Drive"
    callback_path = "/google_drive_token"
    secret_field = "gdrive_client_secret"
    no_secret_words = "App Client ID and the App Secret Key"
    wrong_secret_words = "client ID and secret"
    other_error_words = "ended the sign-in without success"
    no_code_words = "no code"
    consent_switch = "google_consent"
    token_route = "oauth.token"
    token_fields = ("access_token", "refresh_token")

    def verifier(self):
        return self.requests_away().verifier

    def spoil_verifier(self):
        self.requests_away().verifier = "x" * 50

    def test_what_is_asked_for(self):
        asked = self.query(self.start())
        self.assertEqual(asked["scope"], SCOPE)
        self.assertEqual(asked["access_type"], "offline")
        self.assertEqual(asked["prompt"], "consent")
        self.assertNotIn("login_hint", asked)

    def test_shared_drive_by_name(self):
        drive = self.google.create_drive("Team")
        self.backend.write(
            {"gdrive_use_shared_drive": True, "gdrive_shared_drive_name": "Team"}
        )
        self.come_back(self.agree(self.start()))
        self.assertEqual(self.backend.drive_external_id, drive)

    def test_unknown_shared_drive(self):
        self.backend.write(
            {"gdrive_use_shared_drive": True, "gdrive_shared_drive_name": "Team"}
        )
        answer = self.come_back(self.agree(self.start()))
        self.assertRefused(answer, "no shared drive named Team")

    def test_box_left_unticked(self):
        asked = quote(SCOPE, safe="")
        url = self.start().replace(asked, f"{asked}.readonly")
        answer = self.come_back(self.agree(url))
        self.assertRefused(answer, "leave the box for Google Drive ticked")

    def test_no_refresh_token(self):
        url = self.start().replace("access_type=offline", "access_type=online")
        answer = self.come_back(self.agree(url))
        self.assertRefused(answer, "one hour only")

    def test_drive_refuses(self):
        self.control.add_fault(
            "error", "drive.about.get", status=403, reason="accessNotConfigured"
        )
        answer = self.come_back(self.agree(self.start()))
        self.assertRefused(answer, "API is not enabled")

    def test_old_requests_are_forgotten(self):
        self.start()
        self.requests_away()._gc_expired()
        self.assertEqual(len(self.requests_away()), 1)
        self.requests_away().expires_at = fields.Datetime.now() - timedelta(days=2)
        self.requests_away()._gc_expired()
        self.assertFalse(self.requests_away())
