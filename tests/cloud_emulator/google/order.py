# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sorting of ``files.list`` (parameter ``orderBy``)."""

import re

from . import mime
from .errors import DriveError, invalid

_COLUMNS = {
    "createdTime": "item.created_time",
    "folder": f"item.mime_type != '{mime.FOLDER}'",
    "modifiedByMeTime": "item.modifier_time",
    "modifiedTime": "item.modified_time",
    "name": "item.name",
    "name_natural": "item.name COLLATE natural_order",
    "quotaBytesUsed": "coalesce(item.size, 0)",
    "recency": "max(item.modified_time, coalesce(item.viewed_time, ''))",
    "sharedWithMeTime": (
        "(SELECT max(shared_time) FROM share WHERE share.item_id = item.id)"
    ),
    "starred": "item.starred",
    "viewedByMeTime": "coalesce(item.viewed_time, '')",
}


def order_sql(text, full_text=False):
    """The ORDER BY terms for ``orderBy``, or None when there is none.

    :raises DriveError: 400 on an unknown key, 403 on a key given twice
    """
    if not text:
        return None
    if full_text:
        message = "Sorting is not supported for queries with fullText terms."
        raise DriveError(403, "badRequest", message, location="orderBy")
    keys, terms = set(), []
    for part in text.split(","):
        key, _space, direction = part.strip().partition(" ")
        if key not in _COLUMNS or direction.strip() not in ("", "desc", "asc"):
            raise invalid("orderBy")
        if key in keys:
            reason = "orderByContainsDuplicateSortKeys"
            message = "The sort keys must be different from each other."
            raise DriveError(403, reason, message, location="orderBy")
        keys.add(key)
        terms.append(f"{_COLUMNS[key]} {direction.strip() or 'asc'}")
    return ", ".join([*terms, "item.seq"])


def natural_compare(left, right):
    """Compare names as people do: ``a2`` before ``a10``, case aside."""
    left, right = _natural_key(left), _natural_key(right)
    return (left > right) - (left < right)


def _natural_key(text):
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
        for part in re.split(r"(\d+)", text)
        if part
    ]
