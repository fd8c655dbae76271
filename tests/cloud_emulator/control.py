# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Python client of the control API."""

import json
import threading

import requests

from .google.control import GoogleCloud
from .microsoft.control import MicrosoftCloud
from .upgrade.control import UpgradePlatform


class ControlError(Exception):
    """The emulator refused; the text says what to do."""


class Transport:
    """HTTP to the control API; one session a thread."""

    def __init__(self, url, timeout=60):
        self.url = url.rstrip("/")
        self._timeout = timeout
        self._local = threading.local()

    @property
    def _session(self):
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.trust_env = False
        return self._local.session

    def send(self, method, path, **options):
        """:raises ControlError: on every answer that is not 2xx"""
        options.setdefault("timeout", self._timeout)
        response = self._session.request(
            method, f"{self.url}/_control/{path}", **options
        )
        if response.ok:
            return response
        try:
            sentence = response.json()["error"]
        except (ValueError, KeyError, TypeError):
            sentence = f"{response.status_code} {response.reason}"
        raise ControlError(sentence)

    def get(self, path, **parameters):
        return self.send("GET", path, params=parameters).json()

    def operate(self, cloud, operation, content=None, **values):
        """Run one operation of a cloud and return its result.

        :param content: bytes or a binary file, for operations that store content
        """
        path = f"{cloud}/{operation}"
        if content is None:
            return self.send("POST", path, json=values).json()["result"]
        response = self.send(
            "POST",
            path,
            params={"values": json.dumps(values)},
            data=content,
            headers={"Content-Type": "application/octet-stream"},
            timeout=None,
        )
        return response.json()["result"]

    def content(self, cloud, operation, **values):
        """Run one operation that gives bytes."""
        return self.send("POST", f"{cloud}/{operation}", json=values).content


class Control:
    """Steers a running emulator.

    :param url: base address of the emulator

    ``google`` and ``microsoft`` act as the owners of the emulated clouds and as their
    users.
    """

    def __init__(self, url, timeout=60):
        self._transport = Transport(url, timeout)
        self.url = self._transport.url
        self.google = GoogleCloud(self._transport)
        self.microsoft = MicrosoftCloud(self._transport)
        self.upgrade = UpgradePlatform(self._transport)

    def status(self):
        """Process id and names of the clouds served."""
        return self._transport.get("status")

    def settings(self):
        return self._transport.get("settings")

    def set(self, **values):
        """Change switches; ``settings()`` lists them."""
        return self._transport.send("POST", "settings", json=values).json()

    def set_latency(self, milliseconds, jitter=0):
        """Delay every request by a fixed time plus up to ``jitter`` ms."""
        self.set(latency_ms=milliseconds, latency_jitter_ms=jitter)

    def add_fault(self, kind, route="*", **values):
        """Add a fault switch; see ``faults.Fault`` for kinds and values.

        :return: the switch as a dict, with its ``id``
        """
        payload = {"kind": kind, "route": route, **values}
        return self._transport.send("POST", "faults", json=payload).json()

    def faults(self):
        """All switches, with how many requests they ``seen`` and ``fired`` on."""
        return self._transport.get("faults")

    def remove_fault(self, fault_id):
        self._transport.send("DELETE", f"faults/{fault_id}")

    def clear_faults(self):
        self._transport.send("DELETE", "faults")

    def log(self, limit=1000):
        """The newest requests, oldest first."""
        return self._transport.get("log", limit=limit)

    def counters(self):
        return self._transport.get("counters")

    def count(self, route=None, method=None, status=None):
        """How many requests of a route, method and status since the last reset."""
        wanted = {"route": route, "method": method, "status": status}
        return sum(
            row["count"]
            for row in self.counters()["routes"]
            if all(value in (None, row[name]) for name, value in wanted.items())
        )

    def notifications(self):
        """The newest notifications, oldest first, a dict for each attempt.

        time, route, address, attempt, status (0: no answer or not sent), fault, and
        what the cloud tells about it
        """
        return self._transport.get("notifications")

    def reset_log(self):
        self._transport.send("DELETE", "log")

    def reset(self):
        """Forget everything: files, accounts, tokens, faults, switches, log."""
        self._transport.send("POST", "reset")
