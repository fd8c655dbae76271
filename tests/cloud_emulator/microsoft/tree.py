# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The stored files and folders of all drives. No access rules, no HTTP."""

from . import clock, ids, names
from .change_log import ChangeLog

#: an item and everything below it, as far as it exists, with the distance
_SUBTREE = (
    "WITH RECURSIVE subtree (id, level) AS (VALUES (?, 0) UNION ALL"
    " SELECT graph_item.id, level + 1 FROM graph_item"
    " JOIN subtree ON graph_item.parent_id = subtree.id WHERE binned IS NULL)"
)
#: an item and everything above it, with the distance
_LINE = (
    "WITH RECURSIVE line (id, level) AS (VALUES (?, 0) UNION ALL"
    " SELECT parent_id, level + 1 FROM graph_item"
    " JOIN line ON graph_item.id = line.id WHERE parent_id NOT NULL)"
)
#: condition on a row: it lies below an item
BELOW = (
    "id IN (WITH RECURSIVE below (id) AS (SELECT id FROM graph_item WHERE parent_id = ?"
    " UNION ALL SELECT graph_item.id FROM graph_item JOIN below"
    " ON graph_item.parent_id = below.id) SELECT id FROM below)"
)


class Tree:
    """Every method that changes something runs in one transaction and writes the
    change log; rows are ``sqlite3.Row`` of the table ``graph_item``."""

    def __init__(self, database, blobs):
        self.database = database
        self.blobs = blobs
        self.changes = ChangeLog(database)

    def get(self, item_id):
        """An existing item, or None."""
        return self.database.one(
            "SELECT * FROM graph_item WHERE id = ? AND binned IS NULL", [item_id]
        )

    def get_any(self, item_id):
        """An item, also one in the bin."""
        return self.database.one("SELECT * FROM graph_item WHERE id = ?", [item_id])

    def child(self, parent_id, name):
        return self.database.one(
            "SELECT * FROM graph_item WHERE parent_id = ? AND name_key = ?"
            " AND binned IS NULL",
            [parent_id, names.key(name)],
        )

    def descend(self, item, path):
        """The item at some names below ``item``, or None."""
        for name in path:
            if item is None:
                return None
            item = self.child(item["id"], name)
        return item

    def child_count(self, item_id):
        return self.database.value(
            "SELECT COUNT(*) FROM graph_item WHERE parent_id = ? AND binned IS NULL",
            [item_id],
        )

    def line(self, item_id):
        """Rows from the top folder down to the item."""
        return self.database.all(
            f"{_LINE} SELECT graph_item.* FROM graph_item JOIN line"
            " ON graph_item.id = line.id ORDER BY level DESC",
            [item_id],
        )

    def path(self, item):
        """Names below the top folder, joined by slashes."""
        return "/".join(row["name"] for row in self.line(item["id"])[1:])

    def subtree(self, item_id):
        """Rows of an existing item and everything below it, parents first."""
        return self.database.all(
            f"{_SUBTREE} SELECT graph_item.* FROM graph_item JOIN subtree"
            " ON graph_item.id = subtree.id ORDER BY level, seq",
            [item_id],
        )

    def add_root(self, drive_id, item_id, actor):
        self._insert(item_id, actor, drive_id=drive_id, parent_id=None, name="root")

    def _insert(self, item_id, actor, name, **values):
        moment = clock.now()
        row = {
            "created": moment,
            "modified": moment,
            "fs_created": moment,
            "fs_modified": moment,
            "folder": 1,
            "guid": ids.guid().upper(),
            **values,
        }
        self.database.insert(
            "graph_item",
            id=item_id,
            name=name,
            name_key=names.key(name),
            creator=actor,
            modifier=actor,
            **row,
        )

    def create(self, parent, name, actor, **values):
        """Add an empty folder, or with ``folder=0`` a file without content yet."""
        item_id = ids.item_id(parent["drive_id"])
        with self.database.transaction():
            self._insert(
                item_id,
                actor,
                name,
                drive_id=parent["drive_id"],
                parent_id=parent["id"],
                **values,
            )
            item = self.get(item_id)
            self.changes.add(item)
        return item

    def change(self, item, actor, content=False, **values):
        """Set columns of an item, give it a new eTag and note the change.

        :param content: the cTag changes as well
        """
        with self.database.transaction():
            moment = clock.now()
            values = {"modified": moment, "modifier": actor, **values}
            if "name" in values:
                values["name_key"] = names.key(values["name"])
            values["etag"] = item["etag"] + 1
            values["ctag"] = item["ctag"] + int(content)
            self.database.update("graph_item", {"id": item["id"]}, **values)
            changed = self.get(item["id"])
            self.changes.add(changed)
        return changed

    def set_content(self, item, blob, actor, mime_type, times=None):
        """Give a file a content.

        :param blob: a stored ``Blob``
        :param times: columns ``fs_created`` and ``fs_modified``, if given
        """
        with self.database.transaction():
            self.grow(item["parent_id"], blob.size - item["size"])
            moment = clock.now()
            self.add_version(item, blob.sha256, blob.size, actor)
            return self.change(
                item,
                actor,
                content=True,
                blob=blob.sha256,
                size=blob.size,
                quickxor=blob.digests["quickxor"],
                sha1=blob.digests["sha1"],
                mime_type=mime_type,
                **{"fs_modified": moment, **(times or {})},
            )

    def add_version(self, item, blob, size, actor):
        number = self.database.value(
            "SELECT COALESCE(MAX(number), 0) FROM graph_version WHERE item_id = ?",
            [item["id"]],
        )
        self.database.insert(
            "graph_version",
            item_id=item["id"],
            number=number + 1,
            blob=blob,
            size=size,
            modified=clock.now(),
            modifier=actor,
        )

    def versions(self, item_id):
        """Rows of ``graph_version``, the current one first."""
        return self.database.all(
            "SELECT * FROM graph_version WHERE item_id = ? ORDER BY number DESC",
            [item_id],
        )

    def grow(self, folder_id, size):
        """Add some bytes to the sizes of a folder and all folders above it."""
        if size and folder_id:
            self.database.execute(
                f"{_LINE} UPDATE graph_item SET size = size + ?"
                " WHERE id IN (SELECT id FROM line)",
                [folder_id, size],
            )

    def move(self, item, parent, name, actor):
        """Put an item into another folder of the same drive under a name."""
        with self.database.transaction():
            self.grow(item["parent_id"], -item["size"])
            self.grow(parent["id"], item["size"])
            return self.change(item, actor, parent_id=parent["id"], name=name)

    def remove_rows(self, item_ids):
        """Forget items for ever, and the contents nothing refers to any more."""
        blobs = set()
        for item_id in item_ids:
            blobs.update(row["blob"] for row in self.versions(item_id))
            for table, column in (("version", "item_id"), ("item", "id")):
                self.database.execute(
                    f"DELETE FROM graph_{table} WHERE {column} = ?", [item_id]
                )
        for blob in blobs:
            used = self.database.one(
                "SELECT 1 FROM graph_version WHERE blob = ?", [blob]
            )
            if not used:
                self.blobs.remove(blob)
