# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How far a transfer is, how fast, and how long it still takes."""

import time
from dataclasses import dataclass

INTERVAL = 2.0  # seconds between two reports
#: weight of the newest interval in the rate
WEIGHT = 0.3


@dataclass(frozen=True)
class Progress:
    """A moment of a transfer.

    :param done: bytes
    :param total: bytes, or None when unknown
    :param rate: bytes per second
    :param seconds_left: or None when unknown
    """

    done: int
    total: int | None
    rate: float
    seconds_left: float | None


class Meter:
    """Turns counts of bytes into reports, at most one each two seconds.

    :param report: called with a :class:`Progress`; may raise to stop the transfer
    """

    def __init__(self, report, interval=INTERVAL, clock=time.monotonic):
        self._report = report
        self._interval = interval
        self._clock = clock
        self._time = None
        self._done = 0
        self._rate = 0.0

    def __call__(self, done, total=None):
        """Note that ``done`` bytes of ``total`` have arrived."""
        now = self._clock()
        if self._time is None or done < self._done:
            self._time, self._done = now, done
            self._tell(done, total)
        elif now - self._time >= self._interval or self._done < done == total:
            self._measure(done, now)
            self._tell(done, total)

    def _measure(self, done, now):
        elapsed = now - self._time
        if elapsed > 0:
            rate = (done - self._done) / elapsed
            old = self._rate or rate
            self._rate = old + WEIGHT * (rate - old)
        self._time, self._done = now, done

    def _tell(self, done, total):
        left = None
        if total is not None and self._rate:
            left = (total - done) / self._rate
        self._report(Progress(done, total, self._rate, left))
