# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Restores a dump into a database that was not there before."""

import contextlib
import re
import shutil
import subprocess
import tempfile
import uuid
import zipfile
import zlib
from pathlib import Path

import psycopg2

import odoo.sql_db
from odoo.modules.neutralize import get_installed_modules, get_neutralization_queries
from odoo.service.db import _create_empty_database
from odoo.tools import SQL, config
from odoo.tools.misc import exec_pg_environ

from .pg_tools import pg_tool
from .upgrade_api import UpgradeError
from .upgrade_api.archive import CUSTOM, ZIP, opened_sql
from .upgrade_api.sql_script import PSQL_OPTIONS, script_for

BLOCK = 1024 * 1024
#: what PostgreSQL, the disk or a damaged dump can make of a restoration
_BROKEN = (psycopg2.Error, OSError, EOFError, zipfile.BadZipFile, zlib.error)
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,62}", re.IGNORECASE)
_FILESTORE_MEMBER = re.compile(r"filestore/([0-9a-f]{2})/([0-9a-f]{40})")
#: roles of PostgreSQL for whom a statement can run a program or write a file
_MIGHTY = ("pg_execute_server_program", "pg_write_server_files")


def database_name_problem(env, name):
    """:return: why a new database cannot have this name, or False"""
    if not _NAME.fullmatch(name or ""):
        return env._("A database's name has letters, digits, dots, dashes and _.")
    env.cr.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
    if env.cr.fetchone() or Path(config.filestore(name)).exists():
        return _taken(env, name)
    return False


def database_user_problem(env):
    """:return: why no dump can be restored with this database user, or False"""
    # Whoever is a superuser is a member of every role.
    env.cr.execute(
        "SELECT bool_or(pg_has_role(oid, 'MEMBER')) FROM pg_roles WHERE rolname IN %s",
        (_MIGHTY,),
    )
    if not env.cr.fetchone()[0]:
        return False
    return env._(
        "The database user of this server may run programs on the PostgreSQL server,"
        " and so could a dump: give Odoo one that is no superuser."
    )


def _taken(env, name):
    return env._("There is a database %s already: choose a new name.", name)


def _complaints(errors):
    """:return: lines about errors in what a tool wrote"""
    errors.seek(0)
    lines = errors.read().decode(errors="replace").splitlines()
    return [line for line in lines if "ERROR" in line or "error:" in line]


