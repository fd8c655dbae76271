# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import gzip
import shutil
import subprocess
import uuid
import zipfile
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import psycopg2

import odoo.sql_db
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, config
from odoo.tools.misc import exec_pg_environ, find_pg_tool, mute_logger

from odoo.addons.queue_job.exception import RetryableJobError

from .. import server_config
from ..models import upgrade_request_restore
from ..restore import Restore, database_name_problem, database_user_problem
from ..session_lock import session_lock
from .common import PlatformCase

CONTENT = b"an attachment"
NAME = "4b/4bf3cd5bd1f8cdbb2bfb6ba0a4ad1fc86db7a5c5"
SQL_DUMP = """
SET transaction_timeout = 0;
CREATE TABLE ir_module_module (name varchar, state varchar);
CREATE TABLE ir_config_parameter (key varchar, value varchar);
INSERT INTO ir_config_parameter VALUES ('database.uuid', 'original');
"""


def _outside(query):
    with closing(odoo.sql_db.db_connect("postgres").cursor()) as cr:
        cr._cnx.autocommit = True
        cr.execute(query)


@tagged("post_install", "-at_install")
class TestRestore(PlatformCase):
    def setUp(self):
        super().setUp()
        self.patch(server_config, "restore_allowed", lambda: True)
        # Where tests run, Odoo's own database user is a superuser.
        self.patch(upgrade_request_restore, "database_user_problem", lambda _env: False)
        self.admin = self.env.ref("base.user_admin")
        self.name = f"{self.env.cr.dbname}_new_{uuid.uuid4().hex[:6]}"
        self.addCleanup(self._drop)

    def _drop(self):
        odoo.sql_db.close_db(self.name)
        shutil.rmtree(config.filestore(self.name), ignore_errors=True)
        _outside(
            SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", SQL.identifier(self.name))
        )

    def done(self, content, kind, **values):
        """:return: a request whose result is this file"""
        request = self.new_request(**values).with_user(self.admin)
        request.sudo().write(
            {"state": "done", "result_kind": kind, "postgresql": "9.4"}
        )
        request.sudo()._result_path().write_bytes(content)
        return request

    def zip(self, **members):
        path = self.folder / "upgraded.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("dump.sql", SQL_DUMP)
            for name, content in members.items():
                archive.writestr(name, content)
        return path.read_bytes()

    def restore(self, request, name=None, **values):
        wizard = self.env["upgrade.restore.wizard"].with_user(self.admin)
        wizard = wizard.create(
            {"request_id": request.id, "database": name or self.name, **values}
        )
        wizard.action_restore()
        return request.sudo()._job_restore(
            wizard.database, wizard.neutralize, wizard.merge_filestore
        )

    def value(self, query):
        with odoo.sql_db.db_connect(self.name).cursor() as cr:
            cr.execute(query)
            return cr.fetchone()[0]

    def exists(self, name):
        # The test's own transaction sees the databases of its beginning only.
        with closing(odoo.sql_db.db_connect("postgres").cursor()) as cr:
            cr.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
            return bool(cr.fetchone())

    def test_zip(self):
        members = {f"filestore/{NAME}": CONTENT, "filestore/../../evil": b"x"}
        request = self.done(self.zip(**members), "zip")
        text = self.restore(request, merge_filestore=False)
        self.assertIn(f"Restored into the database {self.name}", text)
        self.assertFalse(request.restore_running)
        self.assertNotEqual(
            self.value("SELECT value FROM ir_config_parameter"), "original"
        )
        filestore = Path(config.filestore(self.name))
        self.assertEqual((filestore / NAME).read_bytes(), CONTENT)
        self.assertEqual(len(list(filestore.rglob("*"))), 2)

    def test_plain_sql_for_production(self):
        request = self.done(SQL_DUMP.encode(), "sql", aim="production")
        self.restore(request, merge_filestore=False)
        uuid_there = self.value("SELECT value FROM ir_config_parameter")
        self.assertEqual(uuid_there, "original")

    def test_custom_format_with_merged_filestore(self):
        source = self.done(SQL_DUMP.encode(), "sql")
        self.restore(source, merge_filestore=False)
        path = self.folder / "custom.dump"
        subprocess.run(
            [find_pg_tool("pg_dump"), "--format=c", f"--file={path}", self.name],
            env=exec_pg_environ(),
            check=True,
        )
        self._drop()
        attachment = self.env["ir.attachment"].create({"name": "a", "raw": b"merge me"})
        request = self.done(path.read_bytes(), "pgdmp_custom")
        self.restore(request)
        merged = Path(config.filestore(self.name)) / attachment.store_fname
        self.assertEqual(merged.read_bytes(), b"merge me")

    def test_never_an_existing_database(self):
        request = self.done(self.zip(), "zip")
        for name in (self.env.cr.dbname, "postgres"):
            with self.subTest(name=name), self.assertRaises(UserError):
                self.restore(request, name)

    def test_a_name_that_is_taken_meanwhile(self):
        request = self.done(self.zip(), "zip")
        request._start_restore(self.name, True, False)
        _outside(SQL("CREATE DATABASE %s", SQL.identifier(self.name)))
        text = request.sudo()._job_restore(self.name, True, False)
        self.assertIn("already", text)
        self.assertIsNone(self.value("SELECT to_regclass('ir_module_module')"))

    def test_what_a_kill_left_is_replaced(self):
        request = self.done(self.zip(), "zip")
        request._start_restore(self.name, True, False)
        path = "odoo.addons.odoo_upgrade_client.restore.Restore._drop_half_done"
        with (
            patch(path),
            patch(
                "odoo.addons.odoo_upgrade_client.restore.Restore._check_odoo",
                side_effect=KeyboardInterrupt,
            ),
        ):
            with self.assertRaises(KeyboardInterrupt):
                request.sudo()._job_restore(self.name, True, False)
        self.assertFalse(self.exists(self.name))
        self.assertIn("Restored", request.sudo()._job_restore(self.name, True, False))

    def test_a_kill_between_database_and_filestore(self):
        request = self.done(self.zip(**{f"filestore/{NAME}": CONTENT}), "zip")
        request._start_restore(self.name, True, False)
        with patch.object(Restore, "_move_filestore", side_effect=KeyboardInterrupt):
            with self.assertRaises(KeyboardInterrupt):
                with patch.object(Restore, "_drop_half_done"):
                    request.sudo()._job_restore(self.name, True, False)
        self.assertTrue(self.exists(self.name))
        filestore = Path(config.filestore(self.name))
        self.assertFalse(filestore.exists())
        self.assertIn("Restored", request.sudo()._job_restore(self.name, True, False))
        self.assertEqual((filestore / NAME).read_bytes(), CONTENT)

    def test_one_restoration_at_a_time(self):
        request = self.done(self.zip(), "zip")
        request._start_restore(self.name, True, False)
        with self.assertRaises(UserError):
            request._start_restore(f"{self.name}2", True, False)
        # Another connection, as another job has it.
        with closing(odoo.sql_db.db_connect(self.env.cr.dbname).cursor()) as cr:
            with session_lock(cr, -request.id):
                with self.assertRaises(RetryableJobError):
                    request.sudo()._job_restore(self.name, True, False)

    def test_what_postgresql_refuses_is_told(self):
        request = self.done(self.zip(), "zip")
        path = "odoo.addons.odoo_upgrade_client.restore._create_empty_database"
        error = psycopg2.errors.InsufficientPrivilege("permission denied\nand more")
        with patch(path, side_effect=error):
            text = self.restore(request)
        self.assertEqual(text, "The restoration failed: permission denied")
        self.assertFalse(request.restore_running)

    def test_a_damaged_zip(self):
        content = self.zip()
        text = self.restore(self.done(content[:-40], "zip"))
        self.assertIn("The restoration failed", text)
        self.assertFalse(self.exists(self.name))

    def test_a_tool_that_complains(self):
        request = self.done(b"PGDMP and no more", "pgdmp_custom")
        text = self.restore(request)
        self.assertIn("no Odoo database", text)
        self.assertIn("pg_restore: error", text)

    @mute_logger("odoo.sql_db")
    def test_no_odoo_database(self):
        request = self.done(b"SELECT 1;", "sql")
        self.assertIn("no Odoo database", self.restore(request))
        self.assertFalse(self.exists(self.name))

    def test_bad_names(self):
        request = self.done(self.zip(), "zip")
        for name in ("", "a b", "a;b", "-x", "../x", "x\n", "x" * 64):
            problem = database_name_problem(self.env, name)
            self.assertIn("letters", problem)
            with self.subTest(name=name), self.assertRaises(UserError):
                request._start_restore(name, True, True)

    def test_only_where_the_server_allows_it(self):
        request = self.done(self.zip(), "zip")
        self.assertTrue(request.restore_allowed)
        with patch.object(server_config, "restore_allowed", lambda: False):
            with self.assertRaises(AccessError):
                request._start_restore(self.name, True, True)
            request.invalidate_recordset()
            self.assertFalse(request.restore_allowed)

    def test_only_system_administrators(self):
        request = self.done(self.zip(), "zip").with_user(self.manager)
        self.assertFalse(request.restore_allowed)
        with self.assertRaises(AccessError):
            request._start_restore(self.name, True, True)

    def test_old_postgresql(self):
        request = self.done(self.zip(), "zip")
        request.sudo().postgresql = "99.1"
        self.assertIn("needs 99.1", request.restore_help)
        with self.assertRaises(UserError):
            request._start_restore(self.name, True, True)

    def test_commands_in_a_dump_do_not_run(self):
        """Harmless ones here: a file appears, a table, another database."""
        mark = self.folder / "mark"
        live = self.env.cr.dbname
        for line in (
            f"\\! touch {mark}",
            f"SELECT 1 \\g {mark}",
            f"\\copy (SELECT 1) to program 'touch {mark}'",
            f"\\connect {live}\nCREATE TABLE upgrade_mark (id integer);",
            f"SELECT E'a'\n'b\\' \\! touch {mark}\n;",
            f"COPY nothing FROM stdin;\n\\! touch {mark}\n\\.",
        ):
            content = f"{SQL_DUMP}\n{line}\n"
            path = self.folder / "upgraded.zip"
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("dump.sql", content)
            for kind, packed in (
                ("sql", content.encode()),
                ("gzip", gzip.compress(content.encode())),
                ("zip", path.read_bytes()),
            ):
                with self.subTest(kind=kind, line=line):
                    text = self.restore(self.done(packed, kind), merge_filestore=False)
                    self.assertIn("The restoration failed", text)
                    self.assertFalse(self.exists(self.name))
                    self.assertFalse(mark.exists())
        with odoo.sql_db.db_connect(live).cursor() as cr:
            cr.execute("SELECT to_regclass('upgrade_mark')")
            self.assertIsNone(cr.fetchone()[0])

    def test_a_dump_stops_at_its_first_mistake(self):
        """After it, psql would take the data that follow for statements."""
        content = f"{SQL_DUMP}\nINSERT INTO nothing VALUES (1);\nSELECT 1;\n"
        text = self.restore(self.done(content.encode(), "sql"))
        self.assertIn('relation "nothing" does not exist', text)
        self.assertFalse(self.exists(self.name))

    def test_data_of_a_plain_dump(self):
        content = (
            f"\\restrict abc\n{SQL_DUMP}\nCOPY ir_module_module (name, state) FROM"
            " stdin;\nit's \\\\! text\t\\N\n\\.\n\\unrestrict abc\n"
        )
        text = self.restore(self.done(content.encode(), "sql"), merge_filestore=False)
        self.assertEqual(text, f"Restored into the database {self.name}.")
        value = self.value("SELECT name FROM ir_module_module")
        self.assertEqual(value, "it's \\! text")

    def test_a_database_user_who_may_run_programs(self):
        self.env.cr.execute(
            "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        )
        if not self.env.cr.fetchone()[0]:
            self.skipTest("only a superuser can make the roles for this")
        self.assertTrue(database_user_problem(self.env))
        role = SQL.identifier(f"upgrade_{uuid.uuid4().hex[:6]}")
        self.env.cr.execute(SQL("CREATE ROLE %s NOLOGIN", role))
        self.env.cr.execute(SQL("SET LOCAL ROLE %s", role))
        self.assertFalse(database_user_problem(self.env))
        self.env.cr.execute("RESET ROLE")
        self.env.cr.execute(SQL("GRANT pg_execute_server_program TO %s", role))
        self.env.cr.execute(SQL("SET LOCAL ROLE %s", role))
        self.assertTrue(database_user_problem(self.env))
        self.env.cr.execute("RESET ROLE")
        request = self.done(self.zip(), "zip")
        self.patch(
            upgrade_request_restore, "database_user_problem", database_user_problem
        )
        with self.assertRaisesRegex(UserError, "no superuser"):
            request._start_restore(self.name, True, False)

    def test_help(self):
        for kind, words in (
            ("pgdmp_custom", "pg_restore --no-owner"),
            ("zip", "odoo upgrade_request sql"),
            ("gzip", "| psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 upgraded_"),
            ("sql", "Never give this dump to psql as it is"),
        ):
            text = self.done(b"x", kind).restore_help
            self.assertIn(words, text)
            self.assertIn("createdb upgraded_19_0", text)
            self.assertIn("odoo neutralize -d upgraded_19_0", text)
            self.assertNotIn("alert-danger", text)
        text = self.done(b"x", "sql", target="1; rm -rf $HOME").restore_help
        self.assertIn("createdb upgraded_1__rm__rf__HOME", text)
        text = self.done(b"x", "zip", aim="production").restore_help
        self.assertNotIn("neutralize", text)
        # Links in the archive would lead out of the filestore.
        self.assertRegex(text, r"find \S+ -type l -delete\s+cp -an")

    def test_help_where_drives_are_connected(self):
        models = {"cloud.credential": self.env.registry["upgrade.secret"]}
        with patch.dict(self.env.registry.models, models):
            text = self.done(b"x", "sql").restore_help
        self.assertIn("Connect the cloud drives again", text)
