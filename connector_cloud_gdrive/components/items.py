# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Drive's file resources as the contract's items, and the parts of a query."""

import hashlib
import re

from odoo.addons.connector_cloud.sync.remote import RemoteItem, naive_utc

FOLDER = "application/vnd.google-apps.folder"
EDITOR_PREFIX = "application/vnd.google-apps."
BINARY = "application/octet-stream"
FIELDS = (
    "id,name,mimeType,parents,trashed,size,md5Checksum,headRevisionId,modifiedTime,"
    "webViewLink,appProperties"
)
TAG_KEY = "odoo"
OWNER_KEY = "odoo-owner"
# Of key and value together, in UTF-8 bytes: "Custom file properties" in Google's guide.
PROPERTY_BYTES = 124


def item_of(resource):
    """:return: the RemoteItem of a file resource read with :data:`FIELDS`"""
    is_folder = resource["mimeType"] == FOLDER
    native = not is_folder and resource["mimeType"].startswith(EDITOR_PREFIX)
    size = resource.get("size")
    return RemoteItem(
        external_id=resource["id"],
        name=resource["name"],
        parent_id=next(iter(resource.get("parents", ())), None),
        is_folder=is_folder,
        # What Drive counts for its own documents is no length of any content.
        size=None if native or size is None else int(size),
        content_hash=resource.get("md5Checksum"),
        version=_version(resource, is_folder),
        mimetype=resource["mimeType"],
        web_url=resource.get("webViewLink"),
        modified_at=naive_utc(resource.get("modifiedTime")),
        binned=resource.get("trashed", False),
        native=native,
        tag=resource.get("appProperties", {}).get(TAG_KEY),
        owner=resource.get("appProperties", {}).get(OWNER_KEY),
    )


def _version(resource, is_folder):
    # Drive's own "version" also rises when Drive indexes a file or makes a thumbnail:
    # our own upload would look like somebody else's change.
    content = resource.get("headRevisionId") or resource.get("md5Checksum")
    if not content and not is_folder:
        content = resource.get("modifiedTime")
    parts = [
        resource["name"],
        *resource.get("parents", ()),
        str(resource.get("trashed", False)),
        content or "",
    ]
    return hashlib.sha1("\0".join(parts).encode(), usedforsecurity=False).hexdigest()


def tag_properties(tag):
    """:return: the appProperties that carry our mark

    :raise ValueError: the mark is longer than Drive keeps
    """
    room = PROPERTY_BYTES - len(TAG_KEY)
    if len(tag.encode()) > room:
        raise ValueError(f"A tag in Google Drive has at most {room} bytes: {tag!r}")
    return {TAG_KEY: tag}


def quoted(value):
    """:return: a string literal for Drive's search queries"""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def upload_mimetype(mimetype):
    """Give the media type to send with content.

    A type of Google's editors would make Drive convert the content.
    """
    plain = (mimetype or "").partition(";")[0].strip().lower()
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", plain, re.ASCII):
        return BINARY
    return BINARY if plain.startswith(EDITOR_PREFIX) else plain
