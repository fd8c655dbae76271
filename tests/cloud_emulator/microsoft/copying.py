# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Copies: accepted at once, finished later, watched at a monitor address."""

import json
import secrets

from werkzeug.wrappers import Response

from ..routing import Routes
from . import ids
from .access import WRITE, drive_by_id
from .call import json_response
from .editor import Editor
from .endpoints import on
from .errors import (
    GraphError,
    invalid_request,
    not_found,
    section,
    session_not_found,
)

routes = Routes()
PATH = "/monitor/<copy_id>"


@on("graph.items.copy", "POST", "item", "copy", right=WRITE)
def copy(call):
    """202 with the address of a monitor; what goes wrong is told there.

    Switch ``microsoft_copy_polls``: how often the monitor says "in progress" first.
    """
    item = call.item
    drive, parent = _target(call, item)
    name = call.json_body.get("name") or item["name"]
    editor = Editor(call.provider, drive, call.caller.actor)
    behavior = call.behavior("fail", call.json_body)
    made, error = None, None
    try:
        made = editor.copy(item, parent, name, behavior)["id"]
    except GraphError as refusal:
        error = json.dumps({"code": refusal.code, "message": str(refusal)})
    row = {"id": ids.guid(), "secret": secrets.token_urlsafe(24)}
    polls = call.provider.settings.microsoft_copy_polls
    call.provider.database.insert(
        "graph_copy", item_id=made, error=error, polls=polls, **row
    )
    path = PATH.replace("<copy_id>", row["id"])
    location = f"{call.storage_url}{path}?tempauth={row['secret']}"
    response = Response(status=202, headers={"Location": location})
    response.autocorrect_location_header = False
    return response


def _target(call, item):
    """Drive and folder of a ``parentReference``; default: next to the original."""
    reference = section(call.json_body, "parentReference")
    drive = call.drive
    if reference.get("driveId"):
        drive = drive_by_id(call.provider, call.caller, reference["driveId"])
    folder_id = reference.get("id")
    if folder_id == "root":
        raise invalid_request("The parent has to be named by its id.")
    if not folder_id and drive["id"] != call.drive["id"]:
        folder_id = drive["root_id"]
    parent = call.provider.tree.get(folder_id or item["parent_id"])
    if parent is None or parent["drive_id"] != drive["id"]:
        raise not_found()
    return drive, parent


@routes.add("graph.monitor", "GET", PATH, open=True)
def monitor(provider, call, copy_id):
    """How far a copy is; the address authorises, whoever knows it."""
    provider.tickets.check_bearer(call.request)
    with provider.database.transaction():
        row = provider.database.one(
            "SELECT * FROM graph_copy WHERE id = ? AND secret = ?",
            [copy_id, call.args.get("tempauth", "")],
        )
        if row is None:
            raise session_not_found()
        if row["polls"] > 0:
            left = row["polls"] - 1
            provider.database.update("graph_copy", {"id": copy_id}, polls=left)
            progress = {"status": "inProgress", "percentageComplete": 100 / (left + 2)}
            return json_response(progress, 202)
    if row["error"]:
        error = json.loads(row["error"])
        value = {"status": "failed", "errorCode": error["code"], "error": error}
        return json_response(value)
    done = {"status": "completed", "percentageComplete": 100.0}
    return json_response({**done, "resourceId": row["item_id"]})
