# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Locks that outlive a commit.

A sync commits many times, so the row locks of one transaction cannot keep two jobs
apart.  PostgreSQL's advisory locks of the session can: they stay until they are given
back, and the server takes them back by itself when the process dies.
"""

import hashlib
from contextlib import contextmanager

from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from odoo.tools import SQL


def _number(key):
    return int.from_bytes(hashlib.sha1(key.encode()).digest()[:8], "big", signed=True)


@contextmanager
def session_locks(cr, keys, shared=False):
    """Take as many of the locks as nobody else holds.

    :param cr: the cursor whose connection will hold them
    :param keys: iterable of strings
    :param shared: let others share them, and keep out only who does not share
    :return: context manager over the list of the keys that were locked
    """
    numbers = {_number(key): key for key in keys}
    kind = SQL("_shared") if shared else SQL()
    cr.execute(
        SQL(
            "SELECT n, pg_try_advisory_lock%s(n) FROM unnest(%s::bigint[]) AS n",
            kind,
            list(numbers),
        )
    )
    held = [number for number, locked in cr.fetchall() if locked]
    try:
        yield [numbers[number] for number in held]
    finally:
        if cr._cnx.get_transaction_status() == TRANSACTION_STATUS_INERROR:
            cr.rollback()
        cr.execute(
            SQL(
                "SELECT pg_advisory_unlock%s(n) FROM unnest(%s::bigint[]) AS n",
                kind,
                held,
            )
        )
