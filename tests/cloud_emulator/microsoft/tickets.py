# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Pre-authorised addresses: they carry a signed ticket and need no bearer token."""

import secrets
import time

import jwt

from .errors import unauthenticated


class Tickets:
    """Signs and checks the tickets of download addresses.

    Switch ``microsoft_download_seconds``: how long they are good.
    """

    def __init__(self, database, settings):
        self._database = database
        self._settings = settings
        settings.register(
            microsoft_download_seconds=3600, microsoft_strict_storage_auth=False
        )
        database.define("CREATE TABLE IF NOT EXISTS graph_ticket_key (value TEXT)")
        self._key = database.value("SELECT value FROM graph_ticket_key")
        if self._key is None:
            self.expire()

    def expire(self):
        """All tickets given out so far are void from now on."""
        self._key = secrets.token_hex(32)
        self._database.execute("DELETE FROM graph_ticket_key")
        self._database.insert("graph_ticket_key", value=self._key)

    def issue(self, item_id):
        expires = int(time.time()) + self._settings.microsoft_download_seconds
        return jwt.encode({"item": item_id, "exp": expires}, self._key, "HS256")

    def item_id(self, ticket):
        """:raises GraphError: 401 for a ticket that is void"""
        try:
            return jwt.decode(ticket, self._key, algorithms=["HS256"])["item"]
        except jwt.PyJWTError:
            raise unauthenticated() from None

    def check_bearer(self, request):
        """Storage wants no ``Authorization``; only the strict mode refuses it.

        :raises GraphError: 401
        """
        if not self._settings.microsoft_strict_storage_auth:
            return
        if "Authorization" in request.headers:
            raise unauthenticated()
