# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What was asked, how often, with which answer. Never a token, code or secret."""

import re
import threading
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass

#: query parameters worth keeping; everything else may be a secret
LOGGED_PARAMETERS = frozenset(
    "q fields pageSize orderBy uploadType alt addParents removeParents driveId corpora"
    " spaces supportsAllDrives includeItemsFromAllDrives mimeType count pageToken"
    " $top $select $expand $orderby $filter format".split()
)
#: seconds after which what is still under way counts as hanging
SETTLED = 0.5
#: the addresses of the upgrade platform hold the key of the request
_KEY = re.compile(r"^(/database/[^/]+/\d+/)[^/]+")


@dataclass
class Entry:
    """One answered (or broken) request; status 0 means: no answer was sent."""

    time: float
    route: str
    method: str
    path: str
    parameters: dict
    status: int = 0
    seconds: float = 0.0
    received: int = 0
    sent: int = 0
    fault: str | None = None


class RequestLog:
    """The last requests and counters over all of them since the last reset."""

    def __init__(self, limit=20_000):
        self._lock = threading.Lock()
        self._ended = threading.Condition(self._lock)
        self._under_way = 0
        self._entries = deque(maxlen=limit)
        self._counts = Counter()
        self._received = 0
        self._sent = 0

    def open(self, route, request):
        parameters = {
            name: value
            for name, value in request.args.items()
            if name in LOGGED_PARAMETERS
        }
        with self._lock:
            self._under_way += 1
        path = _KEY.sub(r"\1…", request.path)
        return Entry(time.time(), route, request.method, path, parameters)

    def close(self, entry):
        entry.seconds = round(time.time() - entry.time, 6)
        with self._lock:
            self._under_way -= 1
            self._ended.notify_all()
            self._entries.append(entry)
            self._counts[entry.route, entry.method, entry.status] += 1
            self._received += entry.received
            self._sent += entry.sent

    def reset(self):
        with self._lock:
            self._entries.clear()
            self._counts.clear()
            self._received = self._sent = 0

    def counters(self):
        """``total``, bytes both ways, and counts per route, method and status.

        Whoever has its answer may ask before that is noted: a moment is waited for it.
        """
        with self._ended:
            self._ended.wait_for(lambda: not self._under_way, timeout=SETTLED)
            return {
                "total": sum(self._counts.values()),
                "received": self._received,
                "sent": self._sent,
                "routes": [
                    {"route": route, "method": method, "status": status, "count": n}
                    for (route, method, status), n in sorted(self._counts.items())
                ],
            }

    def entries(self, limit):
        """The newest ``limit`` requests, oldest first."""
        with self._lock:
            return [asdict(entry) for entry in list(self._entries)[-limit:]]