class Restore:
    """Works under a name of its own and takes the wanted one at the end.

    So the wanted name never belongs to half a database, and what a killed restoration
    left behind can be dropped without touching anything else.

    :param env: of the request
    :param dump: path of the file
    :param kind: of :mod:`.upgrade_api.archive`
    :param database: the new name
    :param number: id of the request
    """

    def __init__(self, env, dump, kind, database, number):
        self._env = env
        self._dump = Path(dump)
        self._kind = kind
        self._database = database
        mark = zlib.crc32(env.cr.dbname.encode())
        self._half_done = f"upgrade_restore_{mark:08x}_{number}"

    def run(self, neutralize, merge_filestore):
        """:return: sentences about what a person should look at
        :raises UpgradeError: it did not work; nothing is left
        """
        try:
            if self._lacks_only_files():
                self._move_filestore()
                return []
            self._drop_half_done()
            return self._restore(neutralize, merge_filestore)
        except _BROKEN as error:
            message = str(error).strip().partition("\n")[0] or type(error).__name__
            raise UpgradeError(message) from error

    def _restore(self, neutralize, merge_filestore):
        try:
            _create_empty_database(self._half_done)
            notes = self._load()
            self._check_odoo(notes)
            if neutralize:
                notes += self._neutralize()
            self._put_filestore(merge_filestore)
            self._rename()
        except BaseException:
            self._drop_half_done()
            raise
        return notes

    # Databases

    def _execute_outside(self, query):
        """Run what PostgreSQL refuses inside of a transaction."""
        with contextlib.closing(odoo.sql_db.db_connect("postgres").cursor()) as cr:
            cr._cnx.autocommit = True
            cr.execute(query, log_exceptions=False)

    def _exists(self, database):
        with contextlib.closing(odoo.sql_db.db_connect("postgres").cursor()) as cr:
            cr.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,))
            return bool(cr.fetchone())

    def _lacks_only_files(self):
        """Whether a kill came between the two halves of ``_rename``."""
        return (
            Path(config.filestore(self._half_done)).exists()
            and not self._exists(self._half_done)
            and self._exists(self._database)
            and not Path(config.filestore(self._database)).exists()
        )

    def _drop_half_done(self):
        odoo.sql_db.close_db(self._half_done)
        name = SQL.identifier(self._half_done)
        self._execute_outside(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", name))
        shutil.rmtree(config.filestore(self._half_done), ignore_errors=True)

    def _rename(self):
        odoo.sql_db.close_db(self._half_done)
        old, new = SQL.identifier(self._half_done), SQL.identifier(self._database)
        try:
            self._execute_outside(SQL("ALTER DATABASE %s RENAME TO %s", old, new))
        except psycopg2.errors.DuplicateDatabase as error:
            raise UpgradeError(_taken(self._env, self._database)) from error
        self._move_filestore()

    def _move_filestore(self):
        filestore = Path(config.filestore(self._half_done))
        if filestore.exists():
            filestore.rename(config.filestore(self._database))

    # Content

    def _load(self):
        """:return: sentences about what PostgreSQL did not like"""
        with tempfile.TemporaryFile() as errors:
            if self._kind == CUSTOM:
                self._run_pg_restore(errors)
            else:
                with opened_sql(self._dump) as source:
                    self._feed_psql(source, errors)
            found = _complaints(errors)
        if not found:
            return []
        return [
            self._env._(
                "PostgreSQL had %(count)s complaints, the first: %(first)s",
                count=len(found),
                first=found[0],
            )
        ]

    def _run_pg_restore(self, errors):
        tool = pg_tool(self._env, "pg_restore")
        subprocess.run(
            [tool, f"--dbname={self._half_done}", "--no-owner", str(self._dump)],
            env=exec_pg_environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            check=False,
        )

    def _feed_psql(self, source, errors):
        """:raises UpgradeError: the dump has commands for psql, or a mistake"""
        tool = pg_tool(self._env, "psql")
        with subprocess.Popen(
            [tool, f"--dbname={self._half_done}", *PSQL_OPTIONS],
            env={**exec_pg_environ(), "PGCLIENTENCODING": "UTF8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        ) as process:
            try:
                # It closes its end after a mistake.
                with contextlib.suppress(BrokenPipeError), process.stdin as target:
                    target.writelines(script_for(tool, source))
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            found = _complaints(errors) or [f"psql: {process.returncode}"]
            raise UpgradeError(found[0])

    def _check_odoo(self, notes):
        """:raises UpgradeError: what was loaded is no database of Odoo"""
        with odoo.sql_db.db_connect(self._half_done).cursor() as cr:
            cr.execute("SELECT to_regclass('ir_module_module')")
            if cr.fetchone()[0]:
                return
        text = self._env._("The dump holds no Odoo database: nothing was kept.")
        raise UpgradeError(" ".join([text, *notes]))

    def _neutralize(self):
        """This server knows the tables of its own version only."""
        failed = 0
        with odoo.sql_db.db_connect(self._half_done).cursor() as cr:
            cr.execute(
                "UPDATE ir_config_parameter SET value = %s WHERE key = 'database.uuid'",
                (str(uuid.uuid4()),),
            )
            for query in get_neutralization_queries(get_installed_modules(cr)):
                try:
                    with cr.savepoint():
                        cr.execute(query, log_exceptions=False)
                except psycopg2.Error:
                    failed += 1
        if not failed:
            return []
        return [
            self._env._(
                "%s modules could not be neutralized here: run odoo neutralize of the"
                " new version before anybody opens the database.",
                failed,
            )
        ]

    # Filestore

    def _put_filestore(self, merge):
        """What the dump brings, and what only this database has."""
        target = Path(config.filestore(self._half_done))
        if self._kind == ZIP:
            with zipfile.ZipFile(self._dump) as archive:
                for member in archive.infolist():
                    self._extract(archive, member, target)
        if merge:
            source = Path(config.filestore(self._env.cr.dbname))
            for file in source.glob("??/*"):
                copy = target / file.parent.name / file.name
                if not copy.exists():
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, copy)

    def _extract(self, archive, member, target):
        found = _FILESTORE_MEMBER.fullmatch(member.filename)
        if not found:
            return
        path = target / found[1] / found[2]
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, path.open("wb") as file:
            shutil.copyfileobj(source, file, BLOCK)
