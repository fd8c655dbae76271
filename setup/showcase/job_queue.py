# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The queue of jobs, watched from outside of Odoo."""

import time

from machine import Problem, odoo_log

WAITING = "('pending', 'enqueued', 'started', 'wait_dependencies')"
POLL = 0.2  # seconds


def logged_errors(odoo):
    """:return: the errors in Odoo's log that are not reviewed, a line each"""
    entries = odoo_log.unexpected(odoo_log.read(odoo.log))
    return [str(e).partition("\n")[0] for e in entries if e.level != "WARNING"]


class JobQueue:
    """The jobs of one database.

    :param odoo: its :class:`~machine.odoo.Odoo`
    """

    def __init__(self, odoo):
        self._odoo = odoo

    def query(self, sql):
        """:return: the rows as lists of texts"""
        rows = self._odoo.machine.postgres.query(sql, self._odoo.database)
        return [row.split("|") for row in rows]

    def count(self, states=WAITING):
        """:return: how many jobs are in these states, a list in SQL"""
        sql = f"SELECT count(*) FROM queue_job WHERE state IN {states}"
        return int(self.query(sql)[0][0])

    def wait(self, timeout, watch=None):
        """Wait until no job waits or runs.

        :param timeout: seconds
        :param watch: called again and again meanwhile
        :return: seconds that it took
        :raises Problem: jobs are left when the time is over, or Odoo ended
        """
        start = time.monotonic()
        while left := self.count():
            if time.monotonic() - start > timeout:
                raise Problem(
                    f"{left} jobs are left after {timeout} s: read {self._odoo.log}."
                )
            if self._odoo.process.poll() is not None:
                raise Problem(f"Odoo has ended: read {self._odoo.log}.")
            if watch:
                watch()
            time.sleep(POLL)
        return time.monotonic() - start

    def failures(self):
        """:return: a line for each failed job"""
        sql = (
            "SELECT name, exc_name, regexp_replace(exc_message, E'[\\n|]+', ' ', 'g')"
            " FROM queue_job WHERE state = 'failed' ORDER BY id"
        )
        return [": ".join(row) for row in self.query(sql)]
