# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

from odoo.tools.translate import LazyTranslate

from odoo.addons.component.core import Component
from odoo.addons.connector_cloud.exceptions import (
    AlreadyExists,
    CloudError,
    NotFound,
    VersionMismatch,
)
from odoo.addons.connector_cloud.overwritten import keep_overwritten
from odoo.addons.connector_cloud.sync.remote import (
    Account,
    Change,
    ChangePage,
    Drive,
    Limits,
)

from . import download, notifications, revisions, upload
from .drive_client import DriveClient
from .errors import IdInUse
from .folders import FolderMaker
from .items import FIELDS, OWNER_KEY, TAG_KEY, item_of, quoted, tag_properties

_lt = LazyTranslate(__name__)

PAGE = 1000
DRIVES_PAGE = 100
IDS = 1000


class Md5:
    """The one hash that Drive tells of every file; old files lack the newer ones."""

    def __init__(self):
        self._md5 = hashlib.md5(usedforsecurity=False)

    def update(self, data):
        self._md5.update(data)

    def result(self):
        return self._md5.hexdigest()


class GoogleDriveAdapter(Component):
    _name = "cloud.gdrive.adapter"
    _inherit = "cloud.adapter"
    _provider = "gdrive"

    # Drive takes nearly any name, and any number of equal ones.
    limits = Limits()

    def __init__(self, work_context):
        super().__init__(work_context)
        backend = self.backend_record.sudo()
        self.drive_id = backend.drive_external_id or None
        self.drive_missing = backend.gdrive_use_shared_drive and not self.drive_id

    def connect(self):
        return DriveClient(self.backend_record.sudo().endpoint_url, self.valid_token)

    # Account and places

    def test_connection(self):
        about = self.client.call(self.client.about.get(fields="user,storageQuota"))
        user, quota = about["user"], about["storageQuota"]
        if self.drive_id:
            self._check_drive(user)
        return Account(
            name=user.get("displayName") or user.get("emailAddress", ""),
            email=user.get("emailAddress", ""),
            used=int(quota.get("usage", 0)),
            total=int(quota["limit"]) if "limit" in quota else None,
            external_id=user.get("permissionId", ""),
        )

    def _check_drive(self, user):
        """:raise NotFound: the account does not see the shared drive"""
        try:
            self.root()
        except NotFound as error:
            name = self.backend_record.drive_name or self.drive_id
            account = user.get("emailAddress") or user.get("displayName", "")
            place = self.backend_record.sudo().place_id
            if place and place.account_external_id != user.get("permissionId"):
                account += f" signed in instead of {place.account_name}. It"
            raise NotFound(
                _lt(
                    "%(account)s does not see the shared drive %(drive)s.",
                    account=account,
                    drive=name,
                )
            ) from error

    def list_drives(self, search=""):
        request = self.client.drives.list(
            pageSize=DRIVES_PAGE,
            fields="nextPageToken,drives(id,name,capabilities/canAddChildren)",
            **({"q": f"name contains {quoted(search)}"} if search else {}),
        )
        return [
            Drive(drive["id"], drive["name"])
            for page in self._pages(self.client.drives, request)
            for drive in page.get("drives", ())
            if drive.get("capabilities", {}).get("canAddChildren", True)
        ]

    def root(self):
        if self.drive_missing:
            raise CloudError(_lt("Choose the shared drive on the backend first."))
        return self.get(self.drive_id or "root")

    # Reading

    def get(self, external_id):
        return item_of(self.client.call(self._get_request(external_id)))

    def get_many(self, external_ids):
        requests_ = {id_: self._get_request(id_) for id_ in external_ids}
        found = self.client.found(requests_)
        return {id_: item_of(resource) for id_, resource in found.items()}

    def children(self, external_id):
        query = f"{quoted(external_id)} in parents and trashed = false"
        yield from self._items(self._search_request(query))

    def find_by_tag(self, tag, parent_id=None):
        request = self.tag_request(tag, parent_id)
        return [item for page in self._items(request) for item in page]

    def open(self, external_id, start=None, end=None):
        return download.open_content(self.client, external_id, start, end)

    def export(self, external_id, export_format):
        return download.open_export(self.client, external_id, export_format)

    # Writing

    def reserve_ids(self, count):
        ids = []
        while len(ids) < count:
            request = self.client.files.generateIds(
                count=min(IDS, count - len(ids)), space="drive", type="files"
            )
            ids += self.client.call(request)["ids"]
        return ids

    def create_folders(self, folders):
        return FolderMaker(self).make(list(folders))

    def upload(
        self,
        parent_id,
        name,
        reader,
        size,
        mimetype,
        tag,
        reserved_id=None,
        progress=None,
    ):
        body = {
            # With an identifier of its own a repeated request makes no twin.
            "id": reserved_id or self.reserve_ids(1)[0],
            "name": name,
            "parents": [parent_id],
            "appProperties": tag_properties(tag) if tag else {},
        }

        def request(media):
            return self.client.files.create(
                body=body, media_body=media, fields=FIELDS, supportsAllDrives=True
            )

        try:
            return item_of(
                upload.send(self.client, request, reader, size, mimetype, progress)
            )
        except IdInUse as error:
            item = self.get(body["id"])
            if not reserved_id:
                return item
            reader.seek(0)
            raise AlreadyExists(
                _lt("%s is in Google Drive already.", name), item
            ) from error

    def replace_content(
        self, external_id, reader, size, mimetype, expected_version=None, progress=None
    ):
        before = self._expected(external_id, expected_version)

        def request(media):
            return self.client.files.update(
                fileId=external_id,
                media_body=media,
                fields=FIELDS,
                supportsAllDrives=True,
            )

        after = upload.send(self.client, request, reader, size, mimetype, progress)
        if expected_version is not None:
            between = revisions.between(self.client, before, after)
            keep_overwritten(self, item_of(before), item_of(after), between)
        return item_of(after)

    def move(self, external_id, name, parent_id, expected_version=None):
        item = self._expect(external_id, expected_version)
        places = {}
        if parent_id != item.parent_id:
            places["addParents"] = parent_id
            if item.parent_id:
                places["removeParents"] = item.parent_id
        if not places and name == item.name:
            return item
        return self._patch(external_id, {"name": name}, **places)

    def bin(self, external_id, expected_version=None):
        try:
            item = self._expect(external_id, expected_version)
            return item if item.binned else self._patch(external_id, {"trashed": True})
        except NotFound:
            return None

    def restore(self, external_id):
        return self._patch(external_id, {"trashed": False})

    # The change feed

    def start_cursor(self):
        request = self.client.changes.getStartPageToken(
            supportsAllDrives=True, **self._drive_only()
        )
        return self.client.call(request)["startPageToken"]

    def changes(self, cursor):
        last = False
        while not last:
            page = self.client.call(self._changes_request(cursor))
            last = "newStartPageToken" in page
            cursor = page["newStartPageToken"] if last else page["nextPageToken"]
            yield ChangePage(
                tuple(
                    Change(change["fileId"], _changed_item(change))
                    for change in page.get("changes", ())
                    # The others tell about shared drives as such.
                    if change.get("changeType", "file") == "file"
                ),
                cursor,
                last,
            )

    def watch(self, address, secret, expires_at):
        feed = {
            "pageToken": self.start_cursor(),
            "supportsAllDrives": True,
            **self._feed_of_drive(),
        }
        return notifications.open_channel(
            self.client, feed, address, secret, expires_at
        )

    def unwatch(self, watch):
        notifications.close_channel(self.client, watch)

    def new_hasher(self):
        return Md5()

    # Whose the root folder is

    def is_owned_by(self, root, owner):
        return None if root.owner is None else root.owner == owner

    def write_owner(self, root_id, owner):
        # Other private properties of the folder stay.
        self._patch(root_id, {"appProperties": {OWNER_KEY: owner}})

    # Requests

    def _get_request(self, external_id):
        return self.client.files.get(
            fileId=external_id, fields=FIELDS, supportsAllDrives=True
        )

    def _changes_request(self, cursor):
        return self.client.changes.list(
            pageToken=cursor,
            pageSize=PAGE,
            includeRemoved=True,
            supportsAllDrives=True,
            fields="nextPageToken,newStartPageToken,"
            f"changes(changeType,removed,fileId,file({FIELDS}))",
            **self._feed_of_drive(),
        )

    def _feed_of_drive(self):
        if not self.drive_id:
            return {}
        return {"includeItemsFromAllDrives": True, **self._drive_only()}

    def tag_request(self, tag, parent_id=None):
        """:return: the request that lists the live items with a tag, oldest first"""
        query = (
            f"appProperties has {{ key={quoted(TAG_KEY)} and value={quoted(tag)} }}"
            " and trashed = false"
        )
        if parent_id:
            query += f" and {quoted(parent_id)} in parents"
        return self._search_request(query, orderBy="createdTime")

    def _search_request(self, query, **parameters):
        if self.drive_id:
            parameters.update(
                corpora="drive", includeItemsFromAllDrives=True, driveId=self.drive_id
            )
        return self.client.files.list(
            q=query,
            pageSize=PAGE,
            supportsAllDrives=True,
            fields=f"nextPageToken,files({FIELDS})",
            **parameters,
        )

    def _drive_only(self):
        return {"driveId": self.drive_id} if self.drive_id else {}

    def _items(self, request):
        for page in self._pages(self.client.files, request):
            yield [item_of(resource) for resource in page.get("files", ())]

    def _pages(self, resource, request):
        while request:
            page = self.client.call(request)
            yield page
            request = resource.list_next(request, page)

    def _expect(self, external_id, version):
        """Drive has no conditional writes: look just before.

        :raise VersionMismatch: the item is not the version expected
        """
        return item_of(self._expected(external_id, version))

    def _expected(self, external_id, version):
        """:return: like :meth:`_expect`, as Drive's own resource"""
        resource = self.client.call(self._get_request(external_id))
        item = item_of(resource)
        if version is not None and item.version != version:
            raise VersionMismatch(_lt("%s changed in Google Drive.", item.name), item)
        return resource

    def _patch(self, external_id, body, **parameters):
        request = self.client.files.update(
            fileId=external_id,
            body=body,
            fields=FIELDS,
            supportsAllDrives=True,
            **parameters,
        )
        return item_of(self.client.call(request))


def _changed_item(change):
    return None if change.get("removed") else item_of(change["file"])
