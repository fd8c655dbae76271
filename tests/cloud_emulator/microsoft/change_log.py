# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The log behind delta: the latest change of each item, in the order of changes."""

from . import clock


class ChangeLog:
    """Rows only say *that* something happened; what is shown follows from the state
    at the moment of asking. Rows of deleted items stay: they are the tombstones."""

    def __init__(self, database):
        self._database = database

    def add(self, item):
        """Note a change of a row of ``graph_item``, also one that is going away."""
        self._database.execute(
            "DELETE FROM graph_change WHERE item_id = ?", [item["id"]]
        )
        self._database.insert(
            "graph_change",
            item_id=item["id"],
            drive_id=item["drive_id"],
            parent_id=item["parent_id"],
            name=item["name"],
            folder=item["folder"],
            time=clock.now(),
        )

    def last(self):
        """Number of the newest change of all drives."""
        number = self._database.value(
            "SELECT seq FROM sqlite_sequence WHERE name = 'graph_change'"
        )
        return number or 0

    def before(self, drive_id, moment):
        """Number of the newest change of a drive up to a time."""
        number = self._database.value(
            "SELECT MAX(seq) FROM graph_change WHERE drive_id = ? AND time <= ?",
            [drive_id, moment],
        )
        return number or 0

    def number(self, item_id):
        """Number of the newest change of an item."""
        return self._database.value(
            "SELECT seq FROM graph_change WHERE item_id = ?", [item_id]
        )

    def live(self, drive_id, window, after, limit, ancestors=True):
        """Existing items changed within ``window`` (first exclusive, last inclusive),
        with all folders above them, in the order they were created in: moving one
        between two pages hides none.

        :param after: ``seq`` of the last row of the page before
        """
        climb = (
            " UNION SELECT parent_id FROM graph_item JOIN wanted"
            " ON graph_item.id = wanted.id WHERE parent_id NOT NULL"
        )
        return self._database.all(
            "WITH RECURSIVE wanted (id) AS (SELECT item_id FROM graph_change"
            " JOIN graph_item ON graph_item.id = item_id WHERE binned IS NULL"
            " AND graph_change.drive_id = ? AND graph_change.seq > ?"
            f" AND graph_change.seq <= ?{climb if ancestors else ''})"
            " SELECT graph_item.* FROM graph_item JOIN wanted"
            " ON graph_item.id = wanted.id WHERE seq > ? ORDER BY seq LIMIT ?",
            [drive_id, *window, after, limit],
        )

    def gone(self, drive_id, window, after, limit):
        """Change rows of the items deleted within ``window``."""
        return self._database.all(
            "SELECT graph_change.* FROM graph_change LEFT JOIN graph_item"
            " ON graph_item.id = item_id WHERE graph_change.drive_id = ?"
            " AND graph_change.seq > ? AND graph_change.seq <= ?"
            " AND graph_change.seq > ? AND (graph_item.id IS NULL OR binned NOT NULL)"
            " ORDER BY graph_change.seq LIMIT ?",
            [drive_id, *window, after, limit],
        )

    def everything(self, drive_id, after, limit):
        """All existing items of a drive, in the order they were created in."""
        return self._database.all(
            "SELECT * FROM graph_item WHERE drive_id = ? AND binned IS NULL"
            " AND seq > ? ORDER BY seq LIMIT ?",
            [drive_id, after, limit],
        )
