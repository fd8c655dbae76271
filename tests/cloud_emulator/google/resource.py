# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rows of the tree as Drive v3 resources."""

from . import mime
from .access import FILE_ORGANIZER, ORGANIZER, READER, WRITER
from .accounts import permission_id
from .fields import wants
from .properties import PUBLIC


class Presenter:
    """Makes the JSON of items, users, drives and revisions for one caller."""

    def __init__(self, provider, caller, base_url):
        self._provider = provider
        self._tree = provider.tree
        self._caller = caller
        self._base = base_url

    def user(self, email):
        user = self._provider.accounts.user(email)
        return {
            "kind": "drive#user",
            "displayName": user["name"] if user else email,
            "me": email == self._caller.user,
            "permissionId": permission_id(email),
            "emailAddress": email,
        }

    def file(self, item, selection):
        """The ``File`` resource; parts that cost something only when selected."""
        result = self._basic(item)
        result.update(self._place(item))
        result.update(self._times(item))
        result.update(self._links(item))
        if item["mime_type"] == mime.SHORTCUT:
            result["shortcutDetails"] = {
                "targetId": item["target_id"],
                "targetMimeType": item["target_mime_type"],
            }
        if item["blob"]:
            result.update(self._content(item))
        elif item["document"] is not None:
            size = str(len(item["document"].encode()))
            result.update(size=size, quotaBytesUsed="0")
        self._costly(item, selection, result)
        return result

    def _basic(self, item):
        result = {
            "kind": "drive#file",
            "id": item["id"],
            "name": item["name"],
            "mimeType": item["mime_type"],
            "starred": bool(item["starred"]),
            "trashed": bool(item["trashed"]),
            "explicitlyTrashed": bool(item["explicitly_trashed"]),
            "spaces": [item["space"]],
            "version": str(item["version"]),
            "quotaBytesUsed": "0",
            "hasThumbnail": False,
            "thumbnailVersion": "0",
            "isAppAuthorized": item["client"] == self._caller.client,
            "copyRequiresWriterPermission": False,
            "viewersCanCopyContent": True,
            "writersCanShare": True,
        }
        if item["description"] is not None:
            result["description"] = item["description"]
        if item["mime_type"] == mime.FOLDER:
            result["folderColorRgb"] = item["folder_color"] or "#8f8f8f"
        return result

    def _place(self, item):
        result = {}
        if item["parent_id"] and self._sees_parent(item):
            result["parents"] = [item["parent_id"]]
        if item["drive_id"]:
            result.update(driveId=item["drive_id"], teamDriveId=item["drive_id"])
        else:
            mine = item["owner"] == self._caller.user
            result["ownedByMe"] = mine
        return result

    def _sees_parent(self, item):
        if item["owner"] == self._caller.user or item["drive_id"]:
            return True
        parent = self._tree.get(item["parent_id"])
        return bool(self._provider.access.role(parent, self._caller))

    def _times(self, item):
        mine = item["modifier"] == self._caller.user
        result = {
            "createdTime": item["created_time"],
            "modifiedTime": item["modified_time"],
            "modifiedByMe": mine,
            "viewedByMe": item["viewed_time"] is not None,
        }
        if mine:
            result["modifiedByMeTime"] = item["modifier_time"]
        if item["viewed_time"]:
            result["viewedByMeTime"] = item["viewed_time"]
        if item["drive_id"] and item["trashed_time"]:
            result["trashedTime"] = item["trashed_time"]
        return result

    def _content(self, item):
        name = item["name"]
        stem, dot, extension = name.rpartition(".")
        full = name.partition(".")[2] if dot else ""
        return {
            "size": str(item["size"]),
            "quotaBytesUsed": str(item["size"]),
            "md5Checksum": item["md5"],
            "sha1Checksum": item["sha1"],
            "sha256Checksum": item["blob"],
            "headRevisionId": item["head_revision"],
            "originalFilename": item["original_filename"],
            "fileExtension": extension if stem else "",
            "fullFileExtension": full if stem else "",
        }

    def _links(self, item):
        kind = "folder" if item["mime_type"] == mime.FOLDER else "file"
        page = f"{self._base}/web/google/{kind}/{item['id']}"
        result = {"webViewLink": page, "iconLink": f"{self._base}/web/icon/{kind}.svg"}
        if item["blob"]:
            result["webContentLink"] = f"{page}/download"
        formats = mime.EXPORT_FORMATS.get(item["mime_type"])
        if formats:
            result["exportLinks"] = {
                each: f"{self._base}/export?id={item['id']}&mimeType="
                + each.replace("+", "%2B")
                for each in formats
            }
        return result

    def _costly(self, item, selection, result):
        properties = self._provider.properties
        if wants(selection, "properties"):
            if pairs := properties.get(item["id"], PUBLIC):
                result["properties"] = pairs
        if wants(selection, "appProperties"):
            if pairs := properties.get(item["id"], self._caller.client):
                result["appProperties"] = pairs
        if wants(selection, "owners") and item["owner"]:
            result["owners"] = [self.user(item["owner"])]
        if wants(selection, "lastModifyingUser"):
            result["lastModifyingUser"] = self.user(item["modifier"])
        if wants(selection, "trashingUser") and item["drive_id"]:
            if item["trashing_user"]:
                result["trashingUser"] = self.user(item["trashing_user"])
        if wants(selection, "capabilities"):
            result["capabilities"] = self._capabilities(item)
        if wants(selection, "shared") or wants(selection, "sharedWithMeTime"):
            self._sharing(item, result)

    def _sharing(self, item, result):
        result["shared"] = bool(item["drive_id"] or self._tree.shared_with(item["id"]))
        time = self._tree.database.value(
            "SELECT shared_time FROM share WHERE item_id = ? AND user = ?",
            [item["id"], self._caller.user],
        )
        if time:
            result["sharedWithMeTime"] = time

    def _capabilities(self, item):
        role = self._provider.access.role(item, self._caller)
        folder = item["mime_type"] == mime.FOLDER
        top = self._tree.is_root(item)
        edits = role >= WRITER
        moves = not top and role >= (FILE_ORGANIZER if item["drive_id"] else WRITER)
        owns = role >= ORGANIZER
        in_drive = bool(item["drive_id"])
        return {
            "canAddChildren": edits and folder,
            "canAddFolderFromAnotherDrive": owns and folder and in_drive,
            "canAddMyDriveParent": False,
            "canComment": edits and not folder,
            "canCopy": not folder,
            "canDelete": owns and not top,
            "canDeleteChildren": owns and folder and in_drive,
            "canDownload": bool(role >= READER and not folder),
            "canEdit": edits,
            "canListChildren": folder,
            "canModifyContent": edits and not folder,
            "canMoveChildrenOutOfDrive": owns and folder,
            "canMoveChildrenWithinDrive": edits and folder,
            "canMoveItemOutOfDrive": owns and not top,
            "canMoveItemWithinDrive": moves,
            "canReadDrive": in_drive,
            "canReadRevisions": bool(item["blob"]) and edits,
            "canRemoveChildren": edits and folder,
            "canRemoveMyDriveParent": edits and not in_drive and not top,
            "canRename": edits and not (top and not in_drive),
            "canShare": edits,
            "canTrash": moves,
            "canTrashChildren": role >= FILE_ORGANIZER and folder and in_drive,
            "canUntrash": moves,
        }

    def drive(self, row):
        role = self._provider.access.drive_role(row["id"], self._caller.user)
        edits, owns = role >= WRITER, role >= ORGANIZER
        return {
            "kind": "drive#drive",
            "id": row["id"],
            "name": row["name"],
            "colorRgb": "#4285f4",
            "createdTime": row["created_time"],
            "hidden": False,
            "capabilities": {
                "canAddChildren": edits,
                "canComment": edits,
                "canCopy": True,
                "canDeleteChildren": owns,
                "canDeleteDrive": owns,
                "canDownload": True,
                "canEdit": edits,
                "canListChildren": True,
                "canManageMembers": owns,
                "canReadRevisions": edits,
                "canRename": edits,
                "canRenameDrive": owns,
                "canShare": edits,
                "canTrashChildren": role >= FILE_ORGANIZER,
            },
            "restrictions": {
                "adminManagedRestrictions": False,
                "copyRequiresWriterPermission": False,
                "domainUsersOnly": False,
                "driveMembersOnly": False,
                "sharingFoldersRequiresOrganizerPermission": False,
            },
        }

    def revision(self, row):
        return {
            "kind": "drive#revision",
            "id": row["id"],
            "mimeType": row["mime_type"],
            "modifiedTime": row["modified_time"],
            "keepForever": bool(row["keep_forever"]),
            "published": False,
            "size": str(row["size"]),
            "md5Checksum": row["md5"],
            "originalFilename": row["original_filename"],
            "lastModifyingUser": self.user(row["modifier"]),
        }
