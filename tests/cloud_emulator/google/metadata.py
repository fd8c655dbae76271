# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The writable part of a ``File`` body as columns and properties."""

from . import clock
from .errors import bad_request, invalid
from .properties import PUBLIC


def _text(name, value):
    if not isinstance(value, str):
        raise bad_request(f"{name} must be a text.")
    return value


def _mime_type(name, value):
    if _text(name, value).count("/") != 1:
        raise invalid(name)
    return value


def _flag(name, value):
    if not isinstance(value, bool):
        raise bad_request(f"{name} must be true or false.")
    return int(value)


def _time(name, value):
    try:
        return clock.normal(_text(name, value))
    except ValueError:
        raise invalid(name) from None


_COLUMNS = {
    "name": ("name", _text),
    "mimeType": ("mime_type", _mime_type),
    "description": ("description", _text),
    "starred": ("starred", _flag),
    "folderColorRgb": ("folder_color", _text),
    "createdTime": ("created_time", _time),
    "modifiedTime": ("modified_time", _time),
    "viewedByMeTime": ("viewed_time", _time),
    "originalFilename": ("original_filename", _text),
}


def columns(body):
    """The columns a body sets; members that cannot be written are ignored.

    :raises DriveError: 400 when a value has the wrong form
    """
    values = {
        column: convert(name, body[name])
        for name, (column, convert) in _COLUMNS.items()
        if body.get(name) is not None
    }
    shortcut = body.get("shortcutDetails")
    if isinstance(shortcut, dict) and shortcut.get("targetId"):
        values["target_id"] = _text("shortcutDetails.targetId", shortcut["targetId"])
    if "trashed" in body:
        _flag("trashed", body["trashed"])
    return values


def property_changes(body, client):
    """Pairs (owner, changes) of the public and private properties in a body."""
    changes = []
    for name, owner in (("properties", PUBLIC), ("appProperties", client)):
        pairs = body.get(name)
        if pairs is None:
            continue
        if not isinstance(pairs, dict):
            raise bad_request(f"{name} must be an object.")
        changes.append((owner, pairs))
    return changes
