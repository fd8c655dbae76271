# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Query trees as SQL conditions on the table ``item``."""

import re
from functools import lru_cache

from . import clock
from .query import Comparison, Has, Junction, Negation, QuerySyntaxError, parse_query

_EQUALS = {"=": "=", "!=": "!="}
_ORDER = {**_EQUALS, "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TIMES = {
    "modifiedTime": "item.modified_time",
    "createdTime": "item.created_time",
    "viewedByMeTime": "item.viewed_time",
}
_FLAGS = {"trashed": "item.trashed", "starred": "item.starred"}
_VISIBILITIES = frozenset(
    "anyoneCanFind anyoneWithLink domainCanFind domainWithLink limited".split()
)


@lru_cache(maxsize=1000)
def _word_start(text):
    return re.compile(r"(?<![^\W_])" + re.escape(text.casefold()))


def word_prefix(text, wanted):
    """``contains`` of Drive: the wanted text begins at the beginning of a word."""
    return text is not None and bool(_word_start(wanted).search(text.casefold()))


class Compiler:
    """Turns a query into SQL.

    :param caller: for ``me``, ``sharedWithMe`` and private properties
    :param resolve: alias of a folder -> id
    """

    def __init__(self, caller, resolve):
        self._caller = caller
        self._resolve = resolve
        self.parents = []
        self.full_text = False

    def compile(self, text):
        """:return: (sql, parameters); :raises QuerySyntaxError: on a bad query"""
        return self._node(parse_query(text))

    def _node(self, node):
        if isinstance(node, Junction):
            parts = [self._node(term) for term in node.terms]
            sql = f" {node.word} ".join(f"({part})" for part, _values in parts)
            return sql, [value for _part, values in parts for value in values]
        if isinstance(node, Negation):
            sql, parameters = self._node(node.term)
            return f"NOT coalesce(({sql}), 0)", parameters
        if isinstance(node, Has):
            return self._has(node)
        return self._comparison(node)

    def _comparison(self, node):
        field = node.field
        if field in _TIMES:
            return self._time(node)
        if field in _FLAGS:
            operator = _operator(node, _EQUALS)
            return f"{_FLAGS[field]} {operator} ?", [int(_flag(node))]
        compile_field = {
            "parents": self._parents,
            "name": self._name,
            "fullText": self._full_text,
            "mimeType": self._mime_type,
            "owners": self._owners,
            "writers": self._members,
            "readers": self._members,
            "sharedWithMe": self._shared_with_me,
            "visibility": self._visibility,
            "shortcutDetails.targetId": self._target,
        }.get(field)
        if compile_field is None:
            raise QuerySyntaxError(f"Unknown field {field}.")
        return compile_field(node)

    def _time(self, node):
        try:
            value = clock.normal(_text(node))
        except ValueError:
            raise QuerySyntaxError(f"{node.value!r} is no time.") from None
        return f"{_TIMES[node.field]} {_operator(node, _ORDER)} ?", [value]

    def _parents(self, node):
        _operator(node, {"in": "in"})
        parent = self._resolve(node.value)
        self.parents.append(parent)
        return "item.parent_id = ?", [parent]

    def _name(self, node):
        if node.operator == "contains":
            return "word_prefix(item.name, ?)", [node.value]
        return f"item.name {_operator(node, _EQUALS)} ?", [_text(node)]

    def _full_text(self, node):
        _operator(node, {"contains": "contains"})
        self.full_text = True
        wanted = _text(node)
        if len(wanted) > 1 and wanted[0] == wanted[-1] == '"':
            wanted = wanted[1:-1]
        columns = ("name", "description", "document")
        sql = " OR ".join(f"word_prefix(item.{column}, ?)" for column in columns)
        return sql, [wanted] * len(columns)

    def _mime_type(self, node):
        if node.operator == "contains":
            return "instr(item.mime_type, ?) = 1", [node.value]
        return f"item.mime_type {_operator(node, _EQUALS)} ?", [_text(node)]

    def _email(self, node):
        _operator(node, {"in": "in"})
        return self._caller.user if node.value == "me" else node.value

    def _owners(self, node):
        return "item.owner = ?", [self._email(node)]

    def _members(self, node):
        email = self._email(node)
        roles = "" if node.field == "readers" else " AND role NOT IN ('reader')"
        sql = (
            "item.owner = ? OR item.drive_id IN (SELECT drive_id FROM member WHERE"
            f" user IN (?, '*'){roles}) OR item.id IN (SELECT item_id FROM share WHERE"
            f" user = ?{roles})"
        )
        return sql, [email, email, email]

    def _shared_with_me(self, node):
        operator = _operator(node, {"=": "IN", "!=": "NOT IN"})
        if not _flag(node):
            operator = {"IN": "NOT IN", "NOT IN": "IN"}[operator]
        sql = f"item.id {operator} (SELECT item_id FROM share WHERE user = ?)"
        return sql, [self._caller.user]

    def _visibility(self, node):
        operator = _operator(node, _EQUALS)
        if node.value not in _VISIBILITIES:
            raise QuerySyntaxError(f"Unknown visibility {node.value}.")
        # nothing here is open to more people than those named
        return f"'limited' {operator} ?", [node.value]

    def _target(self, node):
        return f"item.target_id {_operator(node, _EQUALS)} ?", [_text(node)]

    def _has(self, node):
        clients = {"properties": "", "appProperties": self._caller.client}
        if node.field not in clients:
            raise QuerySyntaxError(f"{node.field} has no properties.")
        sql = (
            "item.id IN (SELECT item_id FROM property WHERE key = ? AND client = ?"
            " AND (value = ? OR ? IS NULL))"
        )
        value = node.value
        return sql, [node.key, clients[node.field], value, value]


def _operator(node, allowed):
    if node.operator not in allowed:
        raise QuerySyntaxError(f"{node.field} has no operator {node.operator}.")
    return allowed[node.operator]


def _text(node: Comparison):
    if not isinstance(node.value, str):
        raise QuerySyntaxError(f"{node.field} needs a text in quotes.")
    return node.value


def _flag(node: Comparison):
    value = node.value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        value = value.lower() == "true"
    if not isinstance(value, bool):
        raise QuerySyntaxError(f"{node.field} needs true or false.")
    return value
