# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Shared drives, and ``about``."""

from ..routing import Routes
from . import mime
from .access import ORGANIZER, WRITE
from .errors import DriveError, drive_not_found, invalid, no_permission, required
from .listing import decode_token, encode_token, page_size
from .query import Comparison, Junction, Negation, QuerySyntaxError, parse_query
from .query_sql import word_prefix

routes = Routes()
DRIVES = "/drive/v3/drives"
DRIVE = DRIVES + "/<drive_id>"
#: 5,120 GB, as the service says it
MAX_UPLOAD_SIZE = 5_497_558_138_880


def _matches(node, row):
    """Whether a drive's row fits a query; only its name can be asked for here."""
    if isinstance(node, Junction):
        test = all if node.word == "and" else any
        return test(_matches(term, row) for term in node.terms)
    if isinstance(node, Negation):
        return not _matches(node.term, row)
    if not isinstance(node, Comparison) or node.field != "name":
        raise QuerySyntaxError("Only the name can be asked for.")
    if not isinstance(node.value, str):
        raise QuerySyntaxError("The name needs a text in quotes.")
    tests = {
        "=": row["name"] == node.value,
        "!=": row["name"] != node.value,
        "contains": word_prefix(row["name"], node.value),
    }
    if node.operator not in tests:
        raise QuerySyntaxError(f"name has no operator {node.operator}.")
    return tests[node.operator]


@routes.add("drive.drives.list", "GET", DRIVES, reply="DRIVE_LIST")
def list_drives(call):
    size = page_size(call, 10, 100)
    provider = call.provider
    visible = provider.access.drives_of(call.caller.user)
    rows = provider.database.all("SELECT * FROM drive ORDER BY name, id")
    rows = [row for row in rows if row["id"] in visible]
    if text := call.args.get("q"):
        try:
            node = parse_query(text)
            # also without any drive a bad query is one
            _matches(node, {"name": ""})
            rows = [row for row in rows if _matches(node, row)]
        except QuerySyntaxError:
            raise invalid("q") from None
    token = call.args.get("pageToken")
    start = decode_token(token).get("at", 0) if token else 0
    result = {
        "kind": "drive#driveList",
        "drives": [call.presenter.drive(row) for row in rows[start : start + size]],
    }
    if len(rows) > start + size:
        result["nextPageToken"] = encode_token(at=start + size)
    return result


def _drive(call, drive_id, role=1):
    row = call.provider.drive_row(drive_id)
    actual = call.provider.access.drive_role(drive_id, call.caller.user)
    if row is None or not actual:
        raise drive_not_found(drive_id)
    if actual < role:
        raise no_permission()
    return row


@routes.add("drive.drives.get", "GET", DRIVE, reply="DRIVE")
def get(call, drive_id):
    return call.presenter.drive(_drive(call, drive_id))


@routes.add("drive.drives.create", "POST", DRIVES, reply="DRIVE", right=WRITE)
def create(call):
    """``requestId`` makes repeats harmless: the same one answers 409."""
    request_id = call.args.get("requestId")
    if not request_id:
        raise required("requestId")
    name = call.json_body().get("name")
    if not isinstance(name, str) or not name:
        raise DriveError(400, "required", "The name of the drive is required.")
    if call.caller.service:
        raise no_permission("Service accounts cannot create shared drives.")
    provider = call.provider
    with provider.database.transaction():
        mark = f"drive:{call.caller.user}:{request_id}"
        known = provider.database.one("SELECT 1 FROM reserved_id WHERE id = ?", [mark])
        if known:
            message = "A shared drive was already created with this request id."
            raise DriveError(409, "conflict", message, location="requestId")
        provider.database.insert("reserved_id", id=mark)
        drive_id = provider.create_drive(name, {call.caller.user: "organizer"})
    return call.presenter.drive(provider.drive_row(drive_id))


@routes.add("drive.drives.update", "PATCH", DRIVE, reply="DRIVE", right=WRITE)
def update(call, drive_id):
    _drive(call, drive_id, ORGANIZER)
    if name := call.json_body().get("name"):
        call.provider.rename_drive(drive_id, name)
    return call.presenter.drive(_drive(call, drive_id))


@routes.add("drive.drives.delete", "DELETE", DRIVE, right=WRITE)
def delete(call, drive_id):
    """Only an empty drive can go."""
    _drive(call, drive_id, ORGANIZER)
    child = call.provider.database.one(
        "SELECT 1 FROM item WHERE parent_id = ? AND NOT trashed", [drive_id]
    )
    if child:
        message = "The shared drive is not empty."
        raise DriveError(403, "cannotDeleteResourceWithChildren", message)
    call.provider.delete_drive(drive_id)


@routes.add("drive.about.get", "GET", "/drive/v3/about", reply="ABOUT")
def about(call):
    provider, caller = call.provider, call.caller
    used, in_bin = provider.tree.usage(caller.user)
    quota = {
        "usage": str(used),
        "usageInDrive": str(used),
        "usageInDriveTrash": str(in_bin),
    }
    limit = provider.accounts.user(caller.user)["quota"]
    if limit is not None:
        quota["limit"] = str(limit)
    return {
        "kind": "drive#about",
        "user": call.presenter.user(caller.user),
        "storageQuota": quota,
        "importFormats": mime.IMPORT_FORMATS,
        "exportFormats": mime.EXPORT_FORMATS,
        "maxUploadSize": str(MAX_UPLOAD_SIZE),
        "maxImportSizes": {mime.DOCUMENT: str(10 * 1024 * 1024)},
        "appInstalled": True,
        "folderColorPalette": ["#8f8f8f", "#d06b64", "#7bd148", "#4986e7"],
        "driveThemes": [],
        "canCreateDrives": not caller.service,
        "canCreateTeamDrives": not caller.service,
    }
