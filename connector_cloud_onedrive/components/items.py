# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Graph's driveItems as the contract's items."""

from odoo.addons.connector_cloud.sync.remote import RemoteItem, naive_utc

SELECT = (
    "id,name,size,eTag,file,folder,package,remoteItem,root,deleted,parentReference,"
    "webUrl,lastModifiedDateTime"
)


def item_of(resource):
    """:return: the RemoteItem of a driveItem read with :data:`SELECT`"""
    # A notebook is one document for people, whatever it is made of.
    native = "package" in resource or not {"file", "folder"} & resource.keys()
    is_folder = "folder" in resource and not native
    plain = not is_folder and not native
    file = resource.get("file", {})
    return RemoteItem(
        external_id=resource["id"],
        name=resource["name"],
        parent_id=resource.get("parentReference", {}).get("id"),
        is_folder=is_folder,
        size=resource.get("size", 0) if plain else None,
        content_hash=file.get("hashes", {}).get("quickXorHash"),
        version=resource.get("eTag"),
        mimetype=file.get("mimeType"),
        web_url=resource.get("webUrl"),
        modified_at=naive_utc(resource.get("lastModifiedDateTime")),
        native=native,
    )


def is_ours_to_see(resource):
    """Whether it is a file or folder of this very drive.

    The top folder comes along in the change feed; what is shared from elsewhere has
    its own drive.
    """
    if "root" in resource or "remoteItem" in resource:
        return False
    return any(facet in resource for facet in ("file", "folder", "package"))
