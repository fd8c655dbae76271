# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Faults: what goes wrong, on which route, how often."""

import itertools
import json
import random
import threading
from dataclasses import asdict, dataclass, field, fields
from fnmatch import fnmatchcase

#: answered instead of doing the work
ANSWERS = frozenset(
    {
        "error",
        "rate_limit_403",
        "rate_limit_429",
        "server_error",
        "unauthorized",
        "storage_quota",
        "session_gone",
        "spurious_404",
        "locked_423",
        "patch_noop_204",
        "precondition_412",
        "quota_507",
        "resync_410",
    }
)
#: the connection breaks, before, during or after the work
BREAKS = frozenset({"cut", "cut_response", "timeout_after_success"})
#: the work goes on, differently
MODIFIERS = frozenset({"slow", "list_lag", "sharepoint_rewrite", "lost_tombstone"})
#: what happens to a notification on its way, and to nothing else
NOTICES = frozenset({"notification_lost", "notification_twice", "notification_forged"})
KINDS = ANSWERS | BREAKS | MODIFIERS | NOTICES

_NUMBERS = (
    "count probability seed skip status retry_after after_bytes bytes_per_second"
    " seconds requests"
).split()


@dataclass
class Fault:
    """One fault switch.

    :param kind: one of ``KINDS``
    :param route: route name or glob (``drive.files.*``)
    :param method: only requests of this HTTP method
    :param count: how many requests it hits before it is used up; None: all
    :param probability: share of the matching requests it hits (0..1)
    :param seed: of the random draws; the n-th matching request always draws the same
    :param skip: let the first ``skip`` matching requests pass
    :param status: HTTP status of kinds ``error`` and ``server_error``
    :param reason: the provider's own word for the error
    :param message: text for people
    :param retry_after: seconds, sent as ``Retry-After``
    :param after_bytes: where ``cut`` (request body) and ``cut_response`` break
    :param bytes_per_second: speed of ``slow``
    :param seconds: how long ``timeout_after_success`` hangs before it cuts, how
        long ``list_lag`` hides a new item
    :param requests: how many listings ``list_lag`` hides a new item from
    """

    kind: str
    route: str = "*"
    method: str | None = None
    count: int | None = None
    probability: float = 1.0
    seed: int = 0
    skip: int = 0
    status: int | None = None
    reason: str | None = None
    message: str | None = None
    retry_after: int | None = None
    after_bytes: int | None = None
    bytes_per_second: int | None = None
    seconds: float | None = None
    requests: int | None = None
    id: int = 0
    seen: int = 0
    fired: int = field(default=0)

    def check(self, route_names):
        """:raises ValueError: with one sentence for the caller"""
        if self.kind not in KINDS:
            known = ", ".join(sorted(KINDS))
            raise ValueError(f"Unknown fault kind {self.kind!r}; use one of {known}.")
        if not any(self._concerns(name) for name in route_names):
            known = ", ".join(sorted(route_names))
            raise ValueError(f"No route matches {self.route!r}; there are: {known}.")
        for name in _NUMBERS:
            value = getattr(self, name)
            if value is not None and not isinstance(value, (int, float)):
                raise ValueError(f"The {name} of a fault is a number.")
        if not 0 <= self.probability <= 1:
            raise ValueError("The probability of a fault is a number from 0 to 1.")
        if self.kind == "slow" and not self.bytes_per_second:
            raise ValueError("A slow fault needs bytes_per_second.")
        if self.kind == "list_lag" and not (self.seconds or self.requests):
            raise ValueError("A list_lag fault needs seconds or requests.")

    def matches(self, route, method):
        if self.method and self.method.upper() != method:
            return False
        return self._concerns(route)

    def _concerns(self, route):
        if (self.kind in NOTICES) != route.endswith(".notify"):
            return False
        return fnmatchcase(route, self.route)

    @property
    def used_up(self):
        return self.count is not None and self.fired >= self.count

    def draw(self):
        """Count one matching request and say whether this one is hit."""
        number = self.seen
        self.seen += 1
        if self.used_up or number < self.skip:
            return False
        if self.probability < 1:
            chance = random.Random(f"{self.seed}/{number}").random()
            if chance >= self.probability:
                return False
        self.fired += 1
        return True


class FaultBook:
    """All fault switches, kept in the database so that a restart keeps them."""

    def __init__(self, database):
        self._database = database
        self._lock = threading.Lock()
        database.define(
            "CREATE TABLE IF NOT EXISTS fault (id INTEGER PRIMARY KEY, data TEXT)"
        )
        rows = database.all("SELECT data FROM fault ORDER BY id")
        self._faults = [Fault(**json.loads(row["data"])) for row in rows]
        last = max((fault.id for fault in self._faults), default=0)
        self._ids = itertools.count(last + 1)

    def add(self, values, route_names):
        """Add a switch from a dict of ``Fault`` fields.

        :raises ValueError: when a field is unknown or its value makes no sense
        """
        known = {each.name for each in fields(Fault)} - {"id", "seen", "fired"}
        if unknown := set(values) - known:
            raise ValueError(f"Unknown fault field: {', '.join(sorted(unknown))}.")
        fault = Fault(**values)
        fault.check(route_names)
        with self._lock:
            fault.id = next(self._ids)
            self._faults.append(fault)
            self._database.insert("fault", id=fault.id, data=json.dumps(asdict(fault)))
        return asdict(fault)

    def remove(self, fault_id=None):
        """Remove one switch, or all of them."""
        with self._lock:
            if fault_id is None:
                self._faults.clear()
                self._database.execute("DELETE FROM fault")
            else:
                self._faults = [each for each in self._faults if each.id != fault_id]
                self._database.execute("DELETE FROM fault WHERE id = ?", [fault_id])

    def all(self):
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def hits(self, route, method):
        """Faults that hit this request: at most one that ends it, and modifiers."""
        if not self._faults:
            return []
        hits = []
        ended = False
        with self._lock:
            for fault in self._faults:
                ends = fault.kind not in MODIFIERS
                if fault.kind == "list_lag" or (ends and ended):
                    continue
                if fault.matches(route, method) and fault.draw():
                    hits.append(fault)
                    ended = ended or ends
                    self._save(fault)
        return hits

    def lag(self, route):
        """The ``list_lag`` switch that is on for a route, or None."""
        for fault in self._faults:
            if fault.kind == "list_lag" and fnmatchcase(route, fault.route):
                return fault
        return None

    def _save(self, fault):
        data = json.dumps(asdict(fault))
        self._database.update("fault", {"id": fault.id}, data=data)
