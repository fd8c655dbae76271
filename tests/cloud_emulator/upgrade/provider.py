# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""upgrade.odoo.com as one provider of the emulator.

It upgrades nothing: the result is what was uploaded, unless a test puts another one.
"""

import hmac
import threading

from ..blobs import BlobStore
from ..provider import Provider
from ..routing import Routes
from . import api, downloads
from .browsing import Browsing
from .failures import Refusal, error_page, failure, json_response
from .operations import Operations
from .presenter import present
from .requests_table import Requests

CONTRACT = "M123456-abcdef"
TARGETS = ("17.0", "18.0", "19.0")


def _routes():
    routes = Routes()
    api.register(routes)
    downloads.register(routes)
    return routes


class UpgradeProvider(Browsing, Provider):
    """Everything that answers for the upgrade platform."""

    name = "upgrade"
    routes = _routes()

    def __init__(self, services):
        super().__init__(services)
        self.settings = services.settings
        self.settings.register(
            upgrade_ranges=True,
            upgrade_targets=list(TARGETS),
            upgrade_contracts=[CONTRACT],
        )
        self.database = services.database
        self.requests = Requests(services.database, services.settings)
        self.blobs = BlobStore(services.state / "upgrade")
        self._operations = Operations(self).all()
        self._sftp = None
        self._sftp_lock = threading.Lock()

    @property
    def targets(self):
        return self.settings.upgrade_targets

    @property
    def contracts(self):
        return self.settings.upgrade_contracts

    def handle(self, call, arguments):
        try:
            return call.route.handler(self, call, **arguments)
        except Refusal as refusal:
            return refusal.response()

    def find(self, number, key):
        """:return: the row of a request whose key is right, or None"""
        row = self.requests.get(number)
        right = row and hmac.compare_digest(row["key"].encode(), str(key).encode())
        return row if right else None

    def answer(self, row, call):
        """The answer of create and status."""
        state, now = self.requests.state(row), self.requests.now()
        request = present(row, state, now, call.base_url)
        return json_response({"failures": [], "request": request})

    def store_dump(self, row, reader):
        """Take in a dump; a body that breaks off leaves nothing."""
        arrived = self.blobs.receive(reader)
        with self.database.transaction():
            blob = self.blobs.commit(arrived)
            self.requests.update(
                row["id"],
                dump=blob.sha256,
                dump_size=blob.size,
                dump_kind=api.head_of(self.blobs, blob.sha256),
            )

    def result_of(self, row):
        """:return: (sha256, size) of the upgraded dump, or None"""
        if row["result"]:
            return row["result"], row["result_size"]
        return (row["dump"], row["dump_size"]) if row["dump"] else None

    def result_kind(self, row):
        """:return: what the upgraded dump is, by its first bytes"""
        sha256, _size = self.result_of(row)
        return api.head_of(self.blobs, sha256)

    def sftp_access(self, row):
        """:return: the ``request`` object of request_sftp_access
        :raises Refusal: paramiko is not installed
        """
        port = self._sftp_port()
        user = f"user_{row['id']}"
        return {
            "hostname": "127.0.0.1",
            "sftp_port": port,
            "sftp_user": user,
            "shared_file": row["filename"],
            "request_id": row["id"],
            "sample_command": f"sftp -P {port} {user}@127.0.0.1",
        }

    def _sftp_port(self):
        """The SFTP server is started when the first account is asked for."""
        with self._sftp_lock:
            if self._sftp is None:
                try:
                    from .sftp_server import SftpServer
                except ImportError:
                    message = "SFTP needs the Python package paramiko"
                    entry = failure("SFTP:UNAVAILABLE", message)
                    raise Refusal(entry) from None
                self._sftp = SftpServer(self, self.services.state)
        return self._sftp.port

    def fault_response(self, call, fault):
        if fault.reason:
            entry = failure(fault.reason, fault.message or "The emulator says no")
            return json_response({"failures": [entry]}, fault.status or 200)
        response = error_page(fault.status or _STATUS.get(fault.kind, 500))
        if fault.retry_after is not None:
            response.headers["Retry-After"] = str(fault.retry_after)
        return response

    def operations(self):
        return self._operations

    def reset(self):
        with self.database.transaction():
            self.requests.clear()
        self.blobs.clear()
        if self._sftp:
            self._sftp.clear()

    def describe(self, url):
        return [
            "Upgrade platform:",
            f"  API {url}/database/v1/   contract {', '.join(self.contracts)}",
            f"  targets {', '.join(self.targets)}",
        ]


_STATUS = {"server_error": 503, "rate_limit_429": 429, "rate_limit_403": 403}
