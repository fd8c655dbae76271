# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, TransactionCase

from odoo.addons.connector_cloud.tests.secrets_contract import SecretsContract


class TestBackend(SecretsContract, TransactionCase):
    addon = "connector_cloud_gdrive"
    backend_values = {
        "name": "Drive",
        "provider": "gdrive",
        "gdrive_client_id": "client",
        "gdrive_client_secret": "secret",
    }
    secrets = (
        "gdrive_client_id",
        "gdrive_client_secret",
        "gdrive_service_account_key",
        "gdrive_subject",
    )
    public_field = "gdrive_auth_method"
    lasting_field = "refresh_token"

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
