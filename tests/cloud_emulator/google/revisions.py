# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Older contents of a file."""

from ..routing import Routes
from . import files_api
from .access import CONTENT, WRITE, WRITER
from .downloads import stored_response
from .errors import DriveError
from .listing import decode_token, encode_token, page_size

routes = Routes()
REVISIONS = files_api.FILE + "/revisions"
REVISION = REVISIONS + "/<revision_id>"


def _item(call, file_id):
    # The discovery document knows no supportsAllDrives here: there is no need of it.
    item = call.provider.access.find(file_id, call.caller, True, role=WRITER)
    if not item["blob"]:
        message = "The file does not support revisions."
        raise DriveError(403, "revisionsNotSupported", message)
    return item


def _revision(call, file_id, revision_id):
    item = _item(call, file_id)
    if revision_id == "head":
        revision_id = item["head_revision"]
    row = call.provider.database.one(
        "SELECT * FROM revision WHERE item_id = ? AND id = ?", [item["id"], revision_id]
    )
    if row is None:
        message = f"Revision not found: {revision_id}."
        raise DriveError(404, "notFound", message, location="revisionId")
    return item, row


@routes.add("drive.revisions.list", "GET", REVISIONS, reply="REVISION_LIST")
def list_revisions(call, file_id):
    """Oldest first."""
    size = page_size(call, 200, 1000)
    token = call.args.get("pageToken")
    start = decode_token(token).get("at", 0) if token else 0
    rows = call.provider.database.all(
        "SELECT * FROM revision WHERE item_id = ? AND seq > ? ORDER BY seq LIMIT ?",
        [_item(call, file_id)["id"], start, size + 1],
    )
    result = {
        "kind": "drive#revisionList",
        "revisions": [call.presenter.revision(row) for row in rows[:size]],
    }
    if len(rows) > size:
        result["nextPageToken"] = encode_token(at=rows[size - 1]["seq"])
    return result


@routes.variant("GET", REVISION)
def choose(request):
    return download if request.args.get("alt") == "media" else get


@routes.route("drive.revisions.get", reply="REVISION")
def get(call, file_id, revision_id):
    return call.presenter.revision(_revision(call, file_id, revision_id)[1])


@routes.route("drive.revisions.download", right=CONTENT)
def download(call, file_id, revision_id):
    row = _revision(call, file_id, revision_id)[1]
    return stored_response(call, row["blob"], row["size"], row["mime_type"], row["md5"])


@routes.add("drive.revisions.delete", "DELETE", REVISION, right=WRITE)
def delete(call, file_id, revision_id):
    """The newest revision is the content and has to stay."""
    item, row = _revision(call, file_id, revision_id)
    if row["id"] == item["head_revision"]:
        message = "The latest revision cannot be deleted."
        raise DriveError(400, "cannotDeleteOnlyRevision", message)
    tree = call.provider.tree
    with tree.database.transaction():
        tree.database.execute("DELETE FROM revision WHERE seq = ?", [row["seq"]])
        tree.release({row["blob"]})
        tree.touch(item)


@routes.add("drive.revisions.update", "PATCH", REVISION, reply="REVISION", right=WRITE)
def update(call, file_id, revision_id):
    """Only ``keepForever`` can be set."""
    row = _revision(call, file_id, revision_id)[1]
    keep = call.json_body().get("keepForever", bool(row["keep_forever"]))
    call.provider.database.update(
        "revision", {"seq": row["seq"]}, keep_forever=int(bool(keep))
    )
    return call.presenter.revision(_revision(call, file_id, revision_id)[1])
