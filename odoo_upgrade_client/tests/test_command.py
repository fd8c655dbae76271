# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import contextlib
import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import config

from ..upgrade_api.command import main
from ..upgrade_api.request_file import RequestFile
from .common import CONTRACT, DUMP, ClientCase

ADDON = Path(__file__).resolve().parents[1]


@tagged("post_install", "-at_install")
class TestCommand(ClientCase):
    def setUp(self):
        super().setUp()
        self.request_file = self.folder / f"{self.id()}.json"
        self.addCleanup(self.request_file.unlink, missing_ok=True)
        self.output = self.folder / f"{self.id()}.out"

    def run_step(self, *arguments):
        """:return: exit code, parsed output, and what went to the other stream"""
        place = ["--url", self.platform.url, "--request-file", str(self.request_file)]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*place, *map(str, arguments)])
        text = out.getvalue()
        data = json.JSONDecoder().raw_decode(text)[0] if text else None
        return code, data, err.getvalue()

    def asked(self, **changes):
        values = {"contract": CONTRACT, "email": "a@example.com", "target": "19.0"}
        return [f"--{name}={value}" for name, value in (values | changes).items()]

    def test_step_by_step(self):
        code, data, _err = self.run_step("create", *self.asked(), "--filename=a.dump")
        self.assertEqual((code, data["failures"]), (0, []))
        self.assertEqual(data["request"]["key"], "•••")
        self.assertEqual(os.stat(self.request_file).st_mode & 0o777, 0o600)
        nothing_wrong = (0, {"failures": []})
        self.assertEqual(self.run_step("upload", self.file())[:2], nothing_wrong)
        self.assertEqual(self.run_step("process")[:2], nothing_wrong)
        self.platform.advance(100)
        code, data, _err = self.run_step("status")
        self.assertEqual(data["request"]["state"], "done")
        code, data, _err = self.run_step("download", "--output", self.output)
        self.assertEqual(code, 0)
        self.assertEqual(data["kind"], "pgdmp_custom")
        self.assertEqual(self.output.read_bytes(), DUMP)

    def test_sql(self):
        """A plain dump for psql, up to the first command in it."""
        for content in (b"SELECT 1;\n", gzip.compress(b"SELECT 1;\n")):
            code, out, _err = self.run_sql(content)
            self.assertEqual(code, 0)
            self.assertTrue(out.endswith(b"SELECT 1;\n"))
        code, out, err = self.run_sql(b"SELECT 1;\n\\! touch x\n")
        self.assertEqual(code, 3)
        self.assertNotIn(b"touch", out)
        self.assertIn("a command for psql", err)
        code, out, err = self.run_sql(DUMP)
        self.assertEqual((code, out), (3, b""))
        self.assertIn("pg_restore", err)

    def run_sql(self, content):
        """:return: exit code, output and what went to the other stream"""
        out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["sql", str(self.file(content=content))])
        return code, out.buffer.getvalue(), err.getvalue()

    def test_run(self):
        self.control.set(upgrade_pending_seconds=0, upgrade_processing_seconds=1)
        path = self.file()
        arguments = ["run", path, *self.asked(), "--output", self.output, "--poll=0.3"]
        self.assertEqual(self.run_step(*arguments)[0], 0)
        self.assertEqual(self.output.read_bytes(), DUMP)
        # once more: nothing is sent twice
        self.assertEqual(self.run_step(*arguments)[0], 0)
        self.assertEqual(self.control.count("upgrade.upload"), 1)

    def test_failures(self):
        asked = self.asked(target="5.0", contract="M1-unknown")
        code, data, _err = self.run_step("create", *asked, "--filename=a")
        self.assertEqual(code, 1)
        self.assertEqual(data["failures"][0]["expected"], ["17.0", "18.0", "19.0"])
        self.assertFalse(self.request_file.exists())

    def test_exit_codes(self):
        self.assertEqual(self.run_step("status")[0], 3)
        self.run_step("create", *self.asked(), "--filename=a")
        code, _data, err = self.run_step("create", *self.asked(), "--filename=a")
        self.assertEqual(code, 3)
        self.assertIn("holds a request already", err)
        self.control.add_fault("server_error", "upgrade.status")
        self.assertEqual(self.run_step("status")[0], 2)

    def test_run_by_sftp(self):
        self.control.set(upgrade_pending_seconds=0, upgrade_processing_seconds=0)
        place = ["--output", self.output, "--poll=0.3", "--sftp"]
        code, _data, err = self.run_step("run", self.file(), *self.asked(), *place)
        self.assertEqual(code, 0, err)
        self.assertEqual(self.output.read_bytes(), DUMP)
        self.assertEqual(self.control.count("upgrade.upload"), 0)
        self.assertEqual(self.control.count("upgrade.download"), 0)
        # Another server than the first time is not trusted.
        kept = json.loads(self.request_file.read_text())
        kept["sftp_fingerprint"] = "SHA256:other"
        self.request_file.write_text(json.dumps(kept))
        code, _data, err = self.run_step("download", *place[:2], "--sftp")
        self.assertEqual(code, 3)
        self.assertIn("shows another key", err)

    def test_lost_answer_of_create(self):
        self.control.add_fault("timeout_after_success", "upgrade.create", count=1)
        code, _data, err = self.run_step("create", *self.asked(), "--filename=a")
        self.assertEqual(code, 3)
        self.assertIn("It is not known", err)

    def test_no_place_for_the_key(self):
        self.request_file = self.folder / "none" / "request.json"
        code, _data, _err = self.run_step("create", *self.asked(), "--filename=a")
        self.assertEqual((code, self.control.counters()["total"]), (3, 0))

    def test_id_and_key_stay_in_the_file(self):
        file = RequestFile(self.request_file)
        file.save({"failures": [], "request": {"id": 7, "key": "k", "state": "draft"}})
        file.save({"failures": [], "request": {"id": None, "state": "pending"}})
        self.assertEqual(file.request(), {"id": 7, "key": "k", "state": "pending"})

    def test_command_of_odoo(self):
        text = subprocess.check_output(
            [
                sys.executable,
                "-m",
                "odoo",
                f"--addons-path={','.join(config['addons_path'])}",
                "upgrade_request",
                "--help",
            ],
            text=True,
        )
        self.assertIn("skip-test", text)

    def test_without_odoo(self):
        """The package runs where there is no Odoo, as ``python -m``."""
        code = "import sys; sys.modules['odoo'] = None; import upgrade_api.command"
        environment = {**os.environ, "PYTHONPATH": str(ADDON)}
        for arguments in (["-c", code], ["-m", "upgrade_api", "--help"]):
            subprocess.run(
                [sys.executable, *arguments],
                env=environment,
                check=True,
                capture_output=True,
            )
