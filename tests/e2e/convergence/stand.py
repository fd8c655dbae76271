# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import contextlib
import os
import signal
import time
from pathlib import Path
from urllib.parse import urljoin

import psutil
import psycopg2
import requests

from cloud_emulator import Emulator
from machine import Odoo, Problem
from machine.database import temporary
from showcase.session import OdooSession

SERVER = Path(__file__).with_name("forking_server.py")
CHANNELS = "root:4,root.cloud:2"
# Two run jobs, one serves people.
WORKERS = 3
PATIENCE = 60  # seconds
WAITING = "('pending', 'enqueued', 'started', 'wait_dependencies')"
TIME_PASSES = """
    UPDATE queue_job SET eta = NULL WHERE state = 'pending' AND eta > now_utc();
    UPDATE queue_job SET date_enqueued = date_enqueued - INTERVAL '1 minute'
     WHERE state = 'enqueued' AND date_enqueued < now_utc() - INTERVAL '4 seconds';
"""
HOURS_PASS = """
    UPDATE cloud_backend SET wait_until = NULL WHERE wait_until > now_utc();
    UPDATE cloud_file SET next_try = now_utc() WHERE next_try > now_utc();
    UPDATE cloud_folder SET next_try = now_utc() WHERE next_try > now_utc();
    UPDATE cloud_observation SET next_try = now_utc() WHERE next_try > now_utc();
"""
PUT_OFF = """
    SELECT id FROM cloud_file WHERE next_try IS NOT NULL AND backend_id = %(id)s
    UNION ALL
    SELECT id FROM cloud_folder WHERE next_try IS NOT NULL AND backend_id = %(id)s
    UNION ALL
    SELECT id FROM cloud_observation WHERE next_try IS NOT NULL AND backend_id = %(id)s
"""
WEEKS_PASS = """
    UPDATE cloud_listing SET listed_at = listed_at - INTERVAL '30 days';
    UPDATE cloud_folder SET create_date = create_date - INTERVAL '30 days';
"""
DIED = """
    UPDATE queue_job SET date_enqueued = date_enqueued - INTERVAL '1 minute'
     WHERE state = 'started' AND worker_pid = ANY(%s)
"""
# The job runner looks for dead jobs when it hears of any.
WAKE = """
    SELECT pg_notify('queue_job', uuid) FROM queue_job
     WHERE state IN ('enqueued', 'started')
       AND date_enqueued < now_utc() - INTERVAL '10 seconds'
"""
PAUSE = "UPDATE cloud_backend SET state = 'paused', active = FALSE WHERE active"
CLEAN = "DELETE FROM queue_job; DELETE FROM cloud_sync_log"
NOW = """
    CREATE OR REPLACE FUNCTION now_utc() RETURNS timestamp AS
    $$ SELECT now() AT TIME ZONE 'UTC' $$ LANGUAGE sql
"""


class ForkingOdoo(Odoo):
    """An Odoo whose workers are processes that can be killed one by one."""

    def _command(self, command, *switches):
        python, _m, _odoo, *rest = super()._command(command, *switches)
        return [python, SERVER, *rest]


class Person(OdooSession):
    """Somebody in a hurry."""

    def connect(self, provider, **values):
        """Make a backend and connect it; :return: its id

        What Odoo shows after the sign-in is not looked at: that takes long.

        :raises Problem: it is not connected then
        """
        values = {
            "name": provider.title,
            "company_id": False,
            **provider.values,
        } | values
        [backend_id] = self.call("cloud.backend", "create", [values])
        url = self.button("cloud.backend", backend_id, "action_connect")["url"]
        at_home = False
        while url and not at_home:
            at_home = url.startswith(self.url)
            response = self._http.get(url, allow_redirects=False, timeout=PATIENCE)
            leads_to = response.headers.get("Location")
            url = leads_to and urljoin(url, leads_to)
        [row] = self.call("cloud.backend", "read", [backend_id], ["state"])
        if row["state"] != "connected":
            raise Problem(f"The backend is {row['state']} after the sign-in.")
        return backend_id


