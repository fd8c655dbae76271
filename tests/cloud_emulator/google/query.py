# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The search language of ``files.list`` and ``drives.list`` (parameter ``q``)."""

import re
from dataclasses import dataclass


class QuerySyntaxError(ValueError):
    """The query is not in the language."""


@dataclass(frozen=True)
class Comparison:
    """``field operator value``; also ``value in field`` and a bare ``sharedWithMe``."""

    field: str
    operator: str
    value: object


@dataclass(frozen=True)
class Has:
    """``field has {key='..' and value='..'}``; value None: any."""

    field: str
    key: str
    value: str | None


@dataclass(frozen=True)
class Negation:
    term: object


@dataclass(frozen=True)
class Junction:
    """``and`` or ``or`` over some terms."""

    word: str
    terms: tuple


_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>'(?:[^'\\]|\\.)*')
      | (?P<operator><=|>=|!=|=|<|>)
      | (?P<mark>[(){}])
      | (?P<word>[A-Za-z_][A-Za-z0-9_.]*)
    )""",
    re.VERBOSE | re.DOTALL,
)


def _tokens(text):
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise QuerySyntaxError(f"Unexpected text at {text[position:]!r}.")
        position = match.end()
        value = match[match.lastgroup]
        if match.lastgroup == "string":
            value = re.sub(r"\\(.)", r"\1", value[1:-1], flags=re.DOTALL)
        yield match.lastgroup, value
    yield "end", None


class _Parser:
    """Recursive descent: or < and < not < term."""

    def __init__(self, text):
        self._rest = list(_tokens(text))

    def parse(self):
        tree = self._or()
        self._expect("end")
        return tree

    def _peek(self):
        return self._rest[0]

    def _next(self):
        return self._rest.pop(0)

    def _expect(self, kind, value=None):
        token = self._next()
        if token[0] != kind or (value is not None and token[1] != value):
            raise QuerySyntaxError(f"Expected {value or kind}, found {token[1]!r}.")
        return token[1]

    def _is_word(self, word):
        kind, value = self._peek()
        return kind == "word" and value.lower() == word

    def _junction(self, word, part):
        terms = [part()]
        while self._is_word(word):
            self._next()
            terms.append(part())
        return terms[0] if len(terms) == 1 else Junction(word, tuple(terms))

    def _or(self):
        return self._junction("or", self._and)

    def _and(self):
        return self._junction("and", self._not)

    def _not(self):
        if self._is_word("not"):
            self._next()
            return Negation(self._not())
        return self._term()

    def _term(self):
        kind, value = self._next()
        if (kind, value) == ("mark", "("):
            tree = self._or()
            self._expect("mark", ")")
            return tree
        if kind == "string":
            return self._membership(value)
        if kind != "word":
            raise QuerySyntaxError(f"Expected a term, found {value!r}.")
        return self._comparison(value)

    def _membership(self, value):
        if not self._is_word("in"):
            raise QuerySyntaxError("Expected: in.")
        self._next()
        return Comparison(self._expect("word"), "in", value)

    def _comparison(self, field):
        kind, operator = self._peek()
        if kind == "operator":
            self._next()
            return Comparison(field, operator, self._value())
        if self._is_word("contains"):
            self._next()
            return Comparison(field, "contains", self._expect("string"))
        if self._is_word("has"):
            self._next()
            return self._has(field)
        return Comparison(field, "=", True)

    def _value(self):
        kind, value = self._next()
        if kind == "string":
            return value
        if kind == "word" and value.lower() in ("true", "false"):
            return value.lower() == "true"
        raise QuerySyntaxError(f"Expected a value, found {value!r}.")

    def _has(self, field):
        self._expect("mark", "{")
        self._expect("word", "key")
        self._expect("operator", "=")
        key, value = self._expect("string"), None
        if self._is_word("and"):
            self._next()
            self._expect("word", "value")
            self._expect("operator", "=")
            value = self._expect("string")
        self._expect("mark", "}")
        return Has(field, key, value)


def parse_query(text):
    """Parse a query.

    :return: tree of ``Comparison``, ``Has``, ``Negation`` and ``Junction``
    :raises QuerySyntaxError: when it is not in the language
    """
    try:
        return _Parser(text).parse()
    except RecursionError:
        raise QuerySyntaxError("The query is nested too deeply.") from None
