# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which handler answers which method on which kind of address."""

from ..routing import Routes
from .address import parse
from .errors import GraphError, unknown_segment

#: the version in front of all addresses; the second one is SharePoint's own name
PREFIXES = ("/v1.0", "/_api/v2.0")


class Endpoints:
    """Collects handlers; werkzeug's rules cannot tell the colon forms apart.

    A handler gets a ``GraphCall``.
    """

    def __init__(self):
        self.routes = Routes()
        self._table = {}
        paths = [
            f"{prefix}{slashes}<path:rest>"
            for prefix in PREFIXES
            for slashes in ("/", "//")
        ]
        self.routes.variant("GET POST PUT PATCH DELETE", *paths)(self._choose)
        self._unknown = self.routes.route("graph.unknown")(_unknown)

    def on(self, name, method, target, action="", **options):
        """Decorator: register a handler.

        :param target: ``Address.target``
        :param action: ``Address.action``, as it is written in Graph's documentation
        :param options: ``right``: READ, WRITE or None
        """

        def register(handler):
            route = self.routes.route(name, **options)(handler)
            self._table[method, target, action.lower()] = route
            return handler

        return register

    def _choose(self, request):
        try:
            address = parse(_below_version(request.path))
        except GraphError as error:
            request.environ["graph.address"] = error
            return self._unknown
        request.environ["graph.address"] = address
        key = (request.method, address.target, address.action)
        return self._table.get(key, self._unknown)


def _below_version(path):
    prefix = next(each for each in PREFIXES if path.startswith(f"{each}/"))
    return path.removeprefix(prefix)


def _unknown(call):
    """Nothing like it is there, or not with this method."""
    address = call.address
    if isinstance(address, GraphError):
        raise address
    raise unknown_segment(address.action or address.target)


ENDPOINTS = Endpoints()
on = ENDPOINTS.on
