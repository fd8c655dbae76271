# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Subscriptions: Graph tells a server that there is something new in a drive."""

import json
import uuid
from itertools import groupby

from ..postman import Letter, Sender
from . import clock, ids
from .errors import GraphError

ROUTE = "graph.notify"


class Subscriptions(Sender):
    """All subscriptions: rows of the table ``graph_subscription``.

    ``told`` is the number of the newest change that was told.
    """

    route = ROUTE

    def __init__(self, database, changes):
        self._database = database
        self._changes = changes

    def add(self, caller, drive, **values):
        """:return: the new row; ``values`` are further columns"""
        subscription_id = str(uuid.uuid4())
        self._database.insert(
            "graph_subscription",
            id=subscription_id,
            app=caller.app,
            account=caller.account,
            drive_id=drive["id"],
            told=self._changes.last(),
            **values,
        )
        return self.get(caller, subscription_id)

    def of(self, caller):
        """The subscriptions of an account by one application."""
        return self._database.all(
            "SELECT * FROM graph_subscription"
            " WHERE app = ? AND account = ? AND expires > ? ORDER BY seq",
            [caller.app, caller.account, clock.now()],
        )

    def get(self, caller, subscription_id):
        """:raises GraphError: 404 also when it belongs to somebody else, or ended"""
        for row in self.of(caller):
            if row["id"] == subscription_id:
                return row
        raise GraphError(404, "ResourceNotFound", "The object was not found.")

    def prolong(self, row, expires):
        self._database.update("graph_subscription", {"id": row["id"]}, expires=expires)

    def remove(self, row):
        self._database.execute(
            "DELETE FROM graph_subscription WHERE id = ?", [row["id"]]
        )

    def all(self):
        """For the control API; no client state among it."""
        names = ("id", "account", "address", "resource", "expires")
        rows = self._database.all("SELECT * FROM graph_subscription ORDER BY seq")
        return [{name: row[name] for name in names} for row in rows]

    def expire(self):
        self._database.execute("DELETE FROM graph_subscription")

    # Notifications

    def due(self, busy):
        if not self._database.one("SELECT 1 FROM graph_subscription LIMIT 1"):
            return []
        letters = []
        with self._database.transaction():
            last = self._changes.last()
            for address, rows in groupby(self._with_news(), lambda row: row["address"]):
                if address in busy:
                    continue
                rows = list(rows)
                letters.append(_letter(address, rows))
                for row in rows:
                    self._database.update(
                        "graph_subscription", {"id": row["id"]}, told=last
                    )
        return letters

    def _with_news(self):
        """Rows to send something to; those to the same address side by side."""
        return self._database.all(
            "SELECT * FROM graph_subscription WHERE expires > ? AND EXISTS (SELECT 1"
            " FROM graph_change WHERE graph_change.drive_id ="
            " graph_subscription.drive_id AND graph_change.seq > told)"
            " ORDER BY address, seq",
            [clock.now()],
        )

    def forged(self, letter):
        content = json.loads(letter.body)
        for entry in content["value"]:
            entry["clientState"] = "forged"
        return _enveloped(letter.address, content, letter.shown)

    def repeats(self, status):
        return not 200 <= status < 300


def _letter(address, rows):
    value = [
        {
            "subscriptionId": row["id"],
            "subscriptionExpirationDateTime": row["expires"],
            "clientState": row["client_state"],
            "changeType": "updated",
            "resource": row["resource"].lstrip("/"),
            "tenantId": ids.TENANT,
        }
        for row in rows
    ]
    shown = {"subscriptions": [row["id"] for row in rows]}
    return _enveloped(address, {"value": value}, shown)


def _enveloped(address, content, shown):
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return Letter(address, address, headers, json.dumps(content).encode(), shown)
