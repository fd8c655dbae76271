# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import Form, TransactionCase, new_test_user
from odoo.tools import file_open

SECRETS = (
    "gdrive_client_id",
    "gdrive_client_secret",
    "gdrive_service_account_key",
    "gdrive_subject",
)


class TestBackend(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["cloud.backend"].create(
            {
                "name": "Drive",
                "provider": "gdrive",
                "gdrive_client_id": "client",
                "gdrive_client_secret": "secret",
            }
        )

    def test_secrets_are_for_system_administrators(self):
        manager = new_test_user(
            self.env,
            "manager",
            "connector_cloud.group_cloud_manager",
            {"no_reset_password": True},
        )
        backend = self.backend.with_user(manager)
        self.assertEqual(backend.gdrive_auth_method, "oauth")
        for name in SECRETS:
            with self.subTest(name=name), self.assertRaises(AccessError):
                backend.read([name])
        with self.assertRaises(AccessError):
            self.env["cloud.oauth.request"].with_user(manager).search([])
        arch = backend.get_view(view_type="form")["arch"]
        for name in SECRETS:
            self.assertNotIn(name, arch)

    def test_secrets_are_not_copied(self):
        copy = self.backend.copy()
        for name in ("gdrive_client_secret", "gdrive_service_account_key"):
            self.assertFalse(copy[name], name)

    def test_form(self):
        form = Form(self.env["cloud.backend"])
        form.name = "New"
        form.provider = "gdrive"
        form.gdrive_client_id = "client"
        form.gdrive_use_shared_drive = True
        form.gdrive_shared_drive_name = "Team"
        backend = form.save()
        self.assertEqual(backend.gdrive_auth_method, "oauth")
        self.assertTrue(backend.gdrive_redirect_url.endswith("/google_drive_token"))

    def test_neutralize(self):
        self.backend._credential().refresh_token = "token"
        self.env.flush_all()
        for addon in ("connector_cloud", "connector_cloud_gdrive"):
            with file_open(f"{addon}/data/neutralize.sql") as script:
                self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertFalse(self.backend.gdrive_client_secret)
        self.assertFalse(self.backend.gdrive_service_account_key)
        self.assertFalse(self.backend._credential().refresh_token)
