# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A backend that is connected to the emulator, over real HTTP."""

import io
import sys
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import quickxorhash

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector_cloud import patience

from .. import microsoft_oauth

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests"))
from cloud_emulator import Emulator  # noqa: E402

MEGABYTE = 1024 * 1024
CLIENT = "7d0a2c5e-5f1b-4c3a-9b1e-0d5c8a7e4f21"
TENANT = "cfbff0d1-9375-5685-968c-48ce8b15ae17"
USER = "demo@example.com"


def hash_of(content):
    """:return: the QuickXorHash of bytes, in hexadecimal digits"""
    hasher = quickxorhash.quickxorhash()
    hasher.update(content)
    return hasher.digest().hex()


class MicrosoftMixin:
    """What tests with and without a browser have in common."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.emulator = Emulator().start()
        cls.addClassCleanup(cls.emulator.stop)
        cls.control = cls.emulator.control
        cls.microsoft = cls.control.microsoft
        cls.backend = cls.env["cloud.backend"].create(
            {
                "name": "OneDrive",
                "provider": "onedrive",
                "company_id": False,
                "endpoint_url": cls.emulator.url,
                "onedrive_client_id": CLIENT,
                "onedrive_client_secret": "demo-secret",
            }
        )

    def setUp(self):
        super().setUp()
        self.control.reset()
        self.control.set(microsoft_consent="auto", microsoft_strict_storage_auth=True)
        pauses = patch.object(patience, "PAUSES", (0.01, 0.02))
        pauses.start()
        self.addCleanup(pauses.stop)

    def connect(self, user=USER):
        """Give the backend tokens, as the sign-in of a user would have."""
        backend = self.backend.sudo()
        application = backend._onedrive_application()
        session = backend._onedrive_session()
        flow = microsoft_oauth.start(
            application, session, "http://localhost/onedrive_token", "state"
        )
        answer = self.visit(session, f"{flow['auth_uri']}&login_hint={user}")
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

    def new_user(self, login, groups):
        return new_test_user(
            self.env,
            login,
            f"{groups},connector_cloud.group_cloud_manager",
            {"no_reset_password": True},
            password=login,
        )

    @contextmanager
    def open_adapter(self, **work_values):
        with self.backend._adapter(**work_values) as adapter:
            yield adapter


class MicrosoftCase(MicrosoftMixin, TransactionComponentCase):
    """Tests with a connected backend and its adapter."""

    def setUp(self):
        super().setUp()
        self.connect()
        self.use_adapter()
        self.control.reset_log()

    def use_adapter(self):
        """Open a new adapter, as the next piece of work would."""
        opened = self.open_adapter()
        self.adapter = opened.__enter__()
        self.addCleanup(opened.__exit__, None, None, None)
        self.root = self.adapter.root()

    def upload(self, name, content=b"content", parent=None, tag="t", **kwargs):
        return self.adapter.upload(
            (parent or self.root).external_id,
            name,
            io.BytesIO(content),
            len(content),
            kwargs.pop("mimetype", "text/plain"),
            tag,
            **kwargs,
        )

    def replace(self, item, content, version=None):
        return self.adapter.replace_content(
            item.external_id, io.BytesIO(content), len(content), "text/plain", version
        )

    def read(self, item, *span):  # pylint: disable=method-required-super
        stream = self.adapter.open(item.external_id, *span)
        content = b"".join(stream.chunks)
        stream.close()
        return content

    def tree(self):
        """:return: dict path -> content size, None for folders, of what is alive"""
        return {
            row["path"]: None if row["folder"] else row["size"]
            for row in self.microsoft.tree()
            if not row["trashed"]
        }

    def in_minutes(self, minutes):
        return fields.Datetime.add(fields.Datetime.now(), minutes=minutes)
