# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The stored files and folders: rows, places, bin. No access rules, no HTTP."""

from . import ids, mime
from .changes_log import ChangeLog
from .clock import now
from .tables import NAMES, TABLES

#: an item and everything below it
_SUBTREE = (
    "WITH RECURSIVE subtree (id) AS (VALUES (?) UNION ALL SELECT item.id FROM item"
    " JOIN subtree ON item.parent_id = subtree.id)"
)
#: an item and everything above it, with the distance
_LINE = (
    "WITH RECURSIVE line (id, level) AS (VALUES (?, 0) UNION ALL SELECT item.parent_id,"
    " level + 1 FROM item JOIN line ON item.id = line.id WHERE item.parent_id NOT NULL)"
)


class Tree:
    """All items of all users and shared drives.

    Every method that changes something runs in one transaction and writes the change
    feed; rows are ``sqlite3.Row`` of the table ``item``.
    """

    def __init__(self, database, blobs, settings):
        self.database = database
        self.blobs = blobs
        self.changes = ChangeLog(database)
        self._settings = settings
        settings.register(google_changes_list_descendants=False)
        database.define(TABLES)

    def clear(self):
        for table in NAMES:
            self.database.execute(f"DELETE FROM {table}")
        self.blobs.clear()

    def get(self, item_id):
        return self.database.one("SELECT * FROM item WHERE id = ?", [item_id])

    def root(self, user):
        """Id of the user's My Drive, made when it is first asked for."""
        return self._special_folder(user, "", "My Drive", "drive")

    def app_data(self, user, client):
        """Id of the hidden folder an application has in a user's Drive."""
        name = "appDataFolder"
        return self._special_folder(user, client, name, name)

    def _special_folder(self, user, client, name, space):
        with self.database.transaction():
            known = self.database.value(
                "SELECT item_id FROM root WHERE user = ? AND client = ?", [user, client]
            )
            if known:
                return known
            item_id = "0A" + ids.file_id()[:15] + "VA"
            self._insert(item_id, user, None, {"owner": user, "space": space}, name)
            self.database.insert("root", user=user, client=client, item_id=item_id)
            return item_id

    def is_root(self, item):
        return item["parent_id"] is None

    def _insert(self, item_id, user, client, values, name):
        moment = now()
        row = {
            "created_time": moment,
            "modified_time": moment,
            "mime_type": mime.FOLDER,
            **values,
        }
        self.database.insert(
            "item",
            id=item_id,
            name=name,
            modifier=user,
            modifier_time=row["modified_time"],
            client=client,
            **row,
        )

    def create(self, parent, user, client, values, item_id=None):
        """Add an item below the row ``parent``.

        :param values: columns of the table, at least ``name`` and ``mime_type``
        """
        values = dict(values)
        item_id = item_id or ids.file_id()
        with self.database.transaction():
            values.update(
                parent_id=parent["id"],
                owner=None if parent["drive_id"] else user,
                drive_id=parent["drive_id"],
                space=parent["space"],
                trashed=parent["trashed"],
            )
            self._insert(item_id, user, client, values, values.pop("name"))
            item = self.get(item_id)
            self.note(item)
        return item

    def add_drive(self, drive_id, name, user):
        """The top folder of a shared drive; it is no entry of any feed itself."""
        self._insert(drive_id, user, None, {"drive_id": drive_id}, name)

    def change(self, item, user, **values):
        """Set columns of an item, raise its version and note the change."""
        with self.database.transaction():
            if values:
                self.database.update("item", {"id": item["id"]}, **values)
            self._bump(item["id"])
            if user:
                self.database.update(
                    "item", {"id": item["id"]}, modifier=user, modifier_time=now()
                )
            changed = self.get(item["id"])
            self.note(changed)
        return changed

    def touch(self, item):
        """Raise the version without any visible change, as Drive itself does."""
        with self.database.transaction():
            self._bump(item["id"])
            self.note(item)

    def _bump(self, item_id):
        self.database.execute(
            "UPDATE item SET version = version + 1 WHERE id = ?", [item_id]
        )

    def note(self, item):
        """Write the feeds an item belongs to, also of users it is shared with."""
        feeds = {item["drive_id"] or item["owner"]}
        feeds.update(self.shared_with(item["id"]))
        self.changes.add(feeds, item["id"])

    def shared_with(self, item_id):
        """Users who were given the item or a folder above it."""
        if not self.database.one("SELECT 1 FROM share"):
            return []
        rows = self.database.all(
            f"{_LINE} SELECT DISTINCT user FROM share JOIN line"
            " ON share.item_id = line.id",
            [item_id],
        )
        return [row["user"] for row in rows]

    def subtree(self, item_id):
        """Ids of the item and everything below it, parents first."""
        rows = self.database.all(f"{_SUBTREE} SELECT id FROM subtree", [item_id])
        return [row["id"] for row in rows]

    def line(self, item_id):
        """Rows from the top folder down to the item."""
        return self.database.all(
            f"{_LINE} SELECT item.* FROM item JOIN line ON item.id = line.id"
            " ORDER BY level DESC",
            [item_id],
        )

    def move(self, item, parent, user):
        """Put an item into another folder; into another drive with all below it."""
        with self.database.transaction():
            moved = self.change(item, user, parent_id=parent["id"])
            same = (item["drive_id"], item["owner"]) == (
                parent["drive_id"],
                parent["owner"],
            )
            if not same and (item["drive_id"] or parent["drive_id"]):
                self._change_drive(item, parent, user)
            self._inherit_trash(item["id"])
            moved = self.get(item["id"])
            self.note(moved)
        return moved

    def _change_drive(self, item, parent, user):
        owner = None if parent["drive_id"] else user
        for item_id in self.subtree(item["id"]):
            # the old feed sees it leave, the new one sees it come
            self.note(self.get(item_id))
            self.database.update(
                "item", {"id": item_id}, owner=owner, drive_id=parent["drive_id"]
            )
            self.note(self.get(item_id))

    def trash(self, item, user):
        self.change(
            item, None, explicitly_trashed=1, trashed_time=now(), trashing_user=user
        )
        return self._after_trash(item)

    def restore(self, item):
        self.change(
            item, None, explicitly_trashed=0, trashed_time=None, trashing_user=None
        )
        return self._after_trash(item)

    def _after_trash(self, item):
        with self.database.transaction():
            self._inherit_trash(item["id"])
            if self._settings.google_changes_list_descendants:
                for item_id in self.subtree(item["id"])[1:]:
                    self.note(self.get(item_id))
            self.note(item)
        return self.get(item["id"])

    def _inherit_trash(self, item_id):
        """``trashed`` is an item's own flag or that of any folder above it."""
        above = any(row["explicitly_trashed"] for row in self.line(item_id)[:-1])
        pending = [(item_id, above)]
        while pending:
            current, above = pending.pop()
            item = self.get(current)
            trashed = int(above or item["explicitly_trashed"])
            if trashed == item["trashed"]:
                continue
            self.database.update("item", {"id": current}, trashed=trashed)
            self._bump(current)
            rows = self.database.all(
                "SELECT id FROM item WHERE parent_id = ?", [current]
            )
            pending.extend((row["id"], bool(trashed)) for row in rows)

    def delete(self, item):
        """Remove an item and everything below it for ever."""
        with self.database.transaction():
            doomed = self.subtree(item["id"])
            if self._settings.google_changes_list_descendants:
                for item_id in doomed[1:]:
                    self.note(self.get(item_id))
            self.note(item)
            blobs = set()
            for item_id in doomed:
                blobs.update(self._remove_row(item_id))
            self.release(blobs)

    def _remove_row(self, item_id):
        rows = self.database.all(
            "SELECT blob FROM revision WHERE item_id = ?", [item_id]
        )
        for table in ("revision", "property", "share"):
            self.database.execute(f"DELETE FROM {table} WHERE item_id = ?", [item_id])
        self.database.execute("DELETE FROM item WHERE id = ?", [item_id])
        return [row["blob"] for row in rows]

    def release(self, blobs):
        """Remove the contents nothing refers to any more."""
        for blob in blobs:
            used = self.database.one("SELECT 1 FROM revision WHERE blob = ?", [blob])
            if not used:
                self.blobs.remove(blob)

    def set_content(self, item, user, key, mime_type, filename=None, modified=None):
        """Make the received content ``key`` the new head revision of an item."""
        with self.database.transaction():
            blob = self.blobs.commit(key)
            revision = ids.revision_id()
            moment = modified or now()
            md5 = blob.digests["md5"]
            self.database.insert(
                "revision",
                id=revision,
                item_id=item["id"],
                blob=blob.sha256,
                size=blob.size,
                md5=md5,
                mime_type=mime_type,
                modified_time=moment,
                modifier=user,
                original_filename=filename or item["name"],
            )
            return self.change(
                item,
                user,
                blob=blob.sha256,
                size=blob.size,
                md5=md5,
                sha1=blob.digests["sha1"],
                mime_type=mime_type,
                head_revision=revision,
                original_filename=filename or item["original_filename"] or item["name"],
                modified_time=moment,
            )

    def depth(self, item_id):
        return len(self.line(item_id))

    def usage(self, user):
        """Bytes of all revisions a user owns, and those in the bin."""
        row = self.database.one(
            "SELECT COALESCE(SUM(revision.size), 0),"
            " COALESCE(SUM(revision.size * item.trashed), 0)"
            " FROM item JOIN revision ON revision.item_id = item.id"
            " WHERE item.owner = ?",
            [user],
        )
        return row[0], row[1]
