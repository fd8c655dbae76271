# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Everything that changes files, with the service's rules, for API and control."""

import mimetypes
import os.path

from ..blobs import Blob
from . import clock, names
from .errors import (
    access_denied,
    insufficient_space,
    invalid_request,
    locked,
    name_taken,
    not_found,
    not_supported,
    precondition_failed,
    section,
)
from .presenter import ctag, etag

BINARY = "application/octet-stream"


class Editor:
    """Acts in one drive for one author.

    Methods take and give rows of ``graph_item`` and raise ``GraphError``.
    """

    def __init__(self, provider, drive, actor):
        self._provider = provider
        self._tree = provider.tree
        self._bin = provider.recycle_bin
        self._drive = drive
        self._actor = actor

    @property
    def personal(self):
        return self._drive["kind"] == "personal"

    def _fresh(self, item):
        """The row as it is inside of this transaction: others work at the same time.

        :raises GraphError: 404 when the item has gone away meanwhile
        """
        row = self._tree.get(item["id"])
        if row is None:
            raise not_found()
        return row

    def check_match(self, item, condition):
        """:param condition: the ``If-Match`` header: an eTag or cTag, ``*``, or None
        :raises GraphError: 412
        """
        if not condition or condition.strip() == "*":
            return
        wanted = condition.strip().removeprefix("W/").strip('"')
        if wanted not in (etag(item).strip('"'), ctag(item).strip('"')):
            raise precondition_failed(not self.personal)

    def check_unlocked(self, item):
        if item["locked"]:
            raise locked()

    def check_name(self, parent, name):
        """:raises GraphError: 400 for a name or path the drive does not take"""
        names.check(name, self._drive["kind"], parent["parent_id"] is None)
        place = [self._drive["place"], self._tree.path(parent), name]
        names.check_length("/".join(part for part in place if part))

    def _free_name(self, parent, name, folder):
        number = 0
        found = name
        while self._tree.child(parent["id"], found):
            number += 1
            found = names.numbered(name, number, folder)
        return found

    def _created(self, item):
        self._provider.lag.note(item["id"])
        return item

    def check_room(self, size):
        if not self._provider.drives.has_room(self._drive, size):
            raise insufficient_space()

    def create_folder(self, parent, name, behavior="fail", times=None):
        """:return: the folder, and whether it is new"""
        with self._provider.database.transaction():
            parent = self._fresh(parent)
            self._check_folder(parent)
            self.check_name(parent, name)
            known = self._tree.child(parent["id"], name)
            if known and behavior == "replace" and known["folder"]:
                return known, False
            if known and behavior != "rename":
                raise name_taken()
            name = self._free_name(parent, name, folder=True)
            folder = self._tree.create(parent, name, self._actor, **(times or {}))
            return self._created(folder), True

    def _check_folder(self, parent):
        if not parent["folder"]:
            raise invalid_request("The parent is not a folder.")

    def folders(self, start, path):
        """The folder at some names below ``start``; missing ones are made."""
        folder = start
        for name in path:
            known = self._tree.child(folder["id"], name)
            folder = known or self.create_folder(folder, name)[0]
        return folder

    def check_upload(self, parent, name, behavior, size=0, condition=None):
        """Everything that can be wrong with an upload before its bytes arrive.

        :return: the file to be replaced, or None
        """
        self._check_folder(parent)
        self.check_name(parent, name)
        known = self._tree.child(parent["id"], name)
        if known and (
            behavior == "fail" or (behavior == "replace" and known["folder"])
        ):
            raise name_taken()
        if known and behavior == "replace":
            self.check_replace(known, size, condition)
            return known
        self.check_room(size)
        return None

    def check_replace(self, item, size=0, condition=None):
        if item["folder"] or item["package"]:
            raise invalid_request("The item has no content to replace.")
        self.check_match(item, condition)
        self.check_unlocked(item)
        self.check_room(size - item["size"])

    def upload(self, parent, name, behavior, key, times=None, condition=None):
        """Make a file of the received content ``key``, or replace one.

        :return: the file, and whether it is new
        """
        with self._provider.database.transaction():
            parent = self._fresh(parent)
            size = self._provider.blobs.incoming(key).size
            known = self.check_upload(parent, name, behavior, size, condition)
            if known:
                return self._set_content(known, key, times), False
            name = self._free_name(parent, name, folder=False)
            item = self._tree.create(parent, name, self._actor, folder=0)
            item = self._set_content(item, key, times)
            return self._created(item), True

    def replace(self, item, key, times=None, condition=None):
        """Give an existing file the received content ``key``."""
        with self._provider.database.transaction():
            item = self._fresh(item)
            size = self._provider.blobs.incoming(key).size
            self.check_replace(item, size, condition)
            return self._set_content(item, key, times)

    def _set_content(self, item, key, times):
        blob = self._provider.blobs.commit(key)
        return self._tree.set_content(
            item, blob, self._actor, mime_type(item["name"]), times
        )

    def update(self, item, body, behavior="fail", condition=None):
        """Rename, move, and set times and description, whatever is given."""
        with self._provider.database.transaction():
            item = self._fresh(item)
            self.check_match(item, condition)
            parent = self._target(item, section(body, "parentReference"))
            name = body.get("name") or item["name"]
            if parent["id"] != item["parent_id"] or name != item["name"]:
                item = self._relocate(item, parent, name, behavior)
            values = times(body)
            if isinstance(body.get("description"), str):
                values["description"] = body["description"]
            if values:
                item = self._tree.change(item, self._actor, **values)
            if "fs_modified" in values and item["blob"] and not self.personal:
                # on business drives new times make a new version
                self._tree.add_version(item, item["blob"], item["size"], self._actor)
            return item

    def _relocate(self, item, parent, name, behavior):
        if item["parent_id"] is None:
            raise access_denied("The root folder cannot be renamed or moved.")
        self.check_unlocked(item)
        self.check_name(parent, name)
        if item["id"] in [row["id"] for row in self._tree.line(parent["id"])]:
            raise invalid_request("A folder cannot be moved into itself.")
        known = self._tree.child(parent["id"], name)
        if known and known["id"] != item["id"]:
            if behavior == "fail":
                raise name_taken()
            if behavior == "replace":
                self.delete(known)
            name = self._free_name(parent, name, item["folder"])
        if parent["id"] == item["parent_id"]:
            return self._tree.change(item, self._actor, name=name)
        return self._tree.move(item, parent, name, self._actor)

    def _target(self, item, reference):
        """The folder a ``parentReference`` means; empty values count as absent.

        :raises GraphError: 400 for the alias ``root`` and for another drive
        """
        if reference.get("driveId") not in (None, "", self._drive["id"]):
            raise not_supported("Items cannot be moved to another drive.")
        folder_id = reference.get("id")
        if folder_id == "root":
            raise invalid_request("The parent has to be named by its id.")
        if folder_id:
            parent = self._tree.get(folder_id)
        elif reference.get("path"):
            parent = self._by_path(reference["path"])
        else:
            return self._tree.get(item["parent_id"]) or item
        if parent is None or parent["drive_id"] != self._drive["id"]:
            raise not_found()
        self._check_folder(parent)
        return parent

    def _by_path(self, path):
        _drive, _colon, below = path.partition("root:")
        root = self._tree.get(self._drive["root_id"])
        return self._tree.descend(root, [each for each in below.split("/") if each])

    def _deletable(self, item, condition):
        """The row of an item that may go."""
        item = self._fresh(item)
        if item["parent_id"] is None:
            raise access_denied("The root folder cannot be deleted.")
        self.check_match(item, condition)
        if any(row["locked"] for row in self._tree.subtree(item["id"])):
            raise locked()
        return item

    def delete(self, item, condition=None):
        """Put an item into the recycle bin."""
        with self._provider.database.transaction():
            self._bin.put(self._deletable(item, condition))

    def purge(self, item, condition=None):
        """Delete an item for ever, past the bin."""
        with self._provider.database.transaction():
            self._bin.delete(self._deletable(item, condition))

    def restore(self, item_id, parent=None, name=None):
        """Take an item back out of the bin.

        :param parent: folder to put it into; default: where it was
        """
        with self._provider.database.transaction():
            item = self._tree.get_any(item_id)
            if not item or not item["binned"] or item["drive_id"] != self._drive["id"]:
                raise not_found("Item not found")
            if parent is not None:
                parent = self._fresh(parent)
            if name:
                self.check_name(parent or self._tree.get(self._drive["root_id"]), name)
            return self._bin.restore(item, self._actor, parent, name)

    def copy(self, item, parent, name, behavior):
        """Copy an item with everything below it into a folder of this drive."""
        with self._provider.database.transaction():
            item, parent = self._fresh(item), self._fresh(parent)
            self._check_folder(parent)
            self.check_name(parent, name)
            self.check_room(item["size"])
            known = self._tree.child(parent["id"], name)
            if known and behavior == "fail":
                raise name_taken()
            if known and behavior == "replace":
                self.delete(known)
            name = self._free_name(parent, name, item["folder"])
            return self._copied(item, parent, name)

    def _copied(self, item, parent, name):
        # listed first: the copy may lie inside of what is copied
        below = self._tree.subtree(item["id"])
        copies = {}
        for row in below:
            place = copies[row["parent_id"]] if copies else parent
            copies[row["id"]] = self._copied_row(
                row, place, name if not copies else None
            )
        return self._created(copies[item["id"]])

    def _copied_row(self, row, parent, name):
        values = {
            "folder": row["folder"],
            "package": row["package"],
            "fs_created": row["fs_created"],
            "fs_modified": row["fs_modified"],
        }
        copy = self._tree.create(parent, name or row["name"], self._actor, **values)
        if row["blob"] is None:
            return copy
        digests = {"quickxor": row["quickxor"], "sha1": row["sha1"]}
        blob = Blob(row["blob"], row["size"], digests)
        modified = {"fs_modified": row["fs_modified"]}
        return self._tree.set_content(
            copy, blob, self._actor, row["mime_type"], modified
        )


def mime_type(name):
    """The type the service gives a file: its name decides."""
    return mimetypes.guess_type(os.path.basename(name))[0] or BINARY


def times(body):
    """Columns for the ``fileSystemInfo`` of a request.

    :raises GraphError: 400 when it is no time
    """
    given = section(body, "fileSystemInfo")
    columns = {"createdDateTime": "fs_created", "lastModifiedDateTime": "fs_modified"}
    try:
        return {
            column: clock.normal(given[name])
            for name, column in columns.items()
            if given.get(name)
        }
    except ValueError:
        raise invalid_request("A fileSystemInfo has a time that is none.") from None
