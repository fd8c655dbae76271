# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.connector_cloud.exceptions import AuthorizationLost
from odoo.addons.connector_cloud.tests.token_contract import TokenContract

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


# Another provider is there only then.
@tagged("post_install", "-at_install")
class TestTokens(TokenContract, MicrosoftCase):
    token_route = "entra.token"
    item_route = "graph.items.get"
    busy_faults = (
        {"kind": "server_error"},
        {"kind": "rate_limit_429"},
        {"kind": "error", "reason": "90033"},
        {"kind": "cut_response", "after_bytes": 0},
        {"kind": "server_error", "route": "entra.openid"},
        {"kind": "error", "reason": "90033", "route": "entra.openid"},
        {"kind": "cut_response", "after_bytes": 0, "route": "entra.openid"},
    )
    other_sign_in = {
        "onedrive_client_id": "other",
        "onedrive_client_secret": "other",
        "onedrive_proof": "certificate",
    }
    other_destination = {
        "endpoint_url": "http://127.0.0.1:1",
        "onedrive_cloud": "us_gov",
        "onedrive_tenant": "other.example.com",
    }
    other_setup = {
        "onedrive_auth_method": "application",
        "onedrive_certificate": "certificate",
        "onedrive_place": "site",
        "onedrive_user_name": "other@example.com",
    }
    lasting_field = "data"
    secret_field = "onedrive_client_secret"
    wrong_secret_words = "not its ID"

    def expire_tokens(self):
        self.microsoft.expire_access_tokens()

    def refuse(self, number, **values):
        """Let the next token request be refused; :return: the exception"""
        self.control.clear_faults()
        self.control.add_fault("error", "entra.token", reason=str(number), **values)
        self.credential.expires_at = self.in_minutes(0)
        return self.assertLost(f"AADSTS{number}")

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

    def test_cache_without_an_account(self):
        self.credential.write({"data": "{}", "access_token": False})
        self.assertLost("Press Connect")

    def test_sentences(self):
        for number, words in SENTENCES:
            with self.subTest(number=number):
                error = self.refuse(number, status=400)
                self.assertIn(words, str(error))
                self.assertNotIn("Trace ID", str(error))

    def test_every_sentence_says_what_to_do(self):
        for number, sentence in REFUSALS.items():
            with self.subTest(number=number):
                self.assertRegex(
                    str(AuthorizationLost(sentence)),
                    "Press Connect|press Connect|Enable|Sign in|administrator|Set it",
                )

    def test_other_refusals(self):
        error = self.refuse(900144, status=400)
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
                self.assertLost(words)

    def test_unknown_tenant(self):
        # As if the former one were gone: who enters another has to sign in again.
        granted = self.credential.data
        self.backend.onedrive_tenant = "nowhere.example.net"
        self.credential.data = granted
        self.backend.state = "connected"
        self.assertLost("does not know this tenant")

    def test_new_secret(self):
        self.microsoft.expire_secrets()
        self.microsoft.add_secret("fresh")
        self.backend.onedrive_client_secret = "fresh"
        with self.open_adapter() as adapter:
            self.assertEqual(adapter.root(), self.root)


class TestApplication(MicrosoftCase):
    """The application signs in for itself."""

    def setUp(self):
        super().setUp()
        self.backend._credential()._forget_tokens()
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
        self.assertEqual(self.control.count("entra.token"), 2)
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
        with self.assertRaisesRegex(UserError, "certificate"):
            self.backend.action_connect()

    def test_secret_that_expired(self):
        self.microsoft.expire_secrets()
        with self.assertRaisesRegex(UserError, "AADSTS7000222"):
            self.backend.action_connect()

    def test_nothing_is_sent_before_connect(self):
        with (
            self.open_adapter() as adapter,
            self.assertRaisesRegex(AuthorizationLost, "Press Connect"),
        ):
            adapter.drive_of_user("demo@example.com")
        self.assertFalse(self.control.log())

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
