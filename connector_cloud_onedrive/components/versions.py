# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The contents that a file had before: its version history."""

from functools import partial
from itertools import islice, takewhile

from odoo.addons.connector_cloud.sync.remote import naive_utc

from . import download


def since(client, path, before):
    """Open what was stored since an item was read, but for the present content.

    :param path: address of the item
    :param before: RemoteItem that was read
    :return: generator of RemoteStream
    """
    newest_first = (
        version
        for page in client.pages(f"{path}/versions")
        for version in page["value"]
    )
    for version in takewhile(partial(_is_later, before), islice(newest_first, 1, None)):
        yield download.open_version(client, f"{path}/versions/{version['id']}")


def _is_later(item, version):
    """Times count in seconds, and versions tell no hash."""
    stored = naive_utc(version["lastModifiedDateTime"])
    same = stored == item.modified_at and version.get("size") == item.size
    return stored >= item.modified_at and not same
