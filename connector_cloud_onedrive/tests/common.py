# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A backend that is connected to the emulator, over real HTTP."""

from urllib.parse import parse_qsl, urlsplit

from odoo.addons.connector_cloud.tests.emulated_case import EmulatedCase, EmulatedMixin

from .. import microsoft_oauth

CLIENT = "7d0a2c5e-5f1b-4c3a-9b1e-0d5c8a7e4f21"
TENANT = "cfbff0d1-9375-5685-968c-48ce8b15ae17"
USER = "demo@example.com"


class MicrosoftMixin(EmulatedMixin):
    """What tests with and without a browser have in common."""

    # Who signs in.
    account = USER
    cloud = "microsoft"
    backend_values = {
        "name": "OneDrive",
        "provider": "onedrive",
        "onedrive_client_id": CLIENT,
        "onedrive_client_secret": "demo-secret",
    }
    switches = {"microsoft_consent": "auto", "microsoft_strict_storage_auth": True}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.microsoft = cls.people

    def connect(self):
        backend = self.backend.sudo()
        application = backend._onedrive_application()
        session = backend._onedrive_session()
        flow = microsoft_oauth.start(
            application, session, "http://localhost/onedrive_token", "state"
        )
        answer = self.visit(session, f"{flow['auth_uri']}&login_hint={self.account}")
        grant = microsoft_oauth.finish(application, session, flow, answer)
        backend._credential()._onedrive_store(grant)
        backend.state = "connected"

    def visit(self, session, address):
        """Be the browser at Microsoft's page, which agrees.

        :return: dict of the parameters that it sends back
        """
        page = session.get(address, allow_redirects=False)
        self.assertEqual(page.status_code, 302, page.text)
        return dict(parse_qsl(urlsplit(page.headers["Location"]).query))

    def act_for_itself(self, **values):
        """Let the application sign in without a person."""
        self.backend.write(
            {
                "onedrive_place": "user",
                "onedrive_user_name": USER,
                "onedrive_tenant": TENANT,
                "onedrive_auth_method": "application",
                **values,
            }
        )


class MicrosoftCase(MicrosoftMixin, EmulatedCase):
    """Tests with a connected backend and its adapter."""

    def tree(self):
        """:return: dict path -> content size, None for folders, of what is alive"""
        return {
            row["path"]: None if row["folder"] else row["size"]
            for row in self.microsoft.tree()
            if not row["trashed"]
        }
