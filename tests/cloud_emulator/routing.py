# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Routes: a name for faults and log, a method, a path pattern, a handler."""

from collections.abc import Callable
from dataclasses import dataclass, field

from werkzeug.routing import Map, Rule


@dataclass(frozen=True, eq=False)
class Route:
    """One operation of a service.

    :param name: what faults and log call it
    :param handler: called with the ``Call`` and the variables of the path
    :param options: whatever the provider wants to know about its routes
    """

    name: str
    handler: Callable
    options: dict = field(default_factory=dict)


class Routes:
    """Collects routes; one URL may lead to several of them (see ``variant``)."""

    def __init__(self):
        self.rules = []
        self.names = set()

    def add(self, name, methods, *paths, **options):
        """Decorator: register a handler under ``name`` for some paths."""

        def register(handler):
            self._register(Route(name, handler, options), methods, paths)
            return handler

        return register

    def variant(self, methods, *paths):
        """Decorator: register a function that picks the route from the request.

        It gets the request and returns a ``Route`` made with ``route``.
        """

        def register(choose):
            self._register(choose, methods, paths)
            return choose

        return register

    def route(self, name, **options):
        """Decorator: make a named route without a path, for a ``variant``."""

        def register(handler):
            self.names.add(name)
            return Route(name, handler, options)

        return register

    def include(self, other):
        """Take over the routes of another collection."""
        self.rules += other.rules
        self.names |= other.names

    def _register(self, target, methods, paths):
        if isinstance(target, Route):
            self.names.add(target.name)
        for path in paths:
            self.rules.append((path, methods.split(), target))


def url_map(routers):
    """Join the routes of several ``(owner, Routes)``; endpoints are (owner, route)."""
    rules = [
        Rule(path, methods=methods, endpoint=(owner, target))
        for owner, routes in routers
        for path, methods, target in routes.rules
    ]
    return Map(rules, strict_slashes=False, merge_slashes=False)
