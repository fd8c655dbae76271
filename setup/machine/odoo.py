# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One Odoo database and the processes that work on it."""

import configparser
import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from . import layout
from .console import Problem, kill, step
from .database import DATA, configuration
from .places import LOGS, STATE

START_TIMEOUT = 180  # seconds
STOP_TIMEOUT = 20  # seconds
SERVER_WIDE = "base,rpc,web,queue_job,test_job_runner_at_once"


def free_port():
    """Return a TCP port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Odoo:
    """An Odoo database: install addons, run code in it, serve it.

    :param machine: the :class:`~machine.machine.Machine` it runs on
    :param database: its name; it need not exist before the first ``install``
    :param place: the :class:`~machine.layout.Layout` of our code, or None
    :param options: further ``[options]`` of the configuration file, and with a key
        such as ``queue_job.channels`` options of another section
    """

    def __init__(self, machine, database, place=None, **options):
        self.machine = machine
        self.database = database
        self.layout = place or layout.checkout()
        self.options = options
        self.port = None
        self.process = None

    @property
    def url(self):
        """Where the started server answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self):
        """The file that collects what this database's processes log."""
        return LOGS / f"{self.database}.log"

    def install(self, addons, update=False, demo=False):
        """Install addons, or update them.

        :param addons: technical names
        :param update: they are installed already
        :param demo: with demonstration data, where the database is new
        :raises Problem: Odoo could not; the sentence names the log file
        """
        names = ",".join(addons)
        switches = ["-u" if update else "-i", names, "--stop-after-init", "--no-http"]
        with step(f"{'Updating' if update else 'Installing'} {names}"):
            code = self.run(*switches, "--max-cron-threads=0", *_demo_switch(demo))
        if code or not self._are_installed(addons):
            raise Problem(f"Odoo could not install {names}: read {self.log}.")

    def run(self, *switches, log=None, timeout=None):
        """Run Odoo until it ends and return its exit code.

        :param switches: of the command line
        :param log: a file to use instead of :attr:`log`
        :param timeout: seconds after which it is killed
        :raises Problem: it took longer than that
        """
        process = self._spawn(self._command("server", *switches), log or self.log)
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise Problem(
                f"Odoo did not end within {timeout} s: read {log or self.log}."
            ) from None
        finally:
            kill(process)
            process.wait()

    def export_terms(self, addons):
        """Write the translation template of each addon into its ``i18n`` folder.

        :param addons: technical names; they are installed
        :raises Problem: Odoo could not; the sentence names the log file
        """
        command = self._command("i18n")
        # Its configuration belongs to the part of the command that exports.
        at = command.index("-c")
        command[at:at] = ["export"]
        process = self._spawn([*command, *addons], self.log)
        if process.wait():
            raise Problem(f"Odoo could not export the terms: read {self.log}.")

    def shell(self, code):
        """Run Python code in an Odoo shell and return what it prints.

        The code has ``env``; it must call ``env.cr.commit()`` to keep its changes.

        :raises Problem: the code failed; the sentence names the log file
        """
        LOGS.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as log:
            result = subprocess.run(
                self._command("shell", "--no-http", "--shell-interface=python"),
                input=code,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=self._environment(),
                cwd=STATE,
                check=False,
            )
        if result.returncode:
            raise Problem(f"A script in Odoo's shell failed: read {self.log}.")
        return result.stdout

    def interactive_shell(self):
        """Give the person at the terminal an Odoo shell; return its exit code."""
        command = self._command("shell", "--no-http")
        return subprocess.run(
            command, env=self._environment(), cwd=STATE, check=False
        ).returncode

    def start(self, workers=0, channels="root:2", port=None, cron_threads=1):
        """Start the server with its job runner and wait until it answers.

        :param workers: HTTP processes; 0 is one process with threads, which also
            serves web sockets
        :param channels: capacity of the job queue's channels
        :param port: to listen on; by default a free one
        :param cron_threads: how many scheduled actions run at once
        :raises Problem: the port is busy, or Odoo ended or did not answer
        """
        self.port = port or free_port()
        _need_free(self.port)
        self.options["queue_job.channels"] = channels
        self.process = self._spawn(
            self._command(
                "server",
                f"--load={SERVER_WIDE}",
                f"--http-port={self.port}",
                f"--gevent-port={free_port()}",
                f"--workers={workers}",
                f"--max-cron-threads={cron_threads}",
            ),
            self.log,
            # The runner calls the server back.
            ODOO_QUEUE_JOB_HOST="127.0.0.1",
            ODOO_QUEUE_JOB_PORT=str(self.port),
        )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.kill()
            raise

    def stop(self):
        """End the server and all its processes."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_TIMEOUT)
            self.kill()

    def kill(self):
        """End the server as a power cut would: nothing is finished or cleaned up."""
        if self.process:
            kill(self.process)
            self.process.wait()
            self.process = None

    @contextlib.contextmanager
    def serving(self, **arguments):
        """Have the server run; for the arguments see :meth:`start`."""
        self.start(**arguments)
        try:
            yield self
        finally:
            self.stop()

    def _are_installed(self, addons):
        names = ",".join(f"'{name}'" for name in addons)
        missing = self.machine.postgres.query(
            f"SELECT name FROM unnest(ARRAY[{names}]) name WHERE name NOT IN"
            " (SELECT name FROM ir_module_module WHERE state = 'installed')",
            self.database,
        )
        return not missing

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise Problem(f"Odoo ended at its start: read {self.log}.")
            with contextlib.suppress(
                urllib.error.URLError, http.client.HTTPException, OSError
            ):
                urllib.request.urlopen(f"{self.url}/web/health", timeout=10).close()
                return
            time.sleep(0.2)
        raise Problem(f"Odoo gave no answer in {START_TIMEOUT} s: read {self.log}.")

    def _command(self, command, *switches):
        configuration = self._write_configuration()
        python = self.machine.env.python
        return [python, "-m", "odoo", command, "-c", configuration, *switches]

    def _write_configuration(self):
        sections = configparser.RawConfigParser()
        sections["options"] = {
            "addons_path": ",".join(
                map(str, [*self.machine.source.addons_path, *self.layout.addons])
            ),
            "data_dir": DATA,
            "db_host": self.machine.postgres.environment["PGHOST"],
            "db_port": self.machine.postgres.environment["PGPORT"],
            "db_user": self.machine.postgres.environment["PGUSER"],
            "db_name": self.database,
            "dbfilter": f"^{self.database}$",
            "list_db": "False",
            "http_interface": "127.0.0.1",
        }
        for key, value in self.options.items():
            section, _, option = key.rpartition(".")
            if section and not sections.has_section(section):
                sections.add_section(section)
            sections[section or "options"][option] = str(value)
        path = configuration(self.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w") as file:
            sections.write(file)
        return path

    def _environment(self, **extra):
        machine = self.machine
        path = f"{machine.env.bin}:{machine.postgres.bin}:{os.environ['PATH']}"
        clean = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        return {
            **clean,
            "PATH": path,
            "PYTHONPATH": ":".join(map(str, self.layout.python)),
            "PYTHONUNBUFFERED": "1",
            **extra,
        }

    def _spawn(self, command, log, **environment):
        LOGS.mkdir(parents=True, exist_ok=True)
        DATA.mkdir(parents=True, exist_ok=True)
        with log.open("a") as file:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env=self._environment(**environment),
                cwd=STATE,
                # A group of its own, so that its children can be ended with it.
                start_new_session=True,
            )


def _demo_switch(demo):
    return ["--with-demo"] if demo else []


def _need_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Problem(
                f"Port {port} is in use: stop what listens there, or choose another."
            ) from None
