# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A PostgreSQL cluster of this checkout's own, on a unix socket.

Two checkouts, or a cluster of the machine, never meet. It runs only while somebody uses
it, and trades safety for speed: what it holds can always be made again.
"""

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import apt
from .console import Problem, run, step
from .places import CHECKOUT, STATE, digest, lock, need_space

ROLE = "odoo"
ROOM = 2_000_000_000
# Linux allows 107 bytes, and the server appends this name.
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_LIMIT = 107
SETTINGS = f"""
listen_addresses = ''
port = {SOCKET_NAME.rpartition(".")[2]}
max_connections = 200
shared_buffers = 256MB
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2GB
log_min_messages = warning
"""


class Postgres:
    """The cluster: where it is, and whether it runs."""

    def __init__(self):
        self.bin = _programs()
        # The server refuses to run as root.
        self.user = None if os.geteuid() else "postgres"
        self.home = _home(self.user)
        version = self.bin.parent.name if self.bin.name == "bin" else "any"
        self.data = self.home / version
        self.socket = self.home

    @property
    def environment(self):
        """What a client needs in its environment to find this cluster."""
        return {
            "PGHOST": str(self.socket),
            "PGPORT": SOCKET_NAME.rpartition(".")[2],
            "PGUSER": ROLE,
            "PGDATABASE": "postgres",
        }

    @contextlib.contextmanager
    def running(self):
        """Have the server run; the last user of this checkout stops it."""
        with lock(STATE / "locks" / "postgres-users", shared=True) as users:
            with lock(STATE / "locks" / "postgres-start"):
                self._start()
            try:
                yield self
            finally:
                self._stop_unless_used(users)

    def query(self, sql, database="postgres"):
        """Run SQL as the cluster's owner and return the rows as tab-less text lines.

        :raises Problem: the server refused the statement
        """
        command = ["psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1"]
        return self.client(*command, "-d", database, "-c", sql).splitlines()

    def client(self, program, *arguments):
        """Run one of PostgreSQL's own client programs and return what it prints."""
        return run(
            [self.bin / program, *arguments],
            env={**os.environ, **self.environment},
        )

    def _start(self):
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if self._control("status").returncode == 0:
            return
        started = self._control(
            "start",
            *("-w", "-s", "-l", str(self.home / "postgres.log")),
            *("-o", f"-c unix_socket_directories='{self.socket}'"),
        )
        if started.returncode:
            raise Problem(
                "The private PostgreSQL server does not start: read"
                f" {self.home / 'postgres.log'}, or remove {self.home}."
            )

    def _stop_unless_used(self, users):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        self._control("stop", "-m", "fast", "-s")

    def _initialise(self):
        need_space(self.home, ROOM)
        with step("Making a private PostgreSQL cluster"):
            shutil.rmtree(self.data, ignore_errors=True)
            self._as_server(
                self.bin / "initdb",
                *("-D", self.data, "-U", ROLE, "-A", "trust", "-N"),
                *("-E", "UTF8", "--locale=C.UTF-8"),
                check=True,
            )
            with (self.data / "postgresql.conf").open("a") as configuration:
                configuration.write(SETTINGS)

    def _control(self, *arguments):
        return self._as_server(self.bin / "pg_ctl", "-D", self.data, *arguments)

    def _as_server(self, *command, check=False):
        """Run a server program, as the server's user when we are root."""
        prefix = ["runuser", "-u", self.user, "--"] if self.user else []
        result = subprocess.run(
            [*prefix, *map(str, command)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            # A pipe would stay open for as long as the server lives.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if check and result.returncode:
            raise Problem(f"{Path(command[0]).name} failed: remove {self.home}, retry.")
        return result


def _programs():
    """Return the folder with the server's programs; install them when missing."""
    found = _find_programs()
    if not found:
        apt.install("postgresql")
        found = _find_programs()
    if not found:
        raise Problem("PostgreSQL's server programs (initdb, pg_ctl) are not found.")
    return found


def _find_programs():
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin")]
    versions.sort(key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        versions.append(Path(on_path).resolve().parent)
    for folder in versions:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "psql")):
            return folder
    return None


def _home(user):
    """Return a folder that the server can enter, with a path short enough.

    That is ``.odoo/postgres``, or a folder of this checkout's own among the temporary
    files when the checkout lies too deep, or where the server's user cannot go.
    """
    home = STATE / "postgres"
    if _usable(home, user):
        return home
    name = f"odoo-cloud-connector-{os.geteuid()}-{digest(CHECKOUT)}"
    home = Path(tempfile.gettempdir()) / name
    if _usable(home, user):
        return home
    raise Problem(f"PostgreSQL cannot use {home}: remove it, or set TMPDIR.")


def _usable(home, user):
    if len(os.fsencode(home / SOCKET_NAME)) > SOCKET_LIMIT:
        return False
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    owner = pwd.getpwnam(user) if user else pwd.getpwuid(os.geteuid())
    if user and home.stat(follow_symlinks=False).st_uid == 0:
        os.chown(home, owner.pw_uid, owner.pw_gid)
    if home.stat(follow_symlinks=False).st_uid != owner.pw_uid:
        return False
    if not user:
        return os.access(home, os.W_OK | os.X_OK)
    return not subprocess.run(
        ["runuser", "-u", user, "--", "test", "-w", str(home)],
        cwd="/",
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
    ).returncode
