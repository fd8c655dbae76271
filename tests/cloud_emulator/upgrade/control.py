# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Client of the control operations of the upgrade platform."""


class UpgradePlatform:
    """Acts like the people and machines behind upgrade.odoo.com."""

    cloud = "upgrade"

    def __init__(self, transport):
        self._transport = transport

    @property
    def url(self):
        """Base address of the API."""
        return f"{self._transport.url}/database/v1/"

    def _do(self, operation, content=None, **values):
        return self._transport.operate(self.cloud, operation, content, **values)

    def advance(self, seconds):
        """Let the platform's clock jump ahead."""
        self._do("advance", seconds=seconds)

    def set_state(self, request, state, message=None):
        """Fix a state, with a message for the customer (None: by the clock again)."""
        self._do("set_state", request=request, state=state, message=message)

    def put_result(self, request, content):
        """Set the upgraded dump of a request.

        :param content: bytes or a binary file
        """
        self._do("put_result", content, request=request)

    def read_dump(self, request):
        """:return: the bytes that were uploaded"""
        return self._transport.content(self.cloud, "read_dump", request=request)

    def requests(self):
        """All requests: id, contract, email, target, aim, filename, timezone, state,
        and of the dump its sha256 (``dump``) and ``dump_size``.
        """
        return self._do("requests")
