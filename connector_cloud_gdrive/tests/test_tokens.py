# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.connector_cloud.exceptions import AuthorizationLost, QuotaExceeded
from odoo.addons.connector_cloud.tests.token_contract import TokenContract

from .common import GoogleCase


# Another provider is there only then.
@tagged("post_install", "-at_install")
class TestTokens(TokenContract, GoogleCase):
    token_route = "oauth.token"
    item_route = "drive.files.get"
    busy_faults = (
        {"kind": "error", "status": 503},
        {"kind": "error", "status": 429},
        {"kind": "cut_response", "after_bytes": 0},
    )
    other_sign_in = {
        "gdrive_client_id": "other",
        "gdrive_client_secret": "other",
        "gdrive_subject": "other@example.com",
    }
    other_destination = {
        "endpoint_url": "http://127.0.0.1:1",
        "gdrive_auth_method": "service_account",
    }
    other_setup = {
        "gdrive_service_account_key": "key",
        "gdrive_use_shared_drive": True,
        "gdrive_shared_drive_name": "Team",
    }
    lasting_field = "refresh_token"
    secret_field = "gdrive_client_secret"
    wrong_secret_words = "client ID and secret"

    def expire_tokens(self):
        self.google.expire_access_tokens()

    def test_google_sends_no_new_refresh_token(self):
        old = self.credential.refresh_token
        self.google.expire_access_tokens()
        self.adapter.root()
        self.assertEqual(self.refreshes(), 1)
        self.assertEqual(self.credential.refresh_token, old)

    def test_rotated_refresh_token_is_kept(self):
        self.control.set(google_rotate_refresh_tokens=True)
        old = self.credential.refresh_token
        for _round in range(2):
            self.google.expire_access_tokens()
            self.adapter.root()
        self.assertEqual(self.refreshes(), 2)
        self.assertNotEqual(self.credential.refresh_token, old)

    def test_revoked(self):
        self.google.revoke_refresh_tokens()
        self.assertLost("Connect.*expired or revoked")

    def test_other_refusals_need_a_person(self):
        for reason in ("unauthorized_client", "invalid_scope", "org_internal"):
            with self.subTest(reason=reason):
                self.control.clear_faults()
                self.control.add_fault(
                    "error", "oauth.token", status=400, reason=reason
                )
                self.credential.expires_at = self.in_minutes(0)
                self.assertLost("Connect")


class TestServiceAccount(GoogleCase):
    def setUp(self):
        super().setUp()
        self.drive = self.google.create_drive("Team")
        self.key = self.google.create_service_account("robot@project.example.com")
        self.backend._credential()._forget_tokens()
        self.backend.write(
            {
                "state": "draft",
                "gdrive_auth_method": "service_account",
                "gdrive_service_account_key": json.dumps(self.key),
            }
        )

    def test_connect(self):
        self.backend.write(
            {"gdrive_use_shared_drive": True, "gdrive_shared_drive_name": "Team"}
        )
        action = self.backend.action_connect()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(self.backend.state, "connected")
        self.assertEqual(self.backend.account_name, "robot@project.example.com")
        self.assertEqual(self.backend.drive_external_id, self.drive)
        with self.open_adapter() as self.adapter:
            self.root = self.adapter.root()
            self.google.expire_access_tokens()
            self.assertEqual(self.read(self.upload("a.txt")), b"content")

    def test_no_storage_of_its_own(self):
        self.backend.action_connect()
        with self.open_adapter() as self.adapter:
            self.root = self.adapter.root()
            with self.assertRaisesRegex(QuotaExceeded, "service account"):
                self.upload("a.txt")

    def test_acting_for_a_user(self):
        self.backend.gdrive_subject = "demo@example.com"
        self.backend.action_connect()
        self.assertEqual(self.backend.account_name, "demo@example.com")
        with self.open_adapter() as self.adapter:
            self.root = self.adapter.root()
            self.upload("a.txt")
        self.assertEqual([row["path"] for row in self.google.tree()], ["/a.txt"])

    def assertConnectFails(self):
        with self.assertRaises(UserError) as caught:
            self.backend.action_connect()
        self.assertIsInstance(caught.exception.__cause__, AuthorizationLost)
        self.assertEqual(self.control.count("oauth.token"), 1)

    def test_acting_for_nobody(self):
        self.backend.gdrive_subject = "nobody@example.com"
        self.assertConnectFails()

    def test_foreign_key(self):
        other = self.google.create_service_account("other@project.example.com")
        mixed = {**self.key, "private_key": other["private_key"]}
        self.backend.gdrive_service_account_key = json.dumps(mixed)
        self.assertConnectFails()

    def test_nothing_is_sent_before_connect(self):
        self.control.reset_log()
        with (
            self.open_adapter() as adapter,
            self.assertRaisesRegex(AuthorizationLost, "Press Connect"),
        ):
            adapter.root()
        self.assertFalse(self.control.log())

    def test_invalid_keys(self):
        for key in (
            "no json",
            "[]",
            "12",
            "{}",
            json.dumps({**self.key, "private_key": "no key"}),
            json.dumps({**self.key, "private_key": ""}),
            json.dumps({**self.key, "client_email": None}),
        ):
            with (
                self.subTest(key=key[:40]),
                self.assertRaisesRegex(ValidationError, "JSON key"),
            ):
                self.backend.gdrive_service_account_key = key

    def test_no_key(self):
        self.backend.gdrive_service_account_key = False
        with self.assertRaisesRegex(ValidationError, "JSON key"):
            self.backend.action_connect()
