# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Metadata methods of ``files``."""

from werkzeug.wrappers import Response

from ..routing import Routes
from .access import ORGANIZER, WRITE
from .errors import DriveError, drive_not_found, invalid_parameter, no_permission
from .listing import Listing

routes = Routes()
FILES = "/drive/v3/files"
FILE = FILES + "/<file_id>"


@routes.add("drive.files.list", "GET", FILES, reply="FILE_LIST")
def list_files(call):
    return Listing(call.provider, call).run()


@routes.add("drive.files.create", "POST", FILES, reply="FILE", right=WRITE)
def create(call):
    return call.file_reply(call.editor.create(call.json_body()))


@routes.route("drive.files.get", reply="FILE")
def get(call, file_id):
    if call.flag("acknowledgeAbuse"):
        message = "acknowledgeAbuse is only allowed together with alt=media."
        raise DriveError(
            403, "invalidAbuseAcknowledgment", message, location="acknowledgeAbuse"
        )
    return call.file_reply(call.find(file_id))


@routes.add("drive.files.update", "PATCH", FILE, reply="FILE", right=WRITE)
def update(call, file_id):
    item = call.editor.update(
        file_id,
        call.json_body(),
        call.args.get("addParents"),
        call.args.get("removeParents"),
    )
    return call.file_reply(item)


@routes.add("drive.files.delete", "DELETE", FILE, right=WRITE)
def delete(call, file_id):
    call.editor.delete(file_id)


@routes.add("drive.files.copy", "POST", FILE + "/copy", reply="FILE", right=WRITE)
def copy(call, file_id):
    return call.file_reply(call.editor.copy(file_id, call.json_body()))


@routes.add("drive.files.emptyTrash", "DELETE", FILES + "/trash", right=WRITE)
def empty_trash(call):
    caller, access = call.caller, call.provider.access
    drive_id = call.args.get("driveId")
    if drive_id:
        role = access.drive_role(drive_id, caller.user)
        if not role:
            raise drive_not_found(drive_id)
        if role < ORGANIZER:
            raise no_permission()
    call.provider.empty_bin(caller.user, drive_id)
    return Response(status=204)


@routes.add(
    "drive.files.generateIds", "GET", FILES + "/generateIds", reply="GENERATED_IDS"
)
def generate_ids(call):
    text = call.args.get("count", "10")
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise invalid_parameter("count", f"Invalid value '{text}'.")
    space = call.args.get("space", "drive")
    return {
        "kind": "drive#generatedIds",
        "space": space,
        "ids": call.editor.reserve_ids(int(text)),
    }
