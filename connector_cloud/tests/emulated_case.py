# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A backend that is connected to an emulated cloud, over real HTTP."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import new_test_user

from cloud_emulator import Emulator

from ..transfer import retry
from .adapter_case import AdapterCase

MEGABYTE = 1024 * 1024


class EmulatedMixin:
    """What tests with and without a browser have in common.

    A provider tells which cloud of the emulator is its own, the values of its backend,
    the switches of the emulator, and how to connect without a browser.
    """

    # Name of the control's client for the cloud; it becomes ``people``.
    cloud = ""
    backend_values = {}
    switches = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.emulator = Emulator().start()
        cls.addClassCleanup(cls.emulator.stop)
        cls.control = cls.emulator.control
        cls.people = getattr(cls.control, cls.cloud)
        cls.backend = cls.env["cloud.backend"].create(
            {
                "name": "Cloud",
                "company_id": False,
                "endpoint_url": cls.emulator.url,
                **cls.backend_values,
            }
        )

    def setUp(self):
        super().setUp()
        self.control.reset()
        self.control.set(**self.switches)
        for name, pauses in (("PAUSES", (0.01, 0.02)), ("TOKEN_PAUSES", (0, 0.01))):
            shorter = patch.object(retry, name, pauses)
            shorter.start()
            self.addCleanup(shorter.stop)

    def connect(self):
        """Give the backend tokens, as the sign-in of a user would have."""
        raise NotImplementedError

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


class EmulatedCase(EmulatedMixin, AdapterCase):
    """Tests with a connected backend and its adapter."""

    def furnish(self):
        """Make in the cloud, and on the backend, what has to be there before."""

    def setUp(self):
        super().setUp()
        self.furnish()
        self.connect()
        self.use_adapter()
        self.control.reset_log()
