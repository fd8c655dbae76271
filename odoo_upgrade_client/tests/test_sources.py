# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import zipfile
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..upgrade_api.archive import kind_of
from .common import DUMP, PlatformCase


@tagged("post_install", "-at_install")
class TestSources(PlatformCase):
    def test_this_database(self):
        request = self.new_request(source="database")
        self.assertEqual(request.filename, f"{self.env.cr.dbname}.dump")
        self.go(request)
        self.assertEqual(request.state, "done", request.problem)
        self.assertEqual(request.result_kind, "pgdmp_custom")
        self.assertEqual(request.result_sha256, self.platform.requests()[0]["dump"])
        names = {path.name for path in request.sudo()._folder().iterdir()}
        self.assertEqual(names, {"upgraded", "tool.log"})

    def test_this_database_with_its_filestore(self):
        attachment = self.env["ir.attachment"].create(
            {"name": "a", "raw": b"in the filestore"}
        )
        request = self.new_request(source="database", include_filestore=True)
        self.assertEqual(request.filename, f"{self.env.cr.dbname}.zip")
        self.go(request)
        self.assertEqual(request.state, "done", request.problem)
        with zipfile.ZipFile(request.sudo()._result_path()) as archive:
            self.assertIn(
                b"PostgreSQL database dump", archive.open("dump.sql").read(99)
            )
            member = f"filestore/{attachment.store_fname}"
            self.assertEqual(archive.read(member), b"in the filestore")

    def test_a_dump_is_made_once(self):
        request = self.new_request(source="database")
        self.control.add_fault("cut", "upgrade.upload", count=2)
        with patch.object(
            type(request), "_pg_dump", autospec=True, side_effect=type(request)._pg_dump
        ) as made:
            self.go(request)
        self.assertEqual(request.state, "done")
        self.assertEqual(made.call_count, 1)

    def test_half_a_dump_is_made_anew(self):
        request = self.new_request(source="database")
        (request.sudo()._folder() / "original.part").write_bytes(b"PGDMP and no more")
        self.go(request)
        self.assertEqual(request.state, "done")
        self.assertGreater(request.dump_size, 100_000)
        self.assertEqual(kind_of(request.sudo()._result_path()), "pgdmp_custom")

    def test_pg_dump_that_fails(self):
        request = self.new_request(source="database")
        command = ["/bin/sh", "-c", "echo 'server version mismatch' >&2; exit 1"]
        with patch.object(type(request), "_pg_dump", lambda *_args: command):
            self.go(request)
        self.assertIn("server version mismatch", request.problem)
        self.assertEqual((request.state, request.running), ("created", False))

    def test_no_pg_dump(self):
        request = self.new_request(source="database")
        path = "odoo.addons.odoo_upgrade_client.pg_tools.find_pg_tool"
        with patch(path, side_effect=Exception("not found")):
            self.go(request)
        self.assertEqual(request.problem, "Install pg_dump on the server.")

    def test_full_disk(self):
        request = self.new_request(source="database")
        with patch("shutil.disk_usage") as usage:
            usage.return_value.free = 1000
            self.go(request)
        self.assertIn("make room", request.problem)

    def test_uploaded_file(self):
        content = base64.b64encode(DUMP)
        request = self.new_request(
            source="file", dump_file=content, dump_filename="mine.dump"
        )
        self.go(request)
        self.assertEqual(request.state, "done")
        self.assertEqual(self.platform.read_dump(request.number), DUMP)
        self.assertEqual(self.platform.requests()[0]["filename"], "mine.dump")

    def test_uploaded_file_in_the_database(self):
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        request = self.new_request(source="file", dump_file=base64.b64encode(DUMP))
        self.go(request)
        self.assertEqual(self.platform.read_dump(request.number), DUMP)

    def test_no_file(self):
        request = self.new_request(source="file")
        self.go(request)
        self.assertIn("Upload the dump first.", request.problem)

    def test_a_file_that_is_no_dump(self):
        request = self.new_request(source="file", dump_file=base64.b64encode(b"<html>"))
        self.go(request)
        self.assertIn("no database dump", request.problem)
        self.assertEqual(self.control.counters()["total"], 0)
        request.dump_file = base64.b64encode(DUMP)
        self.go(request)
        self.assertEqual(request.state, "done")

    def test_a_dump_that_is_replaced_before_it_is_sent(self):
        request = self.new_request()
        request.action_step()
        self.run_steps(request)
        self.control.add_fault("error", "upgrade.upload", count=1, status=413)
        self.go(request)
        first = request.dump_sha256
        request.dump_path = str(self.file("smaller.dump", DUMP[:-1]))
        self.assertFalse(request.dump_sha256)
        self.go(request)
        self.assertEqual(request.state, "done")
        self.assertEqual(request.dump_sha256, self.platform.requests()[0]["dump"])
        self.assertNotEqual(request.dump_sha256, first)

    def test_a_dump_that_grew_meanwhile(self):
        request = self.new_request()
        self.control.add_fault("server_error", "upgrade.upload", count=1)
        request.action_run()
        self.run_steps(request, limit=2)
        self.file(content=DUMP + b"more")
        self.run_steps(request)
        self.assertEqual(request.dump_sha256, self.platform.requests()[0]["dump"])

    def test_files_of_a_dropped_database_are_not_taken(self):
        last = self.new_request()
        left = last.sudo()._folder_path().with_name(str(last.id + 1))
        left.mkdir(parents=True)
        (left / "original").write_bytes(b"PGDMP of another database")
        request = self.new_request(source="database")
        self.assertEqual(request.sudo()._folder_path(), left)
        self.assertFalse(left.exists())

    def test_only_folders_of_the_configuration(self):
        outside = self.folder / "outside.dump"
        outside.write_bytes(DUMP)
        link = self.folder / "allowed" / "link.dump"
        link.symlink_to(outside)
        self.addCleanup(link.unlink)
        for path in (
            "/etc/passwd",
            str(outside),
            str(link),
            f"{self.folder}/allowed/../outside.dump",
            "",
            str(self.folder / "allowed"),
        ):
            with self.subTest(path=path), self.assertRaises(UserError):
                self.new_request(source="path", dump_path=path)

    def test_missing_file(self):
        with self.assertRaises(UserError):
            self.new_request(source="path", dump_path=str(self.folder / "allowed/none"))
