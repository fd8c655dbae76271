# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta, timezone
from unittest.mock import patch

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, TransactionCase

from odoo.addons.connector_cloud.tests.secrets_contract import SecretsContract

from ..microsoft_session import MicrosoftSession
from ..national_clouds import CLOUDS

ACTIVITY = "connector_cloud_onedrive.mail_activity_secret_expires"


def new_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def key_text(key, password=None):
    """:return: PEM text of a private key"""
    protection = serialization.NoEncryption()
    if password:
        protection = serialization.BestAvailableEncryption(password)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection
    ).decode()


def certificate_text(key, days):
    """:return: PEM text of a certificate that is good for some more days"""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Odoo")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


VALUES = {
    "name": "OneDrive",
    "provider": "onedrive",
    "onedrive_client_id": "client",
    "onedrive_client_secret": "secret",
    "state": "connected",
}


class BackendCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["cloud.backend"].create(VALUES)


class TestBackend(SecretsContract, TransactionCase):
    addon = "connector_cloud_onedrive"
    backend_values = VALUES
    secrets = ("onedrive_client_id", "onedrive_client_secret", "onedrive_certificate")
    public_field = "onedrive_auth_method"
    lasting_field = "data"

    def test_form(self):
        form = Form(self.env["cloud.backend"])
        form.name = "New"
        form.provider = "onedrive"
        form.onedrive_client_id = "client"
        form.onedrive_client_secret = "secret"
        form.onedrive_place = "user"
        form.onedrive_user_name = "documents@example.com"
        backend = form.save()
        self.assertEqual(backend.onedrive_tenant, "common")
        self.assertTrue(backend.onedrive_redirect_url.endswith("/onedrive_token"))

    def test_tenant(self):
        for tenant in ("", "a/b", "https://x", "a b", "ä"):
            with self.subTest(tenant=tenant), self.assertRaises(ValidationError):
                self.backend.onedrive_tenant = tenant
        for tenant in ("organizations", "example.onmicrosoft.com", "cfbff0d1-9375"):
            self.backend.onedrive_tenant = tenant


class TestCertificate(BackendCase):
    def test_in_any_order(self):
        key = new_key()
        texts = [key_text(key), certificate_text(key, 100)]
        for text in (
            "\n".join(texts),
            "".join(reversed(texts)),
            "x\n" + "y".join(texts),
        ):
            self.backend.onedrive_certificate = text
            self.assertRegex(self.backend.onedrive_thumbprint, "^[0-9A-F]{40}$")

    def test_chain_begins_with_the_own_one(self):
        key, issuer = new_key(), new_key()
        own = certificate_text(key, 100)
        self.backend.onedrive_certificate = own + key_text(key)
        thumbprint = self.backend.onedrive_thumbprint
        chain = own + certificate_text(issuer, 5000) + key_text(key)
        self.backend.onedrive_certificate = chain
        self.assertEqual(self.backend.onedrive_thumbprint, thumbprint)

    def test_unusable(self):
        key = new_key()
        certificate = certificate_text(key, 100)
        for text, words in (
            ("nonsense", "no certificate"),
            (certificate, "no private key"),
            (key_text(key), "no certificate"),
            (certificate + key_text(new_key()), "not that of the certificate"),
            (certificate + key_text(key, b"password"), "encrypted"),
            (certificate.replace("M", "-") + key_text(key), "PEM"),
        ):
            with (
                self.subTest(words=words),
                self.assertRaisesRegex(ValidationError, words),
            ):
                self.backend.onedrive_certificate = text


