# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Many folders in few requests, and never a folder twice."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.connector_cloud.exceptions import AlreadyExists, NotFound

from .errors import NameTaken
from .items import item_of

_lt = LazyTranslate(__name__)


def make_folders(adapter, folders):
    """Make folders; what an earlier call made is taken for ours while it is empty.

    Graph keeps no private mark, and a folder that holds something may be anybody's,
    save where this very call may have made it.

    :param adapter: the OneDrive adapter
    :param folders: list of NewFolder
    :return: dict key -> RemoteItem or CloudError
    """
    requests_ = {f.key: _request(adapter, f) for f in folders}
    unclear = []
    replies = adapter.client.batch(list(requests_.values()), unclear)
    taken = [
        folder
        for folder, reply in zip(folders, replies, strict=True)
        if isinstance(reply, NameTaken)
    ]
    holders = adapter.client.batch(
        [
            {"method": "GET", "url": adapter.child_path(f.parent_id, f.name)}
            for f in taken
        ]
    )
    held = {f.key: holder for f, holder in zip(taken, holders, strict=True)}
    return {
        folder.key: _outcome(
            folder,
            held.get(folder.key, reply),
            reply,
            maybe_ours=requests_[folder.key] in unclear,
        )
        for folder, reply in zip(folders, replies, strict=True)
    }


def _request(adapter, folder):
    return {
        "method": "POST",
        "url": f"{adapter.item_path(folder.parent_id)}/children",
        "body": {
            "name": folder.name,
            "folder": {},
            "@microsoft.graph.conflictBehavior": "fail",
        },
    }


def _outcome(folder, resource, reply, maybe_ours):
    if isinstance(resource, NotFound) and isinstance(reply, NameTaken):
        # Who had the name has gone meanwhile: another call will do.
        return reply
    if not isinstance(resource, dict):
        return resource
    if "folder" not in resource:
        return AlreadyExists(
            _lt("%s is a file in OneDrive.", folder.name), item_of(resource)
        )
    full = resource["folder"].get("childCount")
    if isinstance(reply, NameTaken) and full and not maybe_ours:
        return AlreadyExists(
            _lt("%s is in OneDrive already.", folder.name), item_of(resource)
        )
    return item_of(resource)
