# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Collections in pages: ``$top``, ``$orderby`` and the links to what follows."""

import base64
import binascii
import json
from urllib.parse import quote, urlencode

from .errors import GraphError, invalid_request

PAGE = 200
LONGEST_PAGE = 1000
_ORDER = {
    "name": "name_key",
    "size": "size",
    "lastmodifieddatetime": "modified",
    "createddatetime": "created",
}


def page_size(call):
    """How many entries a page gets.

    :raises GraphError: 400 when ``$top`` is no number above 0
    """
    text = call.option("top")
    if text is None:
        size = PAGE
    elif text.isdecimal() and int(text) > 0:
        size = min(int(text), LONGEST_PAGE)
    else:
        raise invalid_request("Invalid value for $top.", "invalidParameterFormat")
    return min(size, call.provider.settings.microsoft_page_limit or size)


def order(call):
    """SQL of ``$orderby``; folders come first when nothing is said.

    :raises GraphError: 400 for a property that cannot be sorted by
    """
    text = call.option("orderby")
    if not text:
        return "folder DESC, name_key, seq"
    terms = []
    for part in text.split(","):
        name, *direction = part.split()
        column = _ORDER.get(name.lower())
        if column is None or direction not in ([], ["asc"], ["desc"]):
            raise invalid_request(f"Cannot order by {part}.")
        terms.append(f"{column} {' '.join(direction)}")
    return ", ".join([*terms, "seq"])


def encode(**values):
    data = json.dumps(values, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(token):
    """:raises ValueError: when it is no token of ours"""
    try:
        data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        values = json.loads(data)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise ValueError("malformed token") from None
    if not isinstance(values, dict):
        raise ValueError("malformed token")
    return values


def skipped(call):
    """How many entries the pages before had.

    :raises GraphError: 400 for a token of something else
    """
    token = call.option("skiptoken")
    if not token:
        return 0
    try:
        return int(decode(token)["skip"])
    except (KeyError, TypeError, ValueError):
        raise GraphError(400, "invalidRequest", "Invalid skiptoken.") from None


def link(call, path, **changes):
    """An absolute address with the parameters asked for, or others.

    :param path: decoded
    :param changes: parameters to set, without ``$``; None drops one
    """
    query = {
        name: value
        for name, value in call.request.args.items()
        if name.removeprefix("$") not in changes
    }
    for name, value in changes.items():
        if value is not None:
            query["token" if name == "token" else f"${name}"] = value
    path = quote(path, safe="/:$!(),='")
    return f"{call.service_url}{path}?{urlencode(query, safe='$')}"


def next_link(call, skip):
    """Where the page after the first ``skip`` entries is."""
    return link(call, call.request.path, skiptoken=encode(skip=skip))
