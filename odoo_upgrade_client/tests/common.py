# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Requests that go to the emulated platform, over real HTTP."""

import shutil
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user

from odoo.addons.queue_job.exception import RetryableJobError

from cloud_emulator import Emulator

from .. import server_config
from ..upgrade_api import Credentials, UpgradeClient

CONTRACT = "M123456-abcdef"
#: what pg_dump's custom format begins with; the rest does not matter here
DUMP = b"PGDMP" + bytes(range(256)) * 400


class PlatformMixin:
    """What tests with and without a browser have in common."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.emulator = Emulator().start()
        cls.addClassCleanup(cls.emulator.stop)
        cls.control = cls.emulator.control
        cls.platform = cls.control.upgrade
        cls.folder = Path(tempfile.mkdtemp(prefix="upgrade_"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        for name, value in (
            ("work_dir", cls.folder / "work"),
            ("dump_paths", [cls.folder / "allowed"]),
        ):
            patcher = patch.object(server_config, name, lambda value=value: value)
            patcher.start()
            cls.addClassCleanup(patcher.stop)
        (cls.folder / "allowed").mkdir()
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param("odoo_upgrade_client.base_url", cls.platform.url)
        parameters.set_param("odoo_upgrade_client.poll_seconds", "1")

    def setUp(self):
        super().setUp()
        self.control.reset()

    def file(self, name="company.dump", content=DUMP):
        """:return: path of a file in the folder that may be sent"""
        path = self.folder / "allowed" / name
        path.write_bytes(content)
        return path

    def client(self, **options):
        return UpgradeClient(self.platform.url, **options)


class PlatformCase(PlatformMixin, TransactionCase):
    """Tests of the addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.new_user(
            "manager", "odoo_upgrade_client.group_upgrade_manager"
        )
        cls.user = cls.new_user("user", "odoo_upgrade_client.group_upgrade_user")

    @classmethod
    def new_user(cls, name, groups):
        return new_test_user(
            cls.env,
            f"upgrade_{name}",
            groups,
            email=f"{name}@example.com",
            context={"no_reset_password": True},
        )

    def new_request(self, user=None, **values):
        """:return: a request of the manager for a dump on the server"""
        if "source" not in values:
            values |= {"source": "path", "dump_path": str(self.file())}
        values = {"contract": CONTRACT, "target": "19.0", **values}
        requests = self.env["upgrade.request"].with_user(user or self.manager)
        return requests.create(values)

    def run_steps(self, request, limit=20):
        """Do what the jobs would do, until there is nothing to do at once.

        Not performed as jobs: those would commit.

        :return: how often a job asked for another try
        """
        again = 0
        for _step in range(limit):
            upgrade = request.sudo()
            if not upgrade.running:
                return again
            step = {
                "draft": upgrade._job_create,
                "created": upgrade._job_upload,
                "uploaded": upgrade._job_process,
                "processing": upgrade._job_poll,
                "ready": upgrade._job_download,
            }[upgrade.state]
            try:
                step()
            except RetryableJobError:
                again += 1
                if upgrade.state == "processing":
                    self.platform.advance(1)
        return again

    def go(self, request):
        """Press Run All Steps, let the jobs run, and return how often they retried."""
        request.action_run()
        return self.run_steps(request)


class ClientCase(PlatformMixin, TransactionCase):
    """Tests of the pure client against the emulator."""

    def created(self, **values):
        """:return: the answer of a good create, with changes"""
        fields = {
            "contract": CONTRACT,
            "email": "john.doe@example.com",
            "target": "19.0",
            "aim": "test",
            "filename": "db_name.dump",
            **values,
        }
        return self.client().create(**fields)

    def credentials(self):
        request = self.created().request
        return Credentials(request["id"], request["key"])
