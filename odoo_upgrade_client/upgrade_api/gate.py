# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which addresses may see the key."""

import ipaddress
from urllib.parse import urlsplit

from .errors import UnsafeAddress

_PORTS = {"https": 443, "http": 80}


def _is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Gate:
    """Lets pass the https host of the platform and its sub-hosts, nothing else.

    :param base_url: of the API; plain http is accepted on this machine only
    :raises UnsafeAddress: the base itself is not safe
    """

    def __init__(self, base_url):
        parts = urlsplit(base_url)
        self._scheme, self.host = parts.scheme, (parts.hostname or "").lower()
        self._port = _port(parts)
        safe = self._scheme == "https" or (
            self._scheme == "http" and _is_loopback(self.host)
        )
        if not safe or not self.host or parts.username:
            raise UnsafeAddress(
                "The address of the upgrade platform has to begin with https://."
            )

    def check(self, url):
        """:return: the url
        :raises UnsafeAddress: it leads elsewhere
        """
        parts = urlsplit(url)
        same = (parts.scheme, _port(parts)) == (self._scheme, self._port)
        if not same or parts.username or not self.allows_host(parts.hostname):
            raise UnsafeAddress(
                f"The platform points to {parts.hostname or 'an unknown place'}, which"
                f" does not belong to {self.host}: nothing was sent there."
            )
        return url

    def allows_host(self, host):
        """Whether a host is the platform's or below it."""
        host = (host or "").lower()
        return host == self.host or host.endswith(f".{self.host}")


def _port(parts):
    try:
        return parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
