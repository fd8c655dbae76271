# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A backend that is connected to the emulator, over real HTTP."""

import io
import sys
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector_cloud import patience

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests"))
from cloud_emulator import Emulator  # noqa: E402

MEGABYTE = 1024 * 1024


class GoogleMixin:
    """What tests with and without a browser have in common."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.emulator = Emulator().start()
        cls.addClassCleanup(cls.emulator.stop)
        cls.control = cls.emulator.control
        cls.google = cls.control.google
        cls.backend = cls.env["cloud.backend"].create(
            {
                "name": "Drive",
                "provider": "gdrive",
                "company_id": False,
                "endpoint_url": cls.emulator.url,
                "gdrive_client_id": "demo-client",
                "gdrive_client_secret": "demo-secret",
            }
        )

    def setUp(self):
        super().setUp()
        self.control.reset()
        self.control.set(google_consent="auto")
        pauses = patch.object(patience, "PAUSES", (0.01, 0.02))
        pauses.start()
        self.addCleanup(pauses.stop)

    def connect(self):
        """Give the backend tokens, as a sign-in would have."""
        granted = self.google.authorize()
        self.backend._credential()._gdrive_store(granted)
        self.backend.state = "connected"

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


class GoogleCase(GoogleMixin, TransactionComponentCase):
    """Tests with a connected backend and its adapter."""

    def setUp(self):
        super().setUp()
        self.connect()
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

    def content_of(self, item, *span):
        stream = self.adapter.open(item.external_id, *span)
        content = b"".join(stream.chunks)
        stream.close()
        return content

    def in_minutes(self, minutes):
        return fields.Datetime.add(fields.Datetime.now(), minutes=minutes)
