# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import logging

from odoo.exceptions import ValidationError

from odoo.addons.connector_cloud.exceptions import (
    AuthorizationLost,
    QuotaExceeded,
    RetryLater,
)

from .common import GoogleCase


class TestTokens(GoogleCase):
    def setUp(self):
        super().setUp()
        self.credential = self.backend._credential()
        self.control.reset_log()

    def refreshes(self):
        return self.control.count("oauth.token")

    def test_good_token_is_used(self):
        self.adapter.root()
        self.assertEqual(self.refreshes(), 0)

    def test_refreshed_before_its_end(self):
        old = self.credential.access_token
        self.credential.expires_at = self.in_minutes(4)
        with self.open_adapter() as adapter:
            adapter.root()
            adapter.root()
        self.assertEqual(self.refreshes(), 1)
        self.assertNotEqual(self.credential.access_token, old)
        self.assertGreater(self.credential.expires_at, self.in_minutes(50))

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

    def test_refused_token_is_renewed_once(self):
        self.control.add_fault("unauthorized", "drive.files.get")
        with self.assertRaises(AuthorizationLost):
            self.adapter.root()
        self.assertEqual(self.refreshes(), 1)
        self.assertEqual(self.control.count("drive.files.get"), 2)

    def test_somebody_else_was_faster(self):
        with self.open_adapter() as other:
            other.root()
            self.google.expire_access_tokens()
            self.adapter.root()
            other.root()
        self.assertEqual(self.refreshes(), 1)

    def test_revoked(self):
        self.google.revoke_refresh_tokens()
        with self.assertRaisesRegex(AuthorizationLost, "expired or revoked.*Connect"):
            self.adapter.root()
        with self.assertRaises(AuthorizationLost):
            self.adapter.open("any")
        with self.assertRaises(AuthorizationLost):
            self.adapter.get_many(["any"])

    def test_never_connected(self):
        self.credential.unlink()
        with (
            self.open_adapter() as adapter,
            self.assertRaisesRegex(AuthorizationLost, "Press Connect"),
        ):
            adapter.root()

    def test_wrong_secret(self):
        self.backend.gdrive_client_secret = "wrong"
        with (
            self.open_adapter() as adapter,
            self.assertRaisesRegex(AuthorizationLost, "client ID and secret"),
        ):
            adapter.root()

    def test_sign_in_service_is_busy(self):
        for fault in (
            {"kind": "error", "status": 503},
            {"kind": "error", "status": 429},
            {"kind": "cut_response", "after_bytes": 0},
        ):
            with self.subTest(**fault):
                self.control.clear_faults()
                self.control.add_fault(route="oauth.token", **fault)
                self.credential.expires_at = self.in_minutes(0)
                with self.open_adapter() as adapter, self.assertRaises(RetryLater):
                    adapter.root()

    def test_other_refusals_need_a_person(self):
        for reason in ("unauthorized_client", "invalid_scope", "org_internal"):
            with self.subTest(reason=reason):
                self.control.clear_faults()
                self.control.add_fault(
                    "error", "oauth.token", status=400, reason=reason
                )
                self.credential.expires_at = self.in_minutes(0)
                with (
                    self.open_adapter() as adapter,
                    self.assertRaises(AuthorizationLost),
                ):
                    adapter.root()

    def test_new_sign_in_data_drops_the_access_token(self):
        for field, value in [
            ("gdrive_client_id", "other"),
            ("gdrive_client_secret", "other"),
            ("gdrive_subject", "other@example.com"),
            ("gdrive_auth_method", "service_account"),
        ]:
            self.credential.access_token = "token"
            self.backend[field] = value
            self.assertFalse(self.credential.access_token, field)
            self.assertTrue(self.credential.refresh_token, field)

    def test_no_secret_in_the_logs(self):
        secrets = {
            self.credential.access_token,
            self.credential.refresh_token,
            "demo-secret",
        }
        with self.assertLogs(level=logging.DEBUG) as logged:
            logging.getLogger(__name__).debug("All loggers tell all they can.")
            self.google.expire_access_tokens()
            self.upload("large.bin", bytes(6 * 1024 * 1024))
            self.content_of(self.upload("a.txt"))
            self.google.revoke_refresh_tokens()
            with self.assertRaises(AuthorizationLost):
                self.adapter.root()
        secrets.add(self.credential.access_token)
        text = "\n".join(
            record.getMessage()
            for record in logged.records
            # At this level Odoo itself logs each query with its values.
            if record.name != "odoo.sql_db"
        )
        self.assertFalse([secret for secret in secrets if secret in text])
        self.assertNotIn("upload_id=", text)


class TestServiceAccount(GoogleCase):
    def setUp(self):
        super().setUp()
        self.drive = self.google.create_drive("Team")
        self.key = self.google.create_service_account("robot@project.example.com")
        self.backend._credential().unlink()
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
            self.assertEqual(self.content_of(self.upload("a.txt")), b"content")

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

    def test_acting_for_nobody(self):
        self.backend.gdrive_subject = "nobody@example.com"
        with self.open_adapter() as adapter, self.assertRaises(AuthorizationLost):
            adapter.root()

    def test_foreign_key(self):
        other = self.google.create_service_account("other@project.example.com")
        mixed = {**self.key, "private_key": other["private_key"]}
        self.backend.gdrive_service_account_key = json.dumps(mixed)
        with self.open_adapter() as adapter, self.assertRaises(AuthorizationLost):
            adapter.root()

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
