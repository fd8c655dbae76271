# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Uploads in one request, and what follows every upload."""

from .access import WRITE
from .endpoints import on
from .errors import GraphError
from .rewrite import apply_rewrite

#: bytes one request takes
SMALL_LIMIT = 250 * 1024 * 1024


def place_of(call):
    """Where an upload goes to.

    :return: (item, None, None) for an address of an existing item by its id, else
        (None, folder, name); folders on the way that are missing are made
    """
    path = call.address.path
    if not path:
        return call.item, None, None
    call.check_path()
    folder = call.editor.folders(call.start_item(), path[:-1])
    return None, folder, path[-1]


@on("graph.items.upload", "PUT", "item", "content", right=WRITE, streams=True)
def upload(call):
    """The body is the content; a name that is taken is replaced unless told else."""
    behavior = call.behavior("replace")
    length = call.request.content_length or 0
    if length > SMALL_LIMIT:
        raise _too_large()
    condition = call.request.headers.get("If-Match")
    item, folder, name = place_of(call)
    if item is not None:
        call.editor.check_replace(item, length, condition)
    else:
        call.editor.check_upload(folder, name, behavior, length, condition)
    key = call.provider.blobs.receive(call.body)
    try:
        if call.provider.blobs.incoming(key).size > SMALL_LIMIT:
            raise _too_large()
        with call.provider.database.transaction():
            if item is not None:
                item, new = call.editor.replace(item, key, None, condition), False
            else:
                item, new = call.editor.upload(
                    folder, name, behavior, key, None, condition
                )
            fault = call.fault("sharepoint_rewrite")
            item = apply_rewrite(call.provider, item, fault)
            return call.item_answer(item, 201 if new else 200)
    except BaseException:
        call.provider.blobs.forget(key)
        raise


def _too_large():
    message = "Maximum request length exceeded."
    return GraphError(413, "maxRequestLengthExceeded", message)
