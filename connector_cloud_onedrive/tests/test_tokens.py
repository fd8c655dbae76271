# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import logging

from odoo import fields

from odoo.addons.connector_cloud.exceptions import AuthorizationLost, RetryLater

from ..microsoft_oauth import REFUSALS
from .common import MicrosoftCase

# AADSTS number, a word of what to do
SENTENCES = [
    (50011, "redirect URIs"),
    (50020, "another one"),
    (50076, "second factor"),
    (50079, "second factor"),
    (50105, "Assign it"),
    (50173, "sign in again"),
    (53003, "Conditional Access"),
    (54005, "used already"),
    (65001, "admin consent"),
    (70008, "sign in again"),
    (90002, "Check the tenant"),
    (700016, "client ID and the tenant"),
    (700027, "thumbprint"),
    (700082, "90 days"),
    (7000112, "Enable it"),
    (7000215, "not its ID"),
    (7000222, "Create a new one"),
]


class TokenCase(MicrosoftCase):
    def setUp(self):
        super().setUp()
        self.credential = self.backend._credential()

    def refreshes(self):
        return self.control.count("entra.token")

    def refuse(self, number, **values):
        """Let the next token request be refused; :return: the exception"""
        self.control.clear_faults()
        self.control.add_fault("error", "entra.token", reason=str(number), **values)
        self.credential.expires_at = self.in_minutes(0)
        with self.open_adapter() as adapter, self.assertRaises(AuthorizationLost) as c:
            adapter.root()
        return c.exception


class TestTokens(TokenCase):
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

    def test_life_of_the_token_is_what_microsoft_says(self):
        self.control.set(microsoft_token_seconds=900)
        self.microsoft.expire_access_tokens()
        self.adapter.root()
        self.assertLess(self.credential.expires_at, self.in_minutes(16))

    def test_every_new_refresh_token_is_kept(self):
        self.control.set(microsoft_old_refresh_tokens_die=True)
        seen = set()
        for _round in range(3):
            seen.add(self.refresh_token())
            self.microsoft.expire_access_tokens()
            self.adapter.root()
        seen.add(self.refresh_token())
        self.assertEqual(len(seen), 4)
        self.assertEqual(self.refreshes(), 3)

    def refresh_token(self):
        """:return: the one refresh token of MSAL's cache"""
        (row,) = json.loads(self.credential.data)["RefreshToken"].values()
        return row["secret"]

    def test_somebody_else_was_faster(self):
        with self.open_adapter() as other:
            other.root()
            self.microsoft.expire_access_tokens()
            self.adapter.root()
            other.root()
        self.assertEqual(self.refreshes(), 1)

    def test_never_connected(self):
        self.credential.unlink()
        with (
            self.open_adapter() as adapter,
            self.assertRaisesRegex(AuthorizationLost, "Press Connect"),
        ):
            adapter.root()

    def test_cache_without_an_account(self):
        self.credential.write({"data": "{}", "access_token": False})
        with (
            self.open_adapter() as adapter,
            self.assertRaisesRegex(AuthorizationLost, "Press Connect"),
        ):
            adapter.root()

    def test_sign_in_service_is_busy(self):
        for route in ("entra.token", "entra.openid"):
            for fault in (
                {"kind": "server_error"},
                {"kind": "rate_limit_429"},
                {"kind": "error", "reason": "90033"},
                {"kind": "cut_response", "after_bytes": 0},
            ):
                if route == "entra.openid" and fault["kind"] == "rate_limit_429":
                    continue
                with self.subTest(route=route, **fault):
                    self.control.clear_faults()
                    self.control.add_fault(route=route, **fault)
                    self.credential.expires_at = self.in_minutes(0)
                    with self.open_adapter() as adapter, self.assertRaises(RetryLater):
                        adapter.root()

    def test_sentences(self):
        for number, words in SENTENCES:
            with self.subTest(number=number):
                error = self.refuse(number, status=400)
                self.assertIn(words, str(error))
                self.assertIn(f"AADSTS{number}", str(error))
                self.assertNotIn("Trace ID", str(error))

    def test_every_sentence_says_what_to_do(self):
        for number, sentence in REFUSALS.items():
            with self.subTest(number=number):
                self.assertRegex(
                    sentence,
                    "Press Connect|press Connect|Enable|Sign in|administrator|Set it",
                )

    def test_other_refusals(self):
        error = self.refuse(900144, status=400)
        self.assertIn("AADSTS900144", str(error))
        self.assertIn("Press Connect", str(error))
        self.assertNotIn("Trace ID", str(error))

    def test_states_of_the_account(self):
        for happen, words in (
            (self.microsoft.revoke_refresh_tokens, "password was changed"),
            (self.microsoft.expire_refresh_tokens, "90 days"),
            (self.microsoft.withdraw_consent, "consent"),
            (self.microsoft.require_mfa, "second factor"),
            (self.microsoft.expire_secrets, "secret has expired"),
        ):
            with self.subTest(words=words):
                self.control.reset()
                self.connect()
                happen()
                self.credential.expires_at = self.in_minutes(0)
                with (
                    self.open_adapter() as adapter,
                    self.assertRaisesRegex(AuthorizationLost, words),
                ):
                    adapter.root()

    def test_unknown_tenant(self):
        self.backend.onedrive_tenant = "nowhere.example.net"
        with (
            self.open_adapter() as adapter,
            self.assertRaisesRegex(AuthorizationLost, "does not know this tenant"),
        ):
            adapter.root()

    def test_wrong_secret(self):
        self.backend.onedrive_client_secret = "wrong"
        with (
            self.open_adapter() as adapter,
            self.assertRaisesRegex(AuthorizationLost, "not its ID"),
        ):
            adapter.root()

    def test_new_secret(self):
        self.microsoft.expire_secrets()
        self.microsoft.add_secret("fresh")
        self.backend.onedrive_client_secret = "fresh"
        with self.open_adapter() as adapter:
            self.assertEqual(adapter.root(), self.root)

    def test_new_sign_in_data_drops_the_access_token(self):
        for field, value in [
            ("onedrive_client_id", "other"),
            ("onedrive_client_secret", "other"),
            ("onedrive_cloud", "us_gov"),
            ("onedrive_tenant", "other.example.com"),
        ]:
            self.credential.access_token = "token"
            self.backend[field] = value
            self.assertFalse(self.credential.access_token, field)
            self.assertTrue(self.credential.data, field)

    def test_no_secret_in_the_logs(self):
        secrets = {self.credential.access_token, self.refresh_token(), "demo-secret"}
        with self.assertLogs(level=logging.DEBUG) as logged:
            logging.getLogger(__name__).debug("All loggers tell all they can.")
            self.microsoft.expire_access_tokens()
            self.upload("large.bin", bytes(5 * 1024 * 1024))
            self.read(self.upload("a.txt"))
            secrets |= {self.credential.access_token, self.refresh_token()}
            self.microsoft.revoke_refresh_tokens()
            self.credential.expires_at = self.in_minutes(0)
            with self.open_adapter() as adapter, self.assertRaises(AuthorizationLost):
                adapter.root()
        text = "\n".join(
            record.getMessage()
            for record in logged.records
            # At this level Odoo itself logs each query with its values.
            if record.name != "odoo.sql_db"
        )
        self.assertFalse([secret for secret in secrets if secret in text])
        self.assertNotIn("tempauth", text)


