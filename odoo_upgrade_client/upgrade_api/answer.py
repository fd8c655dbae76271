# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Answers of the platform: JSON whatever the HTTP status says."""

import json
import re
from dataclasses import dataclass, field

from .errors import NotOffered, Refused, TryLater

#: reasons that pass by themselves (seen in public clients, not documented)
PASSING = frozenset({"SERVER:ERROR"})
_BUSY = frozenset({408, 425, 429})
_GONE = frozenset({404, 405, 410})
_TRAILING_COMMA = re.compile(r",(\s*[\]}])")


@dataclass(frozen=True)
class Failure:
    """One thing the platform does not accept.

    :param reason: machine code such as ``TARGET:INVALID``; the set is open
    :param message: text for people, may be empty
    :param value: the faulty value (``value`` or ``code`` of the answer), or None
    :param expected: the values that would be accepted
    :param data: the whole entry as it came
    """

    reason: str
    message: str = ""
    value: str | None = None
    expected: tuple = ()
    data: dict = field(default_factory=dict, compare=False)

    @classmethod
    def parse(cls, entry):
        if not isinstance(entry, dict):
            entry = {"message": str(entry)}
        value = entry.get("value", entry.get("code"))
        expected = entry.get("expected") or ()
        if not isinstance(expected, list):
            expected = (expected,) if expected else ()
        return cls(
            str(entry.get("reason") or "UNKNOWN"),
            str(entry.get("message") or ""),
            None if value is None else str(value),
            tuple(str(each) for each in expected),
            entry,
        )

    def __str__(self):
        text = (self.message or "The platform gives no explanation").rstrip(".")
        text = f"{text} ({self.reason})."
        if self.expected:
            text += f" It expects one of {', '.join(self.expected)}."
        return text


@dataclass(frozen=True)
class Answer:
    """A success.

    :param request: the ``request`` object, with all keys it came with
    :param data: the whole answer
    """

    request: dict
    data: dict


def parse(status, text):
    """Read an answer.

    :param status: HTTP status
    :param text: body
    :return: :class:`Answer`
    :raises Refused: the platform gave failures
    :raises TryLater: the failures pass, or a server or proxy is in trouble
    :raises NotOffered: it is no answer of this API
    """
    data = _json(text)
    if data is None or not {"failures", "request"} & data.keys():
        raise _foreign(status)
    entries = data.get("failures") or []
    if not isinstance(entries, list):
        entries = [entries]
    failures = [Failure.parse(entry) for entry in entries]
    if failures and all(failure.reason in PASSING for failure in failures):
        raise TryLater(f"The platform is in trouble: {failures[0]}", failures=failures)
    if failures:
        raise Refused(failures)
    if status >= 400:
        raise _foreign(status)
    request = data.get("request")
    return Answer(request if isinstance(request, dict) else {}, data)


def _json(text):
    """The JSON object a body begins with, or None.

    What follows it (an error page) is ignored, and so are commas before closing
    brackets: the documentation's own example has them.
    """
    text = text.lstrip("\ufeff \r\n\t")
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            data = _clean(json.JSONDecoder().raw_decode(candidate)[0])
        except (ValueError, RecursionError):
            continue
        return data if isinstance(data, dict) else None
    return None


def _clean(value):
    """Leave out of a parsed answer what no database takes for text."""
    if isinstance(value, dict):
        return {_clean(name): _clean(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, str):
        # Half a character has no encoding.
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    return value


def _foreign(status):
    """The error for an answer of which only the HTTP status says something."""
    if status == 413:
        text = "The dump is too large to be sent over HTTPS: use SFTP"
        return Refused([Failure("HTTP:413", text)])
    if status >= 500 or status in _BUSY:
        return TryLater(f"The platform is in trouble (HTTP {status}).")
    if status < 400 or status in _GONE:
        return NotOffered(
            "What answers at the platform's address is not the upgrade API"
            f" (HTTP {status}): check the address in the settings. Odoo may have"
            " stopped offering it."
        )
    return Refused([Failure(f"HTTP:{status}", "The platform refuses the request")])
