# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A person connects a backend: away to the provider's page, and back. The same story
for every provider that signs in by OAuth."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError

PRESS_CONNECT = "Press Connect and sign in again"


class SignInContract:
    """Goes before the provider's subclass of ``EmulatedMixin`` and ``HttpCase``."""

    # Without it Odoo runs only the tests that a class itself defines.
    allow_inherited_tests_method = True

    # What the provider is called, and where its page sends people back to.
    cloud_name = ""
    callback_path = ""
    # Field of the backend, and what is said without it and with a wrong one.
    secret_field = ""
    no_secret_words = ""
    wrong_secret_words = ""
    # What is said of an error that the provider's page tells, and of no answer.
    other_error_words = ""
    no_code_words = ""
    # The emulator's switch of the consent page, and its route for tokens.
    consent_switch = ""
    token_route = ""
    # The fields of the credential that must stay empty without a sign-in.
    token_fields = ()

    def verifier(self):
        """:return: the PKCE verifier of the person who is away"""
        raise NotImplementedError

    def spoil_verifier(self):
        """Keep another PKCE verifier than the one that was used."""
        raise NotImplementedError

    def setUp(self):
        super().setUp()
        self.authenticate("admin", "admin")
        self.backend = self.backend.with_user(self.env.ref("base.user_admin"))
        self.backend.env["ir.config_parameter"].set_param(
            "web.base.url", self.base_url()
        )

    def start(self, user=None):
        """Press Connect; :return: the address of the provider's page"""
        backend = self.backend.with_user(user) if user else self.backend
        action = backend.action_connect()
        self.assertEqual(action["type"], "ir.actions.act_url")
        return action["url"]

    def agree(self, url):
        """Visit the provider's page; :return: where it sends the browser"""
        answer = requests.get(url, allow_redirects=False, timeout=10)
        self.assertEqual(answer.status_code, 302, answer.text)
        return answer.headers["Location"]

    def come_back(self, address):
        """:return: the answer of Odoo to the browser that comes back"""
        answer = self.url_open(address, allow_redirects=False)
        self.backend.invalidate_recordset()
        return answer

    def callback(self, **query):
        return self.come_back(f"{self.callback_path}?{urlencode(query)}")

    def query(self, address):
        return {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}

    def requests_away(self):
        return self.env["cloud.oauth.request"].search([])

    def credential(self):
        credential = self.backend.sudo()._credential()
        credential.invalidate_recordset()
        return credential

    def assertRefused(self, answer, text, status=400):
        self.assertEqual(answer.status_code, status)
        page = " ".join(answer.text.split())
        self.assertIn(text, page)
        self.assertIn(f"{self.cloud_name} is not connected", page)
        self.assertEqual(self.backend.state, "draft")
        for name in self.token_fields:
            self.assertFalse(self.credential()[name], name)

    def test_sign_in(self):
        url = self.start()
        self.assertTrue(url.startswith(self.emulator.url))
        asked = self.query(url)
        self.assertEqual(asked["code_challenge_method"], "S256")
        self.assertEqual(
            asked["redirect_uri"], f"{self.base_url()}{self.callback_path}"
        )
        answer = self.come_back(self.agree(url))
        self.assertEqual(answer.status_code, 303, answer.text)
        self.assertEqual(
            urlsplit(answer.headers["Location"]).path,
            f"/odoo/cloud.backend/{self.backend.id}",
        )
        self.assertEqual(self.backend.state, "connected")
        self.assertEqual(self.backend.account_name, "demo@example.com")
        with self.open_adapter() as adapter:
            self.assertTrue(adapter.root().is_folder)
        self.assertFalse(self.requests_away())

    def test_verifier_stays_on_the_server(self):
        url = self.start()
        self.assertNotIn(self.verifier(), url)
        self.assertTrue(43 <= len(self.verifier()) <= 128)
        manager = self.new_user("manager", "base.group_user")
        with self.assertRaises(AccessError):
            self.requests_away().with_user(manager).read()

    def test_denied(self):
        self.control.set(**{self.consent_switch: "deny"})
        answer = self.come_back(self.agree(self.start()))
        self.assertRefused(answer, "told not to give access")

    def test_other_error(self):
        state = self.query(self.start())["state"]
        text = "<script>alert(1)</script>"
        answer = self.callback(state=state, error=text, error_description=text)
        self.assertRefused(answer, self.other_error_words)
        self.assertNotIn("<script>alert(1)", answer.text)

    def test_no_code(self):
        state = self.query(self.start())["state"]
        self.assertRefused(self.callback(state=state), self.no_code_words)

    def test_forged_state(self):
        state = self.query(self.start())["state"]
        middle = len(state) // 2
        forged = state[:middle] + ("A" if state[middle] != "A" else "B")
        forged += state[middle + 1 :]
        for wrong in (forged, state[:-8], "nonsense", "", "AQ", "ä"):
            with self.subTest(state=wrong):
                answer = self.callback(state=wrong, code="x")
                self.assertRefused(answer, "was not started here")
        self.assertRefused(self.callback(code="x"), "was not started here")

    def test_reused_state(self):
        address = self.agree(self.start())
        self.control.add_fault("server_error", self.token_route, count=1)
        self.assertRefused(self.come_back(address), "busy")
        self.assertRefused(self.come_back(address), "used already")

    def test_expired_state(self):
        address = self.agree(self.start())
        self.requests_away().expires_at = fields.Datetime.now() - timedelta(seconds=1)
        self.assertRefused(self.come_back(address), "has expired")

    def test_state_of_another_user(self):
        other = self.new_user("other_admin", "base.group_system")
        address = self.agree(self.start(user=other))
        self.assertRefused(self.come_back(address), "started by another user")
        self.authenticate("other_admin", "other_admin")
        self.assertEqual(self.come_back(address).status_code, 303)

    def test_state_of_another_provider(self):
        address = self.agree(self.start())
        other = self.backend.copy({"provider": "memory"})
        request = self.requests_away()
        request.backend_id = other
        self.control.reset_log()
        self.assertRefused(self.come_back(address), "was not started here")
        self.assertFalse(self.control.log())
        # Whom it belongs to may still take it back.
        request.backend_id = self.backend
        self.assertEqual(self.come_back(address).status_code, 303)
        self.assertEqual(self.backend.state, "connected")

    def test_not_an_administrator(self):
        self.new_user("manager", "base.group_user")
        address = self.agree(self.start())
        self.authenticate("manager", "manager")
        answer = self.come_back(address)
        self.assertRefused(answer, "Only system administrators", status=403)

    def test_not_signed_in_to_odoo(self):
        address = self.agree(self.start())
        self.authenticate(None, None)
        answer = self.come_back(address)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_wrong_verifier(self):
        address = self.agree(self.start())
        self.spoil_verifier()
        self.assertRefused(self.come_back(address), PRESS_CONNECT)

    def test_wrong_secret(self):
        address = self.agree(self.start())
        self.backend[self.secret_field] = "wrong"
        self.assertRefused(self.come_back(address), self.wrong_secret_words)

    def test_used_code(self):
        first = self.query(self.agree(self.start()))
        self.callback(**first)
        self.backend.action_disconnect()
        second = self.query(self.start())
        answer = self.callback(state=second["state"], code=first["code"])
        self.assertRefused(answer, PRESS_CONNECT)

    def test_connected_again(self):
        self.come_back(self.agree(self.start()))
        old = self.credential().read(self.token_fields)
        self.backend._authorization_lost("revoked")
        self.assertEqual(self.backend.state, "reconnect")
        self.come_back(self.agree(self.start()))
        self.assertEqual(self.backend.state, "connected")
        self.assertNotEqual(self.credential().read(self.token_fields), old)

    def test_connect_without_a_secret(self):
        self.backend[self.secret_field] = False
        with self.assertRaisesRegex(UserError, self.no_secret_words):
            self.backend.action_connect()

    def test_connect_by_a_manager(self):
        manager = self.new_user("manager", "base.group_user")
        with self.assertRaises(AccessError):
            self.backend.with_user(manager).action_connect()

    def test_company_of_the_backend(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.ref("base.user_admin").company_ids = [Command.link(company.id)]
        self.backend.sudo().company_id = company
        self.backend = self.backend.with_context(allowed_company_ids=company.ids)
        address = self.agree(self.start())
        self.assertEqual(self.come_back(address).status_code, 303)