class TestApplication(TokenCase):
    """The application signs in for itself."""

    def setUp(self):
        super().setUp()
        self.credential.unlink()
        self.backend.state = "draft"
        self.act_for_itself()
        self.control.reset_log()

    def assertWorks(self):
        self.backend.action_connect()
        self.assertEqual(self.backend.state, "connected")
        self.assertIn("Application", self.backend.account_name)
        self.use_adapter()
        self.microsoft.expire_access_tokens()
        self.assertEqual(self.read(self.upload("a.txt")), b"content")
        self.assertIn("/a.txt", self.tree())

    def test_secret(self):
        self.assertWorks()
        self.assertEqual(self.backend.drive_name, "OneDrive of demo@example.com")
        self.assertEqual(self.refreshes(), 2)
        self.assertFalse(self.backend._credential().data)

    def test_certificate(self):
        pair = self.microsoft.create_certificate()
        self.backend.write(
            {
                "onedrive_proof": "certificate",
                "onedrive_client_secret": False,
                "onedrive_certificate": "\n".join(
                    [pair["public_certificate"], pair["private_key"]]
                ),
            }
        )
        self.assertEqual(
            self.backend.onedrive_thumbprint.lower(), pair["thumbprint"].lower()
        )
        self.assertEqual((self.backend.onedrive_expiry - fields.Date.today()).days, 365)
        self.assertWorks()

    def test_certificate_that_microsoft_does_not_know(self):
        pair = self.microsoft.create_certificate()
        self.control.reset()
        self.backend.write(
            {
                "onedrive_proof": "certificate",
                "onedrive_certificate": pair["private_key"]
                + pair["public_certificate"],
            }
        )
        with (
            self.open_adapter() as adapter,
            self.assertRaisesRegex(AuthorizationLost, "certificate"),
        ):
            adapter.drive_of_user("demo@example.com")

    def test_secret_that_expired(self):
        self.microsoft.expire_secrets()
        with self.open_adapter() as adapter, self.assertRaises(AuthorizationLost) as c:
            adapter.drive_of_user("demo@example.com")
        self.assertIn("AADSTS7000222", str(c.exception))

    def test_selected_sites(self):
        site = self.microsoft.add_site("Marketing")
        self.microsoft.set_permissions(
            self.backend.onedrive_client_id, "Sites.Selected", sites=[site["id"]]
        )
        self.backend.onedrive_place = "site"
        self.backend.action_connect()
        with self.open_adapter() as adapter:
            drives = adapter.list_drives(
                "https://example.sharepoint.com/sites/Marketing"
            )
        self.assertEqual([drive.external_id for drive in drives], [site["drive"]])
        self.backend._use_drive(drives[0].external_id, drives[0].name)
        self.use_adapter()
        self.assertEqual(self.read(self.upload("a.txt")), b"content")