class TestExpiry(BackendCase):
    def setUp(self):
        super().setUp()
        self.today = fields.Date.context_today(self.backend)
        self.backend.notify_user_ids = self.env.ref("base.user_admin")

    def expire_in(self, days):
        self.backend.onedrive_secret_expiry = self.today + timedelta(days=days)

    def run_cron(self):
        """:return: the activities there are then"""
        self.env["cloud.backend"]._cron_onedrive_expiry()
        return self.backend.activity_search([ACTIVITY])

    def test_far_away(self):
        for days in (31, 400):
            self.expire_in(days)
            self.assertFalse(self.backend.onedrive_expiry_warning)
            self.assertFalse(self.run_cron())

    def test_unknown(self):
        self.assertFalse(self.backend.onedrive_expiry_warning)
        self.assertFalse(self.run_cron())

    def test_near(self):
        self.expire_in(30)
        self.assertIn("client secret expires on", self.backend.onedrive_expiry_warning)
        activity = self.run_cron()
        self.assertEqual(activity.user_id, self.env.ref("base.user_admin"))
        self.assertEqual(activity.date_deadline, self.backend.onedrive_expiry)
        self.assertIn("expires on", activity.note)
        self.assertEqual(self.run_cron(), activity)

    def test_over(self):
        self.expire_in(-1)
        self.assertIn("has expired", self.backend.onedrive_expiry_warning)
        self.assertEqual(len(self.run_cron()), 1)

    def test_renewed(self):
        self.expire_in(3)
        self.run_cron()
        self.backend.onedrive_client_secret = "new"
        self.assertTrue(self.backend.activity_search([ACTIVITY]))
        self.expire_in(700)
        self.assertFalse(self.backend.activity_search([ACTIVITY]))
        self.assertFalse(self.backend.onedrive_expiry_warning)

    def test_survives_a_reconnection(self):
        self.expire_in(3)
        activity = self.run_cron()
        self.backend.activity_unlink(["mail.mail_activity_data_warning"])
        self.assertTrue(activity.exists())

    def test_certificate(self):
        key = new_key()
        self.backend.write(
            {
                "onedrive_proof": "certificate",
                "onedrive_certificate": certificate_text(key, 10) + key_text(key),
            }
        )
        self.assertIn("certificate expires on", self.backend.onedrive_expiry_warning)
        self.assertEqual(len(self.run_cron()), 1)

    def test_not_connected(self):
        self.expire_in(3)
        self.backend.state = "draft"
        self.assertFalse(self.run_cron())

    def test_banner(self):
        arch = self.backend.get_view(view_type="form")["arch"]
        self.assertIn("onedrive_expiry_warning", arch)


class TestSession(TransactionCase):
    def asked(self, session, url):
        """:return: the prepared request that would go out"""
        sent = []

        def send(_session, request, **_kwargs):
            sent.append(request)
            answer = requests.Response()
            answer.status_code = 200
            return answer

        with patch.object(requests.Session, "send", send):
            session.get(url)
        return sent[0]

    def test_national_clouds(self):
        for key, login, graph in (
            ("global", "login.microsoftonline.com", "graph.microsoft.com"),
            ("us_gov", "login.microsoftonline.us", "graph.microsoft.us"),
            ("us_dod", "login.microsoftonline.us", "dod-graph.microsoft.us"),
            (
                "china",
                "login.partner.microsoftonline.cn",
                "microsoftgraph.chinacloudapi.cn",
            ),
        ):
            with self.subTest(cloud=key):
                cloud = CLOUDS[key]
                self.assertEqual((cloud.login, cloud.graph), (login, graph))
                url = f"https://{graph}/v1.0/me?$select=id"
                request = self.asked(MicrosoftSession(cloud), url)
                self.assertEqual(request.url, url)
                session = MicrosoftSession(cloud, "http://127.0.0.1:8765/base/")
                request = self.asked(session, url)
                self.assertEqual(
                    request.url, "http://127.0.0.1:8765/base/v1.0/me?$select=id"
                )
                self.assertEqual(request.headers["Host"], graph)

    def test_other_hosts_are_never_led_elsewhere(self):
        session = MicrosoftSession(CLOUDS["global"], "http://127.0.0.1:8765")
        url = "https://contoso.sharepoint.com/_layouts/15/download.aspx?tempauth=x"
        request = self.asked(session, url)
        self.assertEqual(request.url, url)

    def test_user_agent(self):
        session = MicrosoftSession(CLOUDS["global"])
        request = self.asked(session, "https://graph.microsoft.com/")
        self.assertIn("ISV|", request.headers["User-Agent"])

    def test_scopes_of_national_clouds(self):
        backend = self.env["cloud.backend"].create(
            {
                "name": "China",
                "provider": "onedrive",
                "onedrive_cloud": "china",
                "onedrive_client_id": "client",
                "onedrive_client_secret": "secret",
                "onedrive_secret_expiry": date(2031, 1, 1),
            }
        )
        application = backend._onedrive_application()
        self.assertEqual(application.cloud, CLOUDS["china"])
        for scope in application.scopes:
            self.assertTrue(
                scope.startswith("https://microsoftgraph.chinacloudapi.cn/")
            )
