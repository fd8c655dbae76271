# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""When a job has to end by itself, before the server ends it."""

import time

#: share of ``limit_time_real`` after which a job stops on its own
SHARE = 0.7


class JobClock:
    """Runs from its making on.

    :param limit: seconds that the server gives a job, None: without end
    """

    def __init__(self, limit):
        self._end = None if limit is None else time.monotonic() + limit * SHARE

    def is_over(self):
        return self._end is not None and time.monotonic() > self._end
