# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
r"""Plain dumps on their way into ``psql``, which would do what they say.

``psql`` takes a backslash outside of quotes and of COPY data for a command of its own:
``\!`` runs a program, ``\connect`` goes to another database. A dump needs none of them,
so that one which has them is refused. What cannot be read in one way only is refused,
too: ``psql`` might see a command where nobody else does.
"""

import itertools
import math
import re
import secrets
import subprocess

from .errors import BadDump

PIECE = 1024 * 1024  # bytes of a line of data that are looked at together
LONGEST = 32 * PIECE  # bytes of a line that is not data; pg_dump writes short ones
#: after a mistake psql would take data for statements
PSQL_OPTIONS = ("--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1")
#: the first minor versions of psql that know ``\restrict``; all later majors do
_RESTRICT_SINCE = {13: 22, 14: 19, 15: 14, 16: 10, 17: 6}

_NAME = rb'(?:[a-zA-Z0-9_$\x80-\xff]+|"(?:[^"\r\n]|"")+")'
#: exactly what pg_dump writes before data, without options
_COPY = re.compile(
    rb"COPY (?:%(name)s\.)?%(name)s (?:\(%(name)s(?:, %(name)s)*\))? ?FROM stdin;\r?\n"
    % {b"name": _NAME}
)
_DATA_END = (b"\\.\n", b"\\.\r\n", b"\\.")
#: pg_dump's own pair; the one that is sent to psql is around the whole of it
_RESTRICT = re.compile(rb"\\(?:un)?restrict [a-zA-Z0-9]+\s*")
#: as pg_restore leaves them out with ``--no-owner``
_OWNER = re.compile(rb"ALTER [^;'\\$/-]* OWNER TO %b;\r?\n" % _NAME)
#: settings that this PostgreSQL may not know yet
_TIMEOUT = re.compile(rb"SET ([a-z_]+_timeout) = 0;\r?\n")
_SET_KNOWN = (
    b"SELECT pg_catalog.set_config(name, '0', false)"
    b" FROM pg_catalog.pg_settings WHERE name = '%b';\n"
)
_MAKES_ROUTINE = frozenset({b"create", b"function", b"procedure"})
_TOKEN = re.compile(
    rb"""
    (?P<skip>\s+|--[^\r\n]*|::)
    |(?P<comment>/\*)
    |(?P<string>')
    |(?P<identifier>")
    |(?P<dollar>\$(?:[a-zA-Z_\x80-\xff][a-zA-Z0-9_\x80-\xff]*)?\$)
    |(?P<number>[0-9][0-9.]*(?:[eE][+-]?[0-9]+)?(?![a-zA-Z0-9_$\x80-\xff]))
    |(?P<unclear>[0-9])  # goes on as a word or a quote, in some versions
    |(?P<variable>:[a-zA-Z_'"{\x80-\xff])  # psql puts something in its place
    |(?P<word>[a-zA-Z_\x80-\xff][a-zA-Z0-9_$\x80-\xff]*)
    |(?P<backslash>\\)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# Pairs, so that a quote after an odd number of backslashes stands out: whether it ends
# the string depends on its prefix and on a setting of the session.
_IN_STRING = re.compile(rb"(?:[^'\\]|\\[^'])*")
_IN_COMMENT = re.compile(rb"/\*|\*/")


def restriction(psql):
    r"""Have psql itself refuse commands, where it can.

    :param psql: path of the program
    :return: a line to begin a script with, empty when psql is too old for it
    """
    version = subprocess.check_output([psql, "--version"], text=True)
    major, minor = map(int, re.search(r"(\d+)(?:\.(\d+))?", version).groups("0"))
    if major > max(_RESTRICT_SINCE) or minor >= _RESTRICT_SINCE.get(major, math.inf):
        return b"\\restrict %b\n" % secrets.token_hex(32).encode()
    return b""


def script_for(psql, source):
    """Make a plain dump a script that psql can be trusted with.

    :param psql: path of the program that it is for
    :param source: binary file
    :return: iterable of bytes
    :raises BadDump: while it is read, as soon as psql must not have the rest
    """
    first = restriction(psql)
    return itertools.chain([first], SqlScript(source, bool(first)))


class SqlScript:
    """A plain dump without commands of psql, read as a stream.

    :param source: binary file
    :param restricted: psql refuses commands itself
    """

    def __init__(self, source, restricted):
        self._source = source
        self._restricted = restricted
        self._number = 0
        self._begin()
        self._scan = self._sql
        self._until = None

    def __iter__(self):
        """Iterate over what psql may have.

        :raises BadDump: the rest must not reach it
        """
        while line := self._line():
            if _COPY.fullmatch(line) and self._at_statement():
                yield line
                yield from self._data()
            else:
                yield self._checked(line)
        if not self._at_statement():
            raise BadDump("The dump ends in the middle of a statement.")

    # Lines

    def _read(self, size):
        piece = self._source.readline(size)
        if b"\0" in piece:
            # psql would take the next line for a part of this one.
            raise self._refused("a zero byte")
        return piece

    def _line(self):
        self._number += 1
        line = self._read(LONGEST)
        if len(line) == LONGEST:
            raise self._refused("a line that is too long")
        return line

    def _data(self):
        """Pass on the lines of a COPY, in pieces however long they are."""
        begins = True
        while piece := self._read(PIECE):
            yield piece
            if begins:
                self._number += 1
                if piece in _DATA_END:
                    return
            begins = piece.endswith(b"\n")
        raise BadDump("The dump ends in the middle of its data.")

    def _checked(self, line):
        """:return: what psql gets instead of a line"""
        if self._at_statement():
            if _RESTRICT.fullmatch(line) or _OWNER.fullmatch(line):
                return b"\n"
            if timeout := _TIMEOUT.fullmatch(line):
                return _SET_KNOWN % timeout[1]
        if not (self._restricted or line.isascii()):
            # An encoding that a session chooses can make a quote part of a character.
            raise self._refused("letters that this version of psql may misread")
        position = 0
        while position < len(line):
            position = self._scan(line, position)
        return line

    # Statements

    def _begin(self):
        """A statement begins with the next word."""
        self._words = set()
        self._parentheses = 0
        self._empty = True

    def _at_statement(self):
        """Whether nothing of a statement was read."""
        return self._scan == self._sql and self._empty

    def _sql(self, line, position):
        token = _TOKEN.match(line, position)
        kind, text = token.lastgroup, token[0]
        if kind == "comment":
            self._scan, self._until = self._in_comment, 1
        elif kind != "skip":
            self._empty = False
            getattr(self, f"_take_{kind}")(text)
        return token.end()

    def _take_string(self, _text):
        self._scan = self._in_string

    def _take_identifier(self, text):
        self._scan, self._until = self._in_quotes, text

    _take_dollar = _take_identifier

    def _take_other(self, text):
        if text == b"(":
            self._parentheses += 1
        elif text == b")":
            self._parentheses = max(0, self._parentheses - 1)
        elif text == b";" and not self._parentheses:
            self._begin()

    def _take_word(self, text):
        word = text.lower()
        if word in (b"stdin", b"stdout"):
            raise self._refused("data that are not where pg_dump puts them")
        if word == b"begin" and b"create" in self._words and len(self._words) > 1:
            # psql counts BEGIN and END there to find where the statement ends.
            raise self._refused("a function whose body is not quoted")
        if word in _MAKES_ROUTINE:
            self._words.add(word)

    def _take_number(self, _text):
        """A number means nothing here."""

    def _take_backslash(self, _text):
        raise self._refused("a command for psql")

    def _take_variable(self, _text):
        raise self._refused("a variable of psql")

    def _take_unclear(self, _text):
        raise self._refused("a number that is not clear")

    # Quotes

    def _in_string(self, line, position):
        end = _IN_STRING.match(line, position).end()
        if line[end : end + 1] == b"\\":
            raise self._refused("a quote after a backslash")
        if end < len(line):
            self._scan = self._sql
            end += 1
        return end

    def _in_quotes(self, line, position):
        found = line.find(self._until, position)
        if found < 0:
            return len(line)
        self._scan = self._sql
        return found + len(self._until)

    def _in_comment(self, line, position):
        found = _IN_COMMENT.search(line, position)
        if not found:
            return len(line)
        self._until += 1 if found[0] == b"/*" else -1
        if not self._until:
            self._scan = self._sql
        return found.end()

    def _refused(self, what):
        return BadDump(
            f"Line {self._number} of the dump has {what}: it must not reach psql, and"
            " nothing was kept. Ask for a dump in pg_dump's custom format."
        )
