# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which names OneDrive and SharePoint take (facts: names section of Graph)."""

import re

from .errors import GraphError, invalid_request

NAME_LIMIT = 255
#: characters of the decoded path, the library's own place included
PATH_LIMIT = 400
_FORBIDDEN = re.compile(r'["*:<>?/\\|\x00-\x1f\x7f]')
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$|\.lock$|desktop\.ini$", re.I
)


def key(name):
    """Names with the same key collide: case does not count."""
    return name.lower()


def check(name, kind, at_root):
    """Whether a drive takes the name.

    :param kind: ``driveType`` of the drive
    :param at_root: it is to lie in the drive's top folder
    :raises GraphError: 400 when it does not
    """
    if not isinstance(name, str) or not name:
        raise invalid_request("The name in the provided item is missing.")
    if _FORBIDDEN.search(name):
        raise invalid_request(
            "The provided name cannot contain any of the characters that are not"
            " allowed in names.",
            "invalidPath",
        )
    if name != name.strip(" ") or name.endswith("."):
        raise invalid_request(
            "The provided name cannot begin or end with a space, or end with a dot.",
            "invalidPath",
        )
    if len(name) > NAME_LIMIT:
        raise invalid_request("The provided name is too long.", "pathIsTooLong")
    if _is_reserved(name, kind, at_root):
        raise invalid_request(
            "The provided name is reserved by the service.", "invalidPath"
        )


def _is_reserved(name, kind, at_root):
    lowered = name.lower()
    library = kind == "documentLibrary"
    return (
        _RESERVED.match(name) is not None
        or lowered.startswith("~$" if library else "~")
        or "_vti_" in lowered
        or (library and at_root and lowered == "forms")
    )


def check_length(path):
    """:raises GraphError: 400 ``pathIsTooLong`` for a decoded path of 400 or more"""
    if len(path) >= PATH_LIMIT:
        message = "The specified file or folder path is too long."
        raise GraphError(400, "invalidRequest", message, "pathIsTooLong")


def numbered(name, number, folder):
    """The name that ``rename`` tries next: ``New Folder 1``, ``report 1.pdf``."""
    stem, dot, extension = name.rpartition(".")
    if folder or not stem:
        return f"{name} {number}"
    return f"{stem} {number}{dot}{extension}"
