# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Listings that do not show the newest items yet, while a fault says so."""

import threading
import time


class ListLag:
    """Listings may lag behind writes; reading an item by its id never does.

    :param route: name of the route whose faults count
    """

    def __init__(self, faults, route):
        self._faults = faults
        self._route = route
        self._lock = threading.Lock()
        self._items = {}

    def note(self, item_id):
        """A new item; remembered only while a ``list_lag`` fault is on."""
        fault = self._faults.lag(self._route)
        if fault is None:
            return
        until = time.monotonic() + fault.seconds if fault.seconds else None
        with self._lock:
            self._items[item_id] = [until, fault.requests or 0]

    def hidden(self):
        """Ids this listing must not show; each call counts as one listing."""
        if not self._items:
            return ()
        if self._faults.lag(self._route) is None:
            self._items.clear()
            return ()
        hidden = set()
        with self._lock:
            for item_id, lag in list(self._items.items()):
                until, requests = lag
                if until is not None and time.monotonic() < until:
                    hidden.add(item_id)
                elif until is None and requests > 0:
                    lag[1] -= 1
                    hidden.add(item_id)
                else:
                    del self._items[item_id]
        return hidden
