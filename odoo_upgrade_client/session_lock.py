# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A lock that outlives commits.

A step commits many times, so a row lock cannot keep two jobs of one request apart. An
advisory lock of the session can: PostgreSQL takes it back when the process dies.
"""

import zlib
from contextlib import contextmanager

from psycopg2.extensions import TRANSACTION_STATUS_INERROR

_SPACE = zlib.crc32(b"upgrade.request") - 2**31


@contextmanager
def session_lock(cr, number):
    """Take the lock of a request.

    :param cr: the cursor whose connection holds it
    :param number: id of the request
    :return: context manager over whether it was free
    """
    cr.execute("SELECT pg_try_advisory_lock(%s, %s)", (_SPACE, number))
    locked = cr.fetchone()[0]
    try:
        yield locked
    finally:
        if cr._cnx.get_transaction_status() == TRANSACTION_STATUS_INERROR:
            cr.rollback()
        if locked:
            cr.execute("SELECT pg_advisory_unlock(%s, %s)", (_SPACE, number))
