# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Throttling of a whole account: after a 429 or 503 everything has to wait."""

import math
import threading
import time

from .errors import throttled


class Throttle:
    """Accounts that were told to wait, until when, and who did not listen."""

    def __init__(self):
        self._lock = threading.Lock()
        self._until = {}
        self._violations = {}

    def start(self, account, seconds, status):
        """Let an account wait.

        :param status: HTTP status of the answers it gets meanwhile
        """
        with self._lock:
            self._until[account] = (time.monotonic() + seconds, status)

    def check(self, account):
        """:raises GraphError: 429 or 503 while the account has to wait"""
        with self._lock:
            if account not in self._until:
                return
            until, status = self._until[account]
            left = until - time.monotonic()
            if left <= 0:
                del self._until[account]
                return
            self._violations[account] = self._violations.get(account, 0) + 1
        raise throttled(math.ceil(left), status)

    def violations(self):
        """Account -> requests sent although it had to wait."""
        with self._lock:
            return dict(self._violations)

    def clear(self):
        with self._lock:
            self._until.clear()
            self._violations.clear()
