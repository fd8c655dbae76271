# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Notifications on their way to the servers that asked for them."""

import logging
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests

_logger = logging.getLogger(__name__)

#: what happens within so many seconds is told by one notification
PERIOD = 0.2
#: seconds before the second, third ... attempt
PAUSES = (0.5, 1, 2)
#: seconds a server may take for its answer
TIMEOUT = 10


@dataclass(frozen=True)
class Letter:
    """One notification.

    :param key: while a letter is on its way, others with the same key wait
    :param shown: what the control API tells about it, no secret among it
    """

    key: str
    address: str
    headers: dict
    body: bytes = b""
    shown: dict = field(default_factory=dict)


class Sender:
    """One cloud's part in notifications; ``route`` is their name for faults."""

    route = ""

    def due(self, busy):
        """The letters to send now.

        :param busy: keys that still have a letter on its way
        """
        raise NotImplementedError

    def forged(self, letter):
        """The letter of somebody who knows the address, but not the secret."""
        raise NotImplementedError

    def repeats(self, status):
        """Whether the cloud tries again after an answer (0: there was none)."""
        raise NotImplementedError


class Postman:
    """Looks for due letters in a thread of its own; each goes in another one.

    :param faults: ``FaultBook`` of what may happen on the way
    """

    def __init__(self, faults):
        self._faults = faults
        self._senders = []
        self._busy = set()
        self._log = deque(maxlen=1000)
        self._stopped = threading.Event()
        self._recalled = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def serve(self, sender):
        self._senders.append(sender)

    def start(self):
        self._thread.start()

    def stop(self):
        self._stopped.set()
        self._thread.join()
        self.recall()

    def log(self):
        """Every attempt, oldest first; status 0: no answer or not even sent."""
        return list(self._log)

    def forget(self):
        self._log.clear()

    def recall(self):
        """Give up what is on its way."""
        self._recalled.set()
        self._recalled = threading.Event()
        self.forget()

    def _look(self):
        while not self._stopped.wait(PERIOD):
            for sender in self._senders:
                try:
                    self._send_due(sender)
                except Exception:
                    # the other clouds want theirs all the same
                    _logger.exception("The emulator failed on %s", sender.route)

    def _send_due(self, sender):
        for letter in sender.due(frozenset(self._busy)):
            self._busy.add(letter.key)
            arguments = (sender, letter, self._recalled)
            threading.Thread(target=self._carry, args=arguments, daemon=True).start()

    def _carry(self, sender, letter, recalled):
        try:
            hits = self._faults.hits(sender.route, "POST")
            fault = hits[0].kind if hits else None
            if fault == "notification_lost":
                self._note(sender, letter, fault)
                return
            if fault == "notification_forged":
                letter = sender.forged(letter)
            for _copy in range(2 if fault == "notification_twice" else 1):
                self._deliver(sender, letter, fault, recalled)
        finally:
            self._busy.discard(letter.key)

    def _deliver(self, sender, letter, fault, recalled):
        for attempt, pause in enumerate((*PAUSES, None), start=1):
            try:
                status = post(letter.address, letter.body, letter.headers).status_code
            except requests.RequestException:
                status = 0
            if recalled.is_set():
                return
            self._note(sender, letter, fault, attempt, status)
            if pause is None or not sender.repeats(status) or recalled.wait(pause):
                return

    def _note(self, sender, letter, fault, attempt=1, status=0):
        self._log.append(
            {
                "time": time.time(),
                "route": sender.route,
                "address": letter.address,
                "attempt": attempt,
                "status": status,
                "fault": fault,
                **letter.shown,
            }
        )


def post(address, body, headers):
    """Send a request to a client's server.

    :raises requests.RequestException: no answer in time
    """
    with requests.Session() as session:
        session.trust_env = False
        return session.post(
            address, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
        )


def is_acceptable(address):
    """Whether a cloud would send there: https, or this machine, for tests."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except (AttributeError, TypeError, ValueError):
        return False
    local = host in ("localhost", "127.0.0.1", "::1")
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and local)
    )
