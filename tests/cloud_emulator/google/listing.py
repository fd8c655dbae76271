# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""``files.list``: search, sorting and pages."""

import base64
import json
import zlib

from .errors import (
    DriveError,
    drive_not_found,
    invalid,
    invalid_parameter,
    not_found,
)
from .fields import ALL, wants
from .order import order_sql
from .query import QuerySyntaxError
from .query_sql import Compiler

_CORPORA = ("user", "domain", "drive", "allDrives")
_SPACES = ("drive", "appDataFolder", "photos")


def page_size(call, default, largest):
    """:raises DriveError: 400 at ``page_size`` outside of 1 to ``largest``"""
    text = call.args.get("pageSize", str(default))
    if not text.isdecimal() or not 1 <= int(text) <= largest:
        message = f"Invalid value '{text}'. Values must be within the range: [1, {{}}]"
        raise invalid_parameter("page_size", message.format(largest))
    return int(text)


def encode_token(**values):
    text = json.dumps(values, separators=(",", ":")).encode()
    return "~!!~" + base64.urlsafe_b64encode(text).decode()


def decode_token(token):
    """:raises DriveError: 400 at ``pageToken`` when it is none of ours"""
    try:
        if not token.startswith("~!!~"):
            raise ValueError
        values = json.loads(base64.urlsafe_b64decode(token[4:]))
        return values if isinstance(values, dict) else {}[token]
    except (KeyError, ValueError):
        raise invalid("pageToken") from None


class Listing:
    """One request of ``files.list``."""

    def __init__(self, provider, call):
        self._provider = provider
        self._call = call
        self._args = call.args
        self._size = page_size(call, 100, 1000)
        self._drives = self._included_drives()

    def _included_drives(self):
        call, args = self._call, self._args
        corpora = args.get("corpora", "user").split(",")
        if not set(corpora) <= set(_CORPORA):
            raise invalid("corpora")
        include = call.flag("includeItemsFromAllDrives")
        if include and not call.all_drives:
            message = "The supportsAllDrives parameter was not set to true."
            raise DriveError(403, "supportsTeamDrivesRequired", message)
        memberships = self._provider.access.drives_of(call.caller.user)
        self._one_drive = "drive" in corpora or "driveId" in args
        if self._one_drive:
            return [self._checked_drive(corpora, include, memberships)]
        return memberships if include else []

    def _checked_drive(self, corpora, include, memberships):
        drive_id = self._args.get("driveId")
        if not drive_id or "drive" not in corpora or not include:
            message = (
                "The driveId parameter must be specified if and only if corpora is set"
                " to drive, together with includeItemsFromAllDrives."
            )
            raise DriveError(403, "teamDriveIdRequired", message, location="driveId")
        if drive_id not in memberships:
            raise drive_not_found(drive_id)
        return drive_id

    def _condition(self):
        caller = self._call.caller
        sql, parameters = self._provider.access.visible_sql(caller, self._drives)
        if self._one_drive:
            sql, parameters = f"{sql} AND item.drive_id = ?", parameters + self._drives
        spaces = self._args.get("spaces", "drive").split(",")
        if not set(spaces) <= set(_SPACES):
            raise invalid("spaces")
        marks = ", ".join("?" * len(spaces))
        sql += f" AND item.space IN ({marks}) AND item.parent_id IS NOT NULL"
        return sql, parameters + spaces

    def _query(self):
        access, caller = self._provider.access, self._call.caller
        compiler = Compiler(caller, lambda alias: access.resolve(alias, caller))
        text = self._args.get("q", "")
        if not text.strip():
            return "1", [], False
        try:
            sql, parameters = compiler.compile(text)
        except QuerySyntaxError:
            raise invalid("q") from None
        for parent in compiler.parents:
            if not self._provider.tree.get(parent):
                # the live service names no id here
                raise not_found("")
        return sql, parameters, compiler.full_text

    def run(self):
        """The ``FileList``, as far as the ``fields`` want it."""
        visible, first = self._condition()
        query, second, full_text = self._query()
        order = order_sql(self._args.get("orderBy"), full_text)
        sql = f"SELECT item.* FROM item WHERE ({query}) AND {visible}"
        parameters = second + first
        key = zlib.crc32(json.dumps([sql, parameters, order]).encode())
        rows, token = self._page(sql, parameters, order, key)
        hidden = self._provider.lag.hidden()
        selection = self._call.selection
        inner = selection.get("files", selection) if selection is not ALL else ALL
        result = {
            "kind": "drive#fileList",
            "incompleteSearch": False,
            "files": [
                self._call.presenter.file(row, inner)
                for row in (rows if wants(selection, "files") else [])
                if row["id"] not in hidden
            ],
        }
        if token:
            result["nextPageToken"] = token
        return result

    def _page(self, sql, parameters, order, key):
        """Rows of this page and the token of the next.

        Pages without ``orderBy`` go on after the last item, so that what is created
        or deleted in between neither repeats nor hides others; sorted ones count.
        """
        size = min(self._size, self._provider.settings.google_page_limit or self._size)
        start = self._start(key)
        if order:
            sql += f" ORDER BY {order} LIMIT ? OFFSET ?"
            rows = self._provider.database.all(sql, [*parameters, size + 1, start])
            following = start + size
        else:
            sql += " AND item.seq > ? ORDER BY item.seq LIMIT ?"
            rows = self._provider.database.all(sql, [*parameters, start, size + 1])
            following = rows[size - 1]["seq"] if len(rows) > size else None
        if len(rows) <= size:
            return rows, None
        return rows[:size], encode_token(at=following, of=key)

    def _start(self, key):
        token = self._args.get("pageToken")
        if not token:
            return 0
        values = decode_token(token)
        if values.get("of") != key or not isinstance(values.get("at"), int):
            raise invalid("pageToken")
        return values["at"]
