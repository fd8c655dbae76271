# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One SQLite connection, one writer at a time, all of a request or nothing."""

import sqlite3
import threading
from contextlib import contextmanager


class Database:
    """State that survives ``kill -9``: a WAL database without explicit syncs.

    A single connection behind a re-entrant lock keeps every request atomic and
    never meets "database is locked"; bytes are streamed outside of it.
    """

    def __init__(self, path):
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(
            path, check_same_thread=False, isolation_level=None, cached_statements=512
        )
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=OFF")
        self._connection.execute("PRAGMA foreign_keys=ON")

    def define(self, script):
        """Create the tables of one part; ``script`` uses IF NOT EXISTS."""
        with self._lock:
            self._connection.executescript(script)

    def add_function(self, name, arguments, function):
        self._connection.create_function(name, arguments, function, deterministic=True)

    def add_collation(self, name, compare):
        self._connection.create_collation(name, compare)

    @contextmanager
    def transaction(self):
        """Everything inside is committed together, or rolled back on an error."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute("BEGIN")
            self._depth += 1
            try:
                yield self
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._connection.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._connection.execute("COMMIT")

    def execute(self, sql, parameters=()):
        with self._lock:
            return self._connection.execute(sql, parameters)

    def many(self, sql, rows):
        with self._lock:
            self._connection.executemany(sql, rows)

    def all(self, sql, parameters=()):
        with self._lock:
            return self._connection.execute(sql, parameters).fetchall()

    def one(self, sql, parameters=()):
        """First row, or None."""
        with self._lock:
            return self._connection.execute(sql, parameters).fetchone()

    def value(self, sql, parameters=()):
        """First column of the first row, or None."""
        row = self.one(sql, parameters)
        return None if row is None else row[0]

    def insert(self, table, **values):
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        self.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values())
        )

    def update(self, table, where, **values):
        """Update the rows where all columns of ``where`` (a dict) are equal."""
        sets = ", ".join(f"{name} = ?" for name in values)
        tests = " AND ".join(f"{name} = ?" for name in where)
        self.execute(
            f"UPDATE {table} SET {sets} WHERE {tests}",
            [*values.values(), *where.values()],
        )

    def close(self):
        with self._lock:
            self._connection.close()
