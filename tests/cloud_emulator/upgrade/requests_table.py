# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The requests, their states, and the clock these go by."""

import base64
import os
import time
from datetime import datetime, timezone

FIRST_ID = 10534
SCHEMA = """
CREATE TABLE IF NOT EXISTS upgrade_request (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    contract TEXT, email TEXT, target TEXT, aim TEXT, filename TEXT, timezone TEXT,
    created REAL NOT NULL,
    processed REAL,
    fixed_state TEXT,
    customer_message TEXT,
    ssh_keys TEXT,
    dump TEXT, dump_size INTEGER, dump_kind TEXT,
    result TEXT, result_size INTEGER
);
"""
_MAGIC = ((b"PGDMP", "pgdmp_custom"), (b"PK\x03\x04", "zip"), (b"\x1f\x8b", "gzip"))


def kind_of(head):
    """What the platform sees in the first bytes of a dump."""
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), "sql")


def date_text(moment):
    """A moment as the platform writes it, or None."""
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%d %H:%M:%S")


class Requests:
    """Rows of requests; a state follows from the time since ``process``.

    The seconds of ``pending``, ``processing`` and ``testing`` are settings; zero
    leaves the state out.
    """

    def __init__(self, database, settings):
        self._database = database
        self._settings = settings
        settings.register(
            upgrade_clock_offset=0,
            upgrade_pending_seconds=2,
            upgrade_processing_seconds=5,
            upgrade_testing_seconds=0,
        )
        database.define(SCHEMA)

    def now(self):
        return time.time() + self._settings.upgrade_clock_offset

    def advance(self, seconds):
        offset = self._settings.upgrade_clock_offset + seconds
        self._settings.set(upgrade_clock_offset=offset)

    def create(self, values):
        """:return: the new row"""
        with self._database.transaction():
            last = self._database.value("SELECT max(id) FROM upgrade_request")
            key = base64.urlsafe_b64encode(os.urandom(16)).decode()
            number = FIRST_ID if last is None else last + 1
            self._database.insert(
                "upgrade_request", id=number, key=key, created=self.now(), **values
            )
        return self.get(number)

    def get(self, number):
        """:return: the row, or None"""
        sql = "SELECT * FROM upgrade_request WHERE id = ?"
        return self._database.one(sql, [number])

    def all(self):
        return self._database.all("SELECT * FROM upgrade_request ORDER BY id")

    def update(self, number, **values):
        self._database.update("upgrade_request", {"id": number}, **values)

    def clear(self):
        self._database.execute("DELETE FROM upgrade_request")

    def state(self, row):
        """:return: the state of a row at this moment"""
        if row["fixed_state"]:
            return row["fixed_state"]
        if row["processed"] is None:
            return "draft"
        elapsed = self.now() - row["processed"]
        for state in ("pending", "processing", "testing"):
            elapsed -= getattr(self._settings, f"upgrade_{state}_seconds")
            if elapsed < 0:
                return state
        return "done"
