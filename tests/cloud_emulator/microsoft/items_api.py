# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""driveItems: read, list, search, create folders, change, delete, restore."""

from werkzeug.wrappers import Response

from . import paging
from .access import WRITE
from .call import json_response
from .editor import times
from .endpoints import on
from .errors import invalid_request, not_found, not_supported, section
from .presenter import etag
from .tree import BELOW


@on("graph.items.get", "GET", "item")
def get(call):
    item = call.item
    if call.request.headers.get("If-None-Match") == etag(item):
        return Response(status=304)
    if "children" not in (call.option("expand") or "").lower():
        return call.item_answer(item)
    rows = call.provider.database.all(
        "SELECT * FROM graph_item WHERE parent_id = ? AND binned IS NULL"
        " ORDER BY folder DESC, name_key LIMIT ?",
        [item["id"], paging.PAGE],
    )
    value = call.presenter.item(item, call.drive, call.selection)
    value["children"] = [call.presenter.item(row, call.drive) for row in rows]
    return json_response(value)


@on("graph.items.children", "GET", "item", "children")
def children(call):
    """One page of a folder."""
    folder = call.item
    if not folder["folder"]:
        raise invalid_request("The item is not a folder.")
    where = "parent_id = ? AND binned IS NULL"
    return _page(call, where, [folder["id"]], paging.order(call))


@on("graph.items.search", "GET", "item", "search")
def search(call):
    """Items below whose name holds the text of ``q``, in any case."""
    if call.address.argument is None:
        raise invalid_request("The search needs a text: search(q='text').")
    text = call.address.argument.lower()
    where = f"binned IS NULL AND {BELOW} AND instr(name_key, ?)"
    return _page(call, where, [call.item["id"], text], paging.order(call))


def _page(call, where, parameters, order):
    size, skip = paging.page_size(call), paging.skipped(call)
    rows = call.provider.database.all(
        f"SELECT * FROM graph_item WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",
        [*parameters, size + 1, skip],
    )
    hidden = call.provider.lag.hidden()
    value = {
        "@odata.context": f"{call.service_url}/v1.0/$metadata#Collection(driveItem)",
        "value": [
            call.presenter.item(row, call.drive, call.selection)
            for row in rows[:size]
            if row["id"] not in hidden
        ],
    }
    if len(rows) > size:
        value["@odata.nextLink"] = paging.next_link(call, skip + size)
    return json_response(value)


@on("graph.items.create", "POST", "item", "children", right=WRITE)
def create(call):
    """Folders only: files are made by uploading."""
    body = call.json_body
    if not isinstance(body.get("folder"), dict):
        raise invalid_request("Only folders can be created here.")
    behavior = call.behavior("fail", body)
    folder, new = call.editor.create_folder(
        call.item, body.get("name"), behavior, times(body)
    )
    return call.item_answer(folder, 201 if new else 200)


@on("graph.items.update", "PATCH", "item", right=WRITE)
def update(call):
    """Rename, move, set times."""
    body = call.json_body
    behavior = call.behavior("fail", body)
    condition = call.request.headers.get("If-Match")
    item = call.editor.update(call.item, body, behavior, condition)
    return call.item_answer(item)


@on("graph.items.delete", "DELETE", "item", right=WRITE)
def delete(call):
    """Into the recycle bin."""
    call.editor.delete(call.item, call.request.headers.get("If-Match"))
    return Response(status=204)


@on("graph.items.permanentDelete", "POST", "item", "permanentDelete", right=WRITE)
def permanent_delete(call):
    if call.drive["kind"] == "personal":
        raise not_supported("Permanent delete is not supported on this drive.")
    call.editor.purge(call.item, call.request.headers.get("If-Match"))
    return Response(status=204)


@on("graph.items.restore", "POST", "item", "restore", right=WRITE)
def restore(call):
    """Documented for personal drives only; the others refuse."""
    if call.drive["kind"] != "personal":
        raise not_supported("Restore is only supported on OneDrive personal.")
    parent = section(call.json_body, "parentReference").get("id")
    folder = call.provider.tree.get(parent) if parent else None
    if parent and (folder is None or folder["drive_id"] != call.drive["id"]):
        raise not_found()
    name = call.json_body.get("name")
    return call.item_answer(call.editor.restore(call.address.item, folder, name))


@on("graph.items.createLink", "POST", "item", "createLink", right=WRITE)
def create_link(call):
    """A link that leads to the item's page."""
    item = call.presenter.item(call.item, call.drive)
    link = {
        "type": call.json_body.get("type") or "view",
        "scope": call.json_body.get("scope") or "organization",
        "webUrl": item["webUrl"],
    }
    return json_response({"id": item["id"], "roles": ["read"], "link": link}, 201)
