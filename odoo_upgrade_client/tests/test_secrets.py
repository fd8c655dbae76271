# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import subprocess

from odoo.tests import tagged
from odoo.tools.misc import exec_pg_environ, file_open

from ..models.upgrade_request_dump import SECRET_TABLES
from ..upgrade_api import Credentials, TryLater, UpgradeClient, mask
from .common import CONTRACT, PlatformCase


@tagged("post_install", "-at_install")
class TestSecrets(PlatformCase):
    """Key and contract are in the table of secrets and nowhere else."""

    def assertClean(self, text, *secrets):
        for secret in secrets:
            self.assertNotIn(secret, text)

    def test_nothing_that_is_kept_or_logged_holds_them(self):
        self.control.add_fault("cut", "upgrade.upload", count=1)
        self.control.add_fault("cut", "upgrade.status", count=1)
        self.control.add_fault(
            "cut_response", "upgrade.download", count=1, after_bytes=9
        )
        logger = logging.getLogger("urllib3.connectionpool")
        level = logger.level
        logger.setLevel(logging.DEBUG)
        self.addCleanup(logger.setLevel, level)
        request = self.new_request()
        with self.assertLogs(level=logging.DEBUG) as logs:
            self.go(request)
        self.assertEqual(request.state, "done")
        secrets = (request.key, CONTRACT)
        self.assertTrue(all(secrets))
        # At this level Odoo logs all SQL with its values, whatever they are.
        lines = [line for line in logs.output if "odoo.sql_db" not in line]
        self.assertClean("\n".join(lines), *secrets)
        self.assertTrue(any("/database/v1/upload" in line for line in lines))
        names = [name for name, each in request._fields.items() if not each.groups]
        self.assertClean(str(request.read(names)), *secrets)
        self.assertClean(request.last_answer, *secrets)
        self.assertClean(str(request.message_ids.mapped("body")), *secrets)
        jobs = self.env["queue.job"].search([("model_name", "=", "upgrade.request")])
        self.assertClean(str(jobs.read()), *secrets)

    def test_errors_hide_them(self):
        key = "Aw7pItGVKFuZ_FOR3U8VFQ=="
        client = UpgradeClient("http://127.0.0.1:9/")
        with self.assertRaises(TryLater) as caught:
            client.upload(Credentials(1, key), self.file())
        self.assertClean(f"{caught.exception!r}", key, "%3D%3D")
        self.assertIsNone(caught.exception.__cause__)
        self.assertTrue(caught.exception.__suppress_context__)
        self.assertClean(repr(Credentials(1, key)), key)

    def test_failures_of_the_platform_hide_them(self):
        request = self.new_request(contract="M1-unknown")
        self.go(request)
        self.assertClean(str(request.failure_ids.read()), "M1-unknown")
        self.assertClean(request.activity_ids.note, "M1-unknown")
        self.assertClean(str(request.message_ids.mapped("body")), "M1-unknown")

    def test_mask(self):
        key = "Aw7=="
        for text in (
            "POST /database/v1/upload?key=Aw7%3D%3D&request=1 HTTP",
            "https://upgrade.odoo.com/database/eu1/10534/Aw7==/status",
            "the key is Aw7== and Aw7%3D%3D",
        ):
            self.assertClean(mask(text, [key]), key, "Aw7%3D%3D")
        self.assertIn("request=1", mask("?key=Aw7&request=1"))

    def test_dumps_leave_them_out(self):
        for table in SECRET_TABLES:
            command = self.env["upgrade.request"]._pg_dump(
                "--data-only", f"--table={table}", "--table=ir_module_category"
            )
            result = subprocess.run(
                command,
                env=exec_pg_environ(),
                capture_output=True,
                text=True,
                check=True,
            )
            self.assertNotIn(f"COPY public.{table} ", result.stdout)
            self.assertIn("COPY public.ir_module_category ", result.stdout)

    def test_tables_with_secrets_are_left_out_where_they_are(self):
        """Those of the connectors too, though this addon does not know them."""
        own = self.env["upgrade.secret"]._table
        self.assertIn(own, SECRET_TABLES)
        command = self.env["upgrade.request"]._pg_dump()
        for table in ("cloud_credential", "cloud_oauth_request", "cloud_watch", own):
            self.assertIn(f"--exclude-table-data={table}", command)

    def test_nothing_refers_to_them(self):
        """Otherwise a dump without their rows could not be restored."""
        self.env.cr.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint JOIN pg_class ON"
            " pg_class.oid = confrelid WHERE contype = 'f' AND relname IN %s",
            (SECRET_TABLES,),
        )
        self.assertFalse(self.env.cr.fetchall())

    def test_neutralize(self):
        request = self.new_request()
        request.action_run()
        self.env.flush_all()
        with file_open("odoo_upgrade_client/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertFalse(request.running or request.key or request.contract)
