# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What an address of Graph means: holder, drive, item, action.

Forms like ``/drives/{d}/root:/a/b.txt:/content`` are taken apart here. Words of the
address may be written in any case; ids and names keep theirs.
"""

import re
from dataclasses import dataclass, replace

from .errors import unknown_segment

_CALL = re.compile(r"(?P<name>\w+)\((?P<argument>.*)\)$", re.S)
_ARGUMENT = re.compile(r"\w+='(?P<value>(?:[^']|'')*)'$", re.S)
_HOLDERS = ("users", "groups")


@dataclass(frozen=True)
class Address:
    """One parsed address.

    :param target: what it leads to: item, drive, drives, site, sites, user, ...
    :param holder: who has the drive: ``("me",)``, ``("user", key)``,
        ``("group", id)``, ``("site", key)``, ``("drive", id)``
    :param item: id of an item, or ``root``
    :param path: names below the item
    :param action: lower-case word behind it, or empty
    :param argument: of an action like ``search(q='x')``
    :param details: what comes behind the action
    """

    target: str
    holder: tuple = ()
    item: str = ""
    path: tuple = ()
    action: str = ""
    argument: str | None = None
    details: tuple = ()


def parse(text):
    """Take a decoded path, what comes after the version, apart.

    :raises GraphError: 400 for a word that means nothing at its place
    """
    head, rest = _cut(text)
    word = head.lower()
    if word == "me":
        return _holder(("me",), rest)
    if word == "drives" and rest:
        drive_id, rest = _cut(rest)
        return _drive(("drive", drive_id), rest)
    if word == "drive":
        return _drive(("me",), rest)
    if word in _HOLDERS and rest:
        key, rest = _cut(rest)
        return _holder((word.removesuffix("s"), key), rest)
    if word == "sites":
        return _sites(rest)
    if word in ("users", "$batch", "subscriptions") and not rest:
        return Address(word)
    if word == "subscriptions":
        return Address("subscription", details=(rest,))
    raise unknown_segment(head)


def _cut(text):
    """The first segment, and the rest."""
    head, _slash, rest = text.lstrip("/").partition("/")
    return head, rest.lstrip("/")


def _names(text):
    """Names of a path; single dots mean nothing."""
    return tuple(name for name in text.split("/") if name not in ("", "."))


def _sites(text):
    """``host,guid,guid``, ``root``, or ``host:/path`` with an optional second colon."""
    if not text:
        return Address("sites")
    key, rest = _cut(text)
    if key.endswith(":"):
        path, _colon, rest = rest.partition(":")
        return _holder(("site", "/".join(_names(path)), "path"), rest.lstrip("/"))
    return _holder(("site", key), rest)


def _holder(holder, text):
    """What belongs to a user, group or site."""
    if not text:
        return Address(holder[0], holder)
    head, rest = _cut(text)
    word = head.lower()
    if word == "drive":
        return _drive(holder, rest)
    if word == "drives" and not rest:
        return Address("drives", holder)
    if word == "drives":
        drive_id, rest = _cut(rest)
        return _drive(("drive", drive_id), rest)
    raise unknown_segment(head)


def _drive(holder, text):
    if not text:
        return Address("drive", holder)
    head, rest = _cut(text)
    word = head.lower()
    if word in ("root", "root:"):
        return _item(Address("item", holder, "root"), word.endswith(":"), rest)
    if word == "items" and rest:
        key, rest = _cut(rest)
        address = Address("item", holder, key.removesuffix(":"))
        return _item(address, key.endswith(":"), rest)
    # search and delta of a drive are those of its top folder
    return _action(Address("item", holder, "root"), text)


def _item(address, by_path, text):
    if by_path:
        path, _colon, text = text.partition(":")
        address = replace(address, path=_names(path))
    return _action(address, text.strip("/"))


def _action(address, text):
    if not text:
        return address
    call = _CALL.match(text)
    if call:
        argument = _ARGUMENT.match(call["argument"])
        value = argument and argument["value"].replace("''", "'")
        return replace(address, action=_word(call["name"]), argument=value)
    head, *details = text.split("/")
    if head.lower() == "children" and details:
        # a child by its name, and what is wanted of it
        below = replace(address, path=(*address.path, details[0]))
        return _action(below, "/".join(details[1:]))
    return replace(address, action=_word(head), details=tuple(details))


def _word(text):
    return text.lower().removeprefix("microsoft.graph.").removeprefix("view.")
