# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Key-value pairs of an item: public ones, and private ones of an application."""

from collections import defaultdict

from .errors import DriveError

PUBLIC = ""
#: Drive's limits: pairs of an item, public ones, private ones of one application,
#: and UTF-8 bytes of key and value together
TOTAL_LIMIT, PUBLIC_LIMIT, PRIVATE_LIMIT = 100, 30, 30
PAIR_BYTES = 124


class Properties:
    """``client`` is the application that owns private pairs, or ``PUBLIC``."""

    def __init__(self, database):
        self._database = database

    def get(self, item_id, client):
        rows = self._database.all(
            "SELECT key, value FROM property WHERE item_id = ? AND client = ?"
            " ORDER BY key",
            [item_id, client],
        )
        return {row["key"]: row["value"] for row in rows}

    def all_private(self):
        """Private pairs of all applications, by item: the view from outside."""
        pairs = defaultdict(dict)
        rows = self._database.all(
            "SELECT item_id, key, value FROM property WHERE client != ? ORDER BY key",
            [PUBLIC],
        )
        for row in rows:
            pairs[row["item_id"]][row["key"]] = row["value"]
        return pairs

    def merge(self, item_id, client, changes):
        """Set the pairs given, remove those whose value is None.

        :raises DriveError: when a limit of Drive is passed
        """
        with self._database.transaction():
            for key, value in changes.items():
                self._set(item_id, client, key, value)
            self._check_counts(item_id, client)

    def _set(self, item_id, client, key, value):
        if value is None:
            self._database.execute(
                "DELETE FROM property WHERE item_id = ? AND client = ? AND key = ?",
                [item_id, client, key],
            )
            return
        if len(f"{key}{value}".encode()) > PAIR_BYTES:
            message = f"The property {key} exceeds {PAIR_BYTES} bytes."
            raise DriveError(403, "propertyTooLong", message)
        self._database.execute(
            "INSERT OR REPLACE INTO property VALUES (?, ?, ?, ?)",
            [item_id, client, key, str(value)],
        )

    def _check_counts(self, item_id, client):
        own = self._count(item_id, "client = ?", client)
        total = self._count(item_id, "client IS NOT ?", None)
        limit = PUBLIC_LIMIT if client == PUBLIC else PRIVATE_LIMIT
        if own > limit or total > TOTAL_LIMIT:
            message = "The limit for the number of properties was exceeded."
            raise DriveError(403, "propertyLimitExceeded", message)

    def _count(self, item_id, condition, value):
        return self._database.value(
            f"SELECT COUNT(*) FROM property WHERE item_id = ? AND {condition}",
            [item_id, value],
        )

    def copy(self, from_id, to_id, client):
        for owner in (PUBLIC, client):
            self.merge(to_id, owner, self.get(from_id, owner))