class Stand:
    """Odoo with its job runner, an emulated cloud, and somebody who pulls plugs.

    :param odoo: :class:`~machine.odoo.Odoo` with the connectors installed
    :param emulator: a running :class:`~cloud_emulator.Emulator`
    :param cloud: the :class:`~..clouds.Cloud` under test
    """

    def __init__(self, odoo, emulator, cloud):
        self.odoo = odoo
        self.emulator = emulator
        self.control = emulator.control
        self.cloud = cloud
        self.account = cloud.provider.cloud(self.control)
        self.session = None
        self.backend_id = None
        environment = odoo.machine.postgres.environment
        self._connection = psycopg2.connect(
            host=environment["PGHOST"],
            port=environment["PGPORT"],
            user=environment["PGUSER"],
            dbname=odoo.database,
        )
        self._connection.autocommit = True
        self.query(NOW)

    def query(self, sql, *values, **named):
        """:return: the rows, of a statement that gives some"""
        with self._connection.cursor() as cursor:
            cursor.execute(sql, values or named or None)
            return cursor.fetchall() if cursor.description else []

    def start(self):
        self.odoo.start(workers=WORKERS, channels=CHANNELS, cron_threads=0)
        self.session = Person(self.odoo.url, self.odoo.database)

    def stop(self):
        self.odoo.stop()
        self._connection.close()

    def call(self, model, method, *args, **kwargs):
        """Call a public method of a model; a worker that just died is no obstacle.

        :raises Problem: Odoo refuses
        """
        return self._patiently(
            lambda: self.session.call(model, method, *args, **kwargs)
        )

    def download(self, attachment_id):
        """:return: the content of an attachment, as Odoo serves it"""
        return self._patiently(lambda: self.session.download(attachment_id))

    def _patiently(self, function):
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return function()
            except requests.ConnectionError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    # A scenario begins

    def begin(self):
        """An empty cloud, and a new backend that is connected with it."""
        self.query(PAUSE)
        if not self.drain():
            self.power_cut()
        self.query(CLEAN)
        self.control.reset()
        self.backend_id = self.session.connect(
            self.cloud.provider,
            endpoint_url=self.control.url,
            guard_max_files=100_000,
            guard_max_moves=100_000,
        )

    # Syncs

    def sync_now(self):
        """Press Sync Now."""
        self.call("cloud.backend", "action_sync_now", [self.backend_id])

    def jobs(self, states=WAITING):
        """:return: how many jobs are in these states, a list in SQL"""
        sql = f"SELECT count(*) FROM queue_job WHERE state IN {states}"
        return self.query(sql)[0][0]

    def pass_time(self):
        """Nobody waits for hours: what is due later is due now."""
        self.query(TIME_PASSES)
        self._find_dead_jobs()
        if not self.jobs("('started')"):
            self.query(HOURS_PASS)

    def put_off(self):
        """:return: how many things wait for another try"""
        return len(self.query(PUT_OFF, id=self.backend_id))

    def pass_weeks(self):
        """All folders are due for the regular comparison."""
        self.query(WEEKS_PASS)

    def drain(self, seconds=PATIENCE):
        """Wait until no job is left; :return: whether that came true"""
        deadline = time.monotonic() + seconds
        while self.jobs():
            if time.monotonic() > deadline:
                return False
            self.pass_time()
            time.sleep(0.1)
        return True

    # Plugs

    def kill_workers(self):
        """Kill -9 the processes that run jobs; :return: how many"""
        deadline = time.monotonic() + 1
        while not (pids := self._job_workers()) and time.monotonic() < deadline:
            time.sleep(0.02)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return len(pids)

    def _job_workers(self, alive=True):
        """:return: process ids of workers that run jobs, or died while they did"""
        children = psutil.Process(self.odoo.process.pid).children()
        ours = {child.pid for child in children}
        rows = self.query(
            "SELECT DISTINCT worker_pid FROM queue_job WHERE state = 'started'"
        )
        return [pid for [pid] in rows if (pid in ours) == alive]

    def _find_dead_jobs(self):
        # The job runner takes no job for dead that began seconds ago.
        if dead := self._job_workers(alive=False):
            self.query(DIED, dead)
        self.query(WAKE)

    def power_cut(self):
        """Kill -9 the whole server with all its processes, and start it again."""
        self.odoo.kill()
        self.query(
            "UPDATE queue_job SET date_enqueued = date_enqueued - INTERVAL '1 minute'"
            " WHERE state IN ('enqueued', 'started')"
        )
        self.start()

    def restart_emulator(self):
        """Kill -9 the cloud; it comes back with all that it had stored."""
        self.emulator.restart()


@contextlib.contextmanager
def standing(machine, template, cloud):
    """Have a :class:`Stand` with a database of its own.

    :param template: name of a database with the connectors installed
    :param cloud: a :class:`~..clouds.Cloud`
    :raises Problem: Odoo does not start
    """
    with temporary(machine.postgres, template) as name, Emulator() as emulator:
        stand = Stand(ForkingOdoo(machine, name), emulator, cloud)
        try:
            stand.start()
            yield stand
        finally:
            stand.stop()
