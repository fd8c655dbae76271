# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The recycle bin: what is deleted keeps its id until the bin is emptied."""

from . import clock
from .errors import name_taken


class RecycleBin:
    """Deleted items of all drives.

    :param tree: the ``Tree`` they belong to
    :param settings: with ``microsoft_delta_lists_descendants``: a deleted folder
        leaves a tombstone for everything in it, not only for itself
    """

    def __init__(self, tree, settings):
        self._tree = tree
        self._database = tree.database
        self._settings = settings
        settings.register(microsoft_delta_lists_descendants=False)

    def _note_gone(self, rows):
        listed = rows if self._settings.microsoft_delta_lists_descendants else rows[:1]
        for row in listed:
            self._tree.changes.add(row)

    def put(self, item):
        """Delete an item with everything in it."""
        with self._database.transaction():
            rows = self._tree.subtree(item["id"])
            place = self._tree.path(self._tree.get(item["parent_id"]))
            self._tree.grow(item["parent_id"], -item["size"])
            moment = clock.now()
            self._database.many(
                "UPDATE graph_item SET binned = ?, binned_time = ?, bin_place = ?"
                " WHERE id = ?",
                [(item["id"], moment, place, row["id"]) for row in rows],
            )
            self._note_gone(rows)

    def delete(self, item):
        """Delete an existing item with everything in it for ever."""
        with self._database.transaction():
            rows = self._tree.subtree(item["id"])
            self._tree.grow(item["parent_id"], -item["size"])
            self._note_gone(rows)
            self._tree.remove_rows([row["id"] for row in rows])

    def tops(self, drive_id):
        """What was deleted, newest first, without what went along with it."""
        return self._database.all(
            "SELECT graph_item.* FROM graph_item JOIN graph_change"
            " ON item_id = graph_item.id WHERE graph_item.drive_id = ?"
            " AND binned = graph_item.id ORDER BY graph_change.seq DESC",
            [drive_id],
        )

    def size(self, drive_id):
        """Bytes in the bin of a drive; they count against its quota."""
        return self._database.value(
            "SELECT COALESCE(SUM(size), 0) FROM graph_item"
            " WHERE drive_id = ? AND binned = id",
            [drive_id],
        )

    def empty(self, drive_id, older_than_days=0):
        """Forget what was deleted long enough ago."""
        moment = clock.now(-86400 * older_than_days)
        with self._database.transaction():
            rows = self._database.all(
                "SELECT id FROM graph_item WHERE drive_id = ? AND binned NOT NULL"
                " AND binned_time <= ?",
                [drive_id, moment],
            )
            self._tree.remove_rows([row["id"] for row in rows])

    def restore(self, item, actor, parent=None, name=None):
        """Bring a deleted item back with everything that went along with it.

        :param item: the deleted item itself, or one inside of a deleted folder
        :param parent: folder to put it into; default: where it was, made again when
            that is gone
        :raises GraphError: 409 when its name is taken there by now
        """
        with self._database.transaction():
            parent = parent or self._place(item, actor)
            name = name or item["name"]
            if self._tree.child(parent["id"], name):
                raise name_taken()
            rows = self._went_along(item)
            self._database.many(
                "UPDATE graph_item SET binned = NULL, binned_time = NULL,"
                " bin_place = NULL WHERE id = ?",
                [(row["id"],) for row in rows],
            )
            self._tree.grow(parent["id"], item["size"])
            self._leave_rest(item)
            for row in rows[1:]:
                self._tree.changes.add(row)
            live = self._tree.get(item["id"])
            return self._tree.change(live, actor, parent_id=parent["id"], name=name)

    def _place(self, item, actor):
        """The folder it was deleted from, or one made in its place."""
        former = self._tree.get(item["parent_id"])
        if former is not None:
            return former
        root = self._database.one(
            "SELECT * FROM graph_item WHERE drive_id = ? AND parent_id IS NULL",
            [item["drive_id"]],
        )
        folder = root
        for name in filter(None, self._former_path(item).split("/")):
            known = self._tree.child(folder["id"], name)
            if known and not known["folder"]:
                raise name_taken()
            folder = known or self._tree.create(folder, name, actor)
        return folder

    def _former_path(self, item):
        """Path of the folder an item was in; inside of a deleted folder its own."""
        names, above = [], item
        while above["binned"] != above["id"]:
            above = self._tree.get_any(above["parent_id"])
            names.append(above["name"])
        return "/".join([above["bin_place"], *reversed(names)])

    def _went_along(self, item):
        """The item and what lies below it of the same deletion, parents first."""
        return self._database.all(
            "WITH RECURSIVE along (id, level) AS (VALUES (?, 0) UNION ALL"
            " SELECT graph_item.id, level + 1 FROM graph_item"
            " JOIN along ON graph_item.parent_id = along.id WHERE binned = ?)"
            " SELECT graph_item.* FROM graph_item JOIN along"
            " ON graph_item.id = along.id ORDER BY level, seq",
            [item["id"], item["binned"]],
        )

    def _leave_rest(self, item):
        """The deleted folder it was in has become smaller."""
        row = item
        while row["id"] != item["binned"]:
            row = self._tree.get_any(row["parent_id"])
            self._database.update(
                "graph_item", {"id": row["id"]}, size=row["size"] - item["size"]
            )
