# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The logs behind the changes feed: one a user's My Drive, one a shared drive."""

from .clock import now


class ChangeLog:
    """Latest change of each item, in the order of the changes.

    Rows only say *that* something happened; what the caller is shown (an item, or
    ``removed``) follows from the state at the moment of asking.
    """

    def __init__(self, database):
        self._database = database

    def add(self, feeds, target, kind="file"):
        """Note a change of an item (or ``kind='drive'``) in some feeds."""
        moment = now()
        for feed in feeds:
            self._database.execute(
                "DELETE FROM change WHERE feed = ? AND kind = ? AND target = ?",
                [feed, kind, target],
            )
            self._database.insert(
                "change", feed=feed, kind=kind, target=target, time=moment
            )

    def next_token(self):
        last = self._database.value(
            "SELECT seq FROM sqlite_sequence WHERE name = 'change'"
        )
        return (last or 0) + 1

    def since(self, token, feeds, limit):
        """Rows from ``token`` on in any of the feeds, oldest first."""
        marks = ", ".join("?" * len(feeds))
        return self._database.all(
            f"SELECT * FROM change WHERE seq >= ? AND feed IN ({marks})"
            " ORDER BY seq LIMIT ?",
            [token, *feeds, limit],
        )
