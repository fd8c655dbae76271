# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Everything that changes files, with Drive's rules, for API and control alike."""

import io

from . import clock, ids, mime
from .access import FILE_ORGANIZER, ORGANIZER, WRITER
from .errors import DriveError, bad_request, no_permission, storage_quota
from .metadata import columns, property_changes
from .native import import_text

#: levels of folders below the top, My Drive and shared drives
DEPTH_LIMIT = 100


class Editor:
    """Acts for one caller.

    :param all_drives: whether the request supports shared drives

    Methods take and give rows of the table ``item`` and raise ``DriveError``.
    """

    def __init__(self, provider, caller, all_drives):
        self._provider = provider
        self._tree = provider.tree
        self._properties = provider.properties
        self._caller = caller
        self._all_drives = all_drives

    def _find(self, item_id, role):
        access = self._provider.access
        return access.find(item_id, self._caller, self._all_drives, role)

    def _folder(self, item_id):
        """A folder to put something into. An application that only sees its own
        files may still use the top one."""
        if item_id in ("root", self._tree.root(self._caller.user)):
            return self._tree.get(self._tree.root(self._caller.user))
        folder = self._find(item_id, WRITER)
        if folder["mime_type"] != mime.FOLDER:
            raise DriveError(
                403, "parentNotAFolder", "The specified parent is not a folder."
            )
        if self._tree.depth(folder["id"]) > DEPTH_LIMIT:
            reason = "myDriveHierarchyDepthLimitExceeded"
            if folder["drive_id"]:
                reason = "teamDriveHierarchyTooDeep"
            message = "The folder hierarchy is too deep."
            raise DriveError(403, reason, message)
        return folder

    def check_new(self, body, size=None):
        """Everything that can be wrong with a creation before its bytes arrive.

        :return: the row of the parent
        """
        parents = body.get("parents") or ["root"]
        if not isinstance(parents, list) or len(parents) != 1:
            message = "A file cannot be created in more than one folder."
            raise DriveError(403, "cannotAddParent", message)
        parent = self._folder(parents[0])
        columns(body)
        self._check_id(body)
        if mime.has_bytes(body.get("mimeType") or mime.BINARY):
            owner = None if parent["drive_id"] else self._caller.user
            self.check_quota(owner, size or 0)
        return parent

    def _check_id(self, body):
        item_id = body.get("id")
        if item_id is None:
            return
        database = self._provider.database
        if self._tree.get(item_id):
            raise _id_in_use()
        if not database.one("SELECT 1 FROM reserved_id WHERE id = ?", [item_id]):
            message = "The provided file ID is not usable."
            raise DriveError(400, "invalid", message, location="file.id")
        if mime.is_native(body.get("mimeType") or ""):
            message = "Generated IDs are not supported for Docs Editors formats."
            raise DriveError(400, "invalid", message, location="file.id")

    def check_quota(self, owner, size):
        """Room for ``size`` more bytes of a user; shared drives have no owner."""
        if owner is None:
            return
        account = self._provider.accounts.user(owner)
        if account["service"]:
            raise storage_quota()
        limit = account["quota"]
        if limit is not None and self._tree.usage(owner)[0] + size > limit:
            raise storage_quota()

    def create(self, body, key=None, content_type=None):
        """Create an item; binary types get the received content ``key``.

        :param content_type: of the bytes, when ``body`` names none
        """
        with self._provider.database.transaction():
            parent = self.check_new(body, self._received(key))
            mime_type = body.get("mimeType") or content_type or mime.BINARY
            values = {"name": "Untitled", "mime_type": mime_type, **columns(body)}
            values["mime_type"] = mime_type
            self._complete(values, mime_type, key, content_type)
            item = self._tree.create(
                parent, self._caller.user, self._caller.client, values, body.get("id")
            )
            self._merge_properties(item, body)
            if mime.has_bytes(mime_type):
                key = key or self._provider.blobs.receive(io.BytesIO())
                item = self._set_content(item, key, mime_type, body)
            self._provider.lag.note(item["id"])
            return self._tree.get(item["id"])

    def _received(self, key):
        return self._provider.blobs.incoming(key).size if key else 0

    def _complete(self, values, mime_type, key, content_type):
        if mime_type == mime.SHORTCUT:
            target = self._find(values.get("target_id") or "", 1)
            values["target_mime_type"] = target["mime_type"]
        elif mime.is_native(mime_type):
            values["document"] = self._imported(key, mime_type, content_type)

    def _imported(self, key, mime_type, content_type):
        """The text of a native document made from the bytes received, or empty."""
        if key is None:
            return ""
        try:
            data = self._provider.blobs.incoming(key).path.read_bytes()
        finally:
            self._provider.blobs.forget(key)
        return import_text(data, content_type, mime_type)

    def _set_content(self, item, key, mime_type, body):
        modified = body.get("modifiedTime")
        return self._tree.set_content(
            item,
            self._caller.user,
            key,
            mime_type,
            body.get("originalFilename"),
            clock.normal(modified) if modified else None,
        )

    def _merge_properties(self, item, body):
        for client, changes in property_changes(body, self._caller.client):
            self._properties.merge(item["id"], client, changes)

    def update(self, item_id, body, add=None, remove=None, key=None, content_type=None):
        """Change metadata, place and content of an item, whatever is given.

        :param add: ids (comma separated) to add to the parents
        :param remove: ids to remove from the parents
        :param key: a received content
        """
        with self._provider.database.transaction():
            item = self.check_update(item_id, body, self._received(key))
            if add or remove:
                item = self._reparent(item, add, remove)
            values = self._changed_columns(item, body)
            self._merge_properties(item, body)
            if key:
                item = self._replace(item, key, content_type, body)
            if values or property_changes(body, ""):
                item = self._tree.change(item, self._caller.user, **values)
            if "trashed" in body:
                item = self._set_trashed(item, body["trashed"])
            return item

    def check_update(self, item_id, body, size=0):
        """Everything that can be wrong with an update before its bytes arrive."""
        item = self._find(item_id, WRITER)
        if "parents" in body:
            message = (
                "The parents field is not directly writable in update requests. Use the"
                " addParents and removeParents parameters instead."
            )
            raise DriveError(403, "fieldNotWritable", message)
        if "id" in body and body["id"] != item["id"]:
            message = (
                "The resource body includes fields which are not directly writable."
            )
            raise DriveError(403, "fieldNotWritable", message)
        columns(body)
        if size:
            self.check_quota(item["owner"], size)
        return item

    def _changed_columns(self, item, body):
        values = columns(body)
        if self._tree.is_root(item) and "name" in values:
            raise no_permission("The top folder cannot be renamed.")
        return values

    def _replace(self, item, key, content_type, body):
        if mime.is_native(item["mime_type"]):
            text = self._imported(key, item["mime_type"], content_type)
            return self._tree.change(
                item, self._caller.user, document=text, modified_time=clock.now()
            )
        if not mime.has_bytes(item["mime_type"]):
            self._provider.blobs.forget(key)
            raise bad_request("This kind of file has no content.")
        mime_type = body.get("mimeType") or content_type or item["mime_type"]
        return self._set_content(item, key, mime_type, body)

    def _reparent(self, item, add, remove):
        access, caller = self._provider.access, self._caller
        added = {access.resolve(each, caller) for each in _split(add)}
        removed = {access.resolve(each, caller) for each in _split(remove)}
        current = item["parent_id"]
        if current is None:
            raise no_permission("The top folder cannot be moved.")
        # the same id in both keeps the parent: so do clients that only rename
        kept = ({current} - removed) | added
        if len(kept) > 1:
            message = "Increasing the number of parents is not allowed."
            raise DriveError(403, "cannotAddParent", message)
        target = self._folder(kept.pop() if kept else "root")
        if target["id"] == current:
            return item
        self._check_move(item, target)
        return self._tree.move(item, target, caller.user)

    def _check_move(self, item, target):
        if any(row["id"] == item["id"] for row in self._tree.line(target["id"])):
            message = "The specified parent is the item itself or lies below it."
            raise bad_request(message)
        if item["drive_id"] and item["drive_id"] != target["drive_id"]:
            role = self._provider.access.role(item, self._caller)
            if role < ORGANIZER:
                raise no_permission()

    def _set_trashed(self, item, trashed):
        if self._tree.is_root(item):
            raise no_permission("The top folder cannot go to the bin.")
        if item["drive_id"]:
            item = self._find(item["id"], FILE_ORGANIZER)
        if trashed and not item["explicitly_trashed"]:
            return self._tree.trash(item, self._caller.user)
        if not trashed and item["trashed"]:
            return self._tree.restore(item)
        return item

    def delete(self, item_id):
        item = self._find(item_id, WRITER)
        owns = self._provider.access.role(item, self._caller) >= ORGANIZER
        if not owns or self._tree.is_root(item):
            raise no_permission(
                "The user does not have sufficient permissions for this file."
            )
        self._tree.delete(item)

    def copy(self, item_id, body):
        source = self._find(item_id, 1)
        if source["mime_type"] in (mime.FOLDER, mime.SHORTCUT):
            message = "This file cannot be copied by the user."
            raise DriveError(403, "cannotCopyFile", message)
        body = {
            "name": f"Copy of {source['name']}",
            "mimeType": source["mime_type"],
            "description": source["description"],
            "parents": [self._place_of_copy(source)],
            **body,
        }
        key = None
        if source["blob"]:
            key = self._provider.blobs.duplicate(source["blob"])
        try:
            return self._copied(source, body, key)
        except DriveError:
            if key:
                self._provider.blobs.forget(key)
            raise

    def _place_of_copy(self, source):
        """Next to the original where one may write, else in My Drive."""
        parent = self._tree.get(source["parent_id"])
        writes = self._provider.access.role(parent, self._caller) >= WRITER
        return parent["id"] if writes else "root"

    def _copied(self, source, body, key):
        with self._provider.database.transaction():
            item = self.create(body, key, source["mime_type"])
            if source["document"] is not None:
                document = source["document"]
                self._provider.database.update(
                    "item", {"id": item["id"]}, document=document
                )
            self._properties.copy(source["id"], item["id"], self._caller.client)
            self._merge_properties(item, body)
            return self._tree.get(item["id"])

    def reserve_ids(self, count):
        reserved = [ids.file_id() for _number in range(count)]
        self._provider.database.many(
            "INSERT INTO reserved_id VALUES (?)", [[each] for each in reserved]
        )
        return reserved


def _split(text):
    return [each.strip() for each in (text or "").split(",") if each.strip()]


def _id_in_use():
    return DriveError(
        409,
        "fileIdInUse",
        "A file already exists with the provided ID.",
        location="file.id",
        location_type="other",
    )
