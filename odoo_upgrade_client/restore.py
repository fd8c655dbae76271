# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Restores a dump into a database that was not there before."""

import gzip
import re
import shutil
import subprocess
import tempfile
import uuid
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

import psycopg2

import odoo.sql_db
from odoo.modules.neutralize import get_installed_modules, get_neutralization_queries
from odoo.service.db import _create_empty_database
from odoo.tools import SQL, config
from odoo.tools.misc import exec_pg_environ

from .pg_tools import pg_tool
from .upgrade_api import UpgradeError
from .upgrade_api.archive import CUSTOM, GZIP, ZIP

BLOCK = 1024 * 1024
#: what PostgreSQL, the disk or a damaged dump can make of a restoration
_BROKEN = (psycopg2.Error, OSError, EOFError, zipfile.BadZipFile, zlib.error)
_NAME = re.compile(r"^[a-z0-9][a-z0-9_.-]{0,62}$", re.IGNORECASE)
_FILESTORE_MEMBER = re.compile(r"^filestore/([0-9a-f]{2})/([0-9a-f]{40})$")


def database_name_problem(env, name):
    """:return: why a new database cannot have this name, or False"""
    if not _NAME.match(name or ""):
        return env._("A database's name has letters, digits, dots, dashes and _.")
    env.cr.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
    if env.cr.fetchone() or Path(config.filestore(name)).exists():
        return _taken(env, name)
    return False


def _taken(env, name):
    return env._("There is a database %s already: choose a new name.", name)


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
        with closing(odoo.sql_db.db_connect("postgres").cursor()) as cr:
            cr._cnx.autocommit = True
            cr.execute(query, log_exceptions=False)

    def _exists(self, database):
        with closing(odoo.sql_db.db_connect("postgres").cursor()) as cr:
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
        with tempfile.TemporaryFile() as errors:
            if self._kind == CUSTOM:
                self._run_tool("pg_restore", errors, "--no-owner", str(self._dump))
            elif self._kind == ZIP:
                with zipfile.ZipFile(self._dump) as archive:
                    with archive.open("dump.sql") as source:
                        self._feed(source, errors)
            elif self._kind == GZIP:
                with gzip.open(self._dump) as source:
                    self._feed(source, errors)
            else:
                with self._dump.open("rb") as source:
                    self._feed(source, errors)
            errors.seek(0)
            lines = errors.read().decode(errors="replace").splitlines()
        found = [line for line in lines if "ERROR" in line or "error:" in line]
        if not found:
            return []
        return [
            self._env._(
                "PostgreSQL had %(count)s complaints, the first: %(first)s",
                count=len(found),
                first=found[0],
            )
        ]

    def _command(self, tool, *arguments):
        return [pg_tool(self._env, tool), f"--dbname={self._half_done}", *arguments]

    def _run_tool(self, tool, errors, *arguments):
        subprocess.run(
            self._command(tool, *arguments),
            env=exec_pg_environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            check=False,
        )

    def _feed(self, source, errors):
        with subprocess.Popen(
            self._command("psql", "-q", "-X"),
            env=exec_pg_environ(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        ) as process:
            shutil.copyfileobj(source, process.stdin, BLOCK)

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
        found = _FILESTORE_MEMBER.match(member.filename)
        if not found:
            return
        path = target / found[1] / found[2]
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, path.open("wb") as file:
            shutil.copyfileobj(source, file, BLOCK)
