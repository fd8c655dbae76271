# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Notification channels: Drive tells a server that the changes feed has news."""

import dataclasses
import hashlib
import json
import time
from email.utils import formatdate

from ..postman import Letter, Sender, is_acceptable
from ..routing import Routes
from .errors import DriveError, bad_request, required

routes = Routes()
ROUTE = "drive.notify"
routes.names.add(ROUTE)

#: seconds a channel lives, when nothing is asked for and at most
DEFAULT_LIFE = 3600
LONGEST_LIFE = 7 * 86400
TOKEN_LENGTH = 256


@routes.add("drive.channels.stop", "POST", "/drive/v3/channels/stop")
def stop(call):
    body = call.json_body()
    for name in ("id", "resourceId"):
        if not body.get(name):
            raise required(name)
    call.provider.channels.stop(call.caller, body["id"], body["resourceId"])


class Channels(Sender):
    """All open channels: rows of the table ``channel``.

    ``expires`` is in ms, ``told`` the number of the newest change that was told,
    ``number`` that of the last message.
    """

    route = ROUTE

    def __init__(self, database, changes):
        self._database = database
        self._changes = changes

    def open(self, call, feeds):
        """Open a channel on some feeds.

        :return: the ``Channel`` resource
        :raises DriveError: 400 for what Drive does not accept
        """
        body = call.json_body()
        self._check(body)
        page_token = call.args["pageToken"]
        uri = f"{call.base_url}/drive/v3/changes?alt=json&pageToken={page_token}"
        values = {
            "id": body["id"],
            "resource_id": _resource_id(call.caller.user, feeds),
            "resource_uri": uri,
            "token": body.get("token"),
            "expires": _expiration(body.get("expiration")),
        }
        with self._database.transaction():
            if self._row(body["id"]):
                message = f"Channel id {body['id']} not unique"
                raise DriveError(400, "channelIdNotUnique", message)
            self._database.insert(
                "channel",
                **values,
                user=call.caller.user,
                address=body["address"],
                feeds=json.dumps(feeds),
                told=self._changes.next_token() - 1,
                number=0,
            )
        return _resource(values)

    def _check(self, body):
        for name in ("id", "type", "address"):
            if not body.get(name):
                raise required(name)
        if body["type"] not in ("web_hook", "webhook"):
            raise bad_request(f"Unknown channel type {body['type']}.")
        if not is_acceptable(body["address"]):
            message = f"WebHook callback must be HTTPS: {body['address']}"
            raise DriveError(400, "push.webhookUrlNotHttps", message)
        if len(body.get("token") or "") > TOKEN_LENGTH:
            raise bad_request(f"A token has up to {TOKEN_LENGTH} characters.")

    def _row(self, channel_id):
        return self._database.one("SELECT * FROM channel WHERE id = ?", [channel_id])

    def stop(self, caller, channel_id, resource_id):
        """:raises DriveError: 404 when the caller has no such channel"""
        row = self._row(channel_id)
        if not row or (row["resource_id"], row["user"]) != (resource_id, caller.user):
            message = f"Channel '{channel_id}' not found for project 'emulated'"
            raise DriveError(404, "channelUnknown", message)
        self._database.execute("DELETE FROM channel WHERE id = ?", [channel_id])

    def all(self):
        """The open channels, for the control API; no token among it."""
        return [
            {name: row[name] for name in ("id", "user", "address", "expires", "number")}
            for row in self._database.all("SELECT * FROM channel ORDER BY id")
        ]

    def expire(self):
        self._database.execute("DELETE FROM channel")

    # Notifications

    def due(self, busy):
        if not self._database.one("SELECT 1 FROM channel LIMIT 1"):
            return []
        letters = []
        with self._database.transaction():
            self._database.execute(
                "DELETE FROM channel WHERE expires <= ?", [_milliseconds()]
            )
            for row in self._database.all("SELECT * FROM channel ORDER BY id"):
                feeds = json.loads(row["feeds"])
                new = row["number"] == 0
                news = new or self._changes.since(row["told"] + 1, feeds, 1)
                if news and row["id"] not in busy:
                    letters.append(self._letter(row, "sync" if new else "change"))
        return letters

    def _letter(self, row, state):
        number = row["number"] + 1
        told = self._changes.next_token() - 1 if row["number"] else row["told"]
        self._database.update("channel", {"id": row["id"]}, number=number, told=told)
        headers = {
            "Content-Type": "application/json; utf-8",
            "User-Agent": "APIs-Google; (+https://developers.google.com/webmasters/"
            "APIs-Google.html)",
            "X-Goog-Channel-ID": row["id"],
            "X-Goog-Channel-Expiration": formatdate(row["expires"] / 1000, usegmt=True),
            "X-Goog-Message-Number": str(number),
            "X-Goog-Resource-ID": row["resource_id"],
            "X-Goog-Resource-State": state,
            "X-Goog-Resource-URI": row["resource_uri"],
        }
        if row["token"]:
            headers["X-Goog-Channel-Token"] = row["token"]
        shown = {"channel": row["id"], "state": state, "number": number}
        return Letter(row["id"], row["address"], headers, shown=shown)

    def forged(self, letter):
        headers = {**letter.headers, "X-Goog-Channel-Token": "forged"}
        return dataclasses.replace(letter, headers=headers)

    def repeats(self, status):
        return status in (0, 500, 502, 503, 504)


def _milliseconds(seconds=0):
    return int((time.time() + seconds) * 1000)


def _expiration(asked):
    """The end of a channel in ms.

    :param asked: ms as number or text, or None
    """
    if asked is None:
        return _milliseconds(DEFAULT_LIFE)
    if not str(asked).isdecimal() or int(asked) <= _milliseconds():
        raise bad_request("The expiration of a channel is a time to come, in ms.")
    return min(int(asked), _milliseconds(LONGEST_LIFE))


def _resource_id(user, feeds):
    """The same for the same feeds of the same user, and opaque."""
    return hashlib.sha256(repr([user, *feeds]).encode()).hexdigest()[:27]


def _resource(values):
    resource = {
        "kind": "api#channel",
        "id": values["id"],
        "resourceId": values["resource_id"],
        "resourceUri": values["resource_uri"],
        "expiration": str(values["expires"]),
    }
    return {**resource, "token": values["token"]} if values["token"] else resource
