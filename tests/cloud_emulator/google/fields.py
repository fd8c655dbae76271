# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Partial answers: the ``fields`` parameter (``a,b(c,d),e/f,*``)."""

import re
from functools import lru_cache

from .errors import invalid_parameter
from .resources import ANY, DEFAULT_MASKS, RESOURCES

_TOKEN = re.compile(r"[A-Za-z0-9_.@\-]+|[*(),/]")

#: selects a value with everything in it
ALL = object()


class _Parser:
    """Recursive descent over the mask; gives nested dicts ending in ``ALL``."""

    def __init__(self, mask):
        compact = re.sub(r"\s+", "", mask)
        self._tokens = _TOKEN.findall(compact)
        if "".join(self._tokens) != compact:
            raise _invalid(mask)
        self._mask = mask

    def parse(self, schema):
        tree = self._list(schema)
        if self._tokens:
            raise _invalid(self._mask)
        return tree

    def _next(self):
        return self._tokens.pop(0) if self._tokens else None

    def _peek(self):
        return self._tokens[0] if self._tokens else None

    def _list(self, schema):
        tree = {}
        while True:
            _merge(tree, self._item(schema))
            if self._peek() != ",":
                return tree
            self._next()

    def _item(self, schema):
        name = self._next()
        if name is None or name in "(),/":
            raise _invalid(self._mask)
        inner = self._inner_schema(schema, name)
        if self._peek() == "/":
            self._next()
            return {name: self._item(inner)}
        if self._peek() == "(":
            self._next()
            tree = self._list(inner)
            if self._next() != ")":
                raise _invalid(self._mask)
            return {name: tree}
        return {name: ALL}

    def _inner_schema(self, schema, name):
        if schema is ANY or name == "*":
            return schema
        if schema is None or name not in schema:
            raise _invalid(name)
        return schema[name]


def _invalid(name):
    return invalid_parameter("fields", f"Invalid field selection {name}")


def _merge(tree, other):
    for name, inner in other.items():
        known = tree.get(name)
        if known is ALL or inner is ALL:
            tree[name] = ALL
        elif known is None:
            tree[name] = inner
        else:
            _merge(known, inner)


@lru_cache(maxsize=1000)
def parse_mask(mask, resource):
    """Parse and check a mask.

    :param mask: value of ``fields``, or None when the request has none
    :param resource: key of ``resources.RESOURCES``
    :return: the selection for ``select``
    :raises DriveError: 400 ``invalidParameter`` on an unknown name
    """
    if mask is None:
        mask = DEFAULT_MASKS[resource]
    if not mask.strip():
        return {}
    return _Parser(mask).parse(RESOURCES[resource])


def select(value, tree):
    """Cut ``value`` (JSON) down to the selection ``tree``."""
    if tree is ALL:
        return value
    if isinstance(value, list):
        return [select(each, tree) for each in value]
    if not isinstance(value, dict):
        return value
    if "*" in tree:
        if tree["*"] is ALL:
            return value
        names = value
    else:
        names = tree
    return {
        name: select(value[name], tree.get(name, tree.get("*")))
        for name in names
        if name in value
    }


def wants(tree, name):
    """Whether the selection asks for the member ``name``."""
    return tree is ALL or name in tree or "*" in tree
