# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bytes out: ``/content`` leads to a pre-authorised address that gives them."""

import io
from urllib.parse import quote

from reportlab.pdfgen.canvas import Canvas
from werkzeug.wrappers import Response

from ..ranges import ranged
from ..routing import Routes
from .call import json_response
from .endpoints import on
from .errors import GraphError, invalid_request, not_found, not_supported
from .presenter import etag

routes = Routes()
#: what ``?format=pdf`` takes
CONVERTIBLE = frozenset(
    "csv doc docx odp ods odt pot potm potx pps ppsx ppsxm ppt pptm pptx rtf xls"
    " xlsx".split()
)
PDF = "application/pdf"


@on("graph.items.content", "GET", "item", "content")
def content(call):
    """302 to where the bytes are; 304 when the client has them."""
    item = call.item
    if not item["blob"]:
        raise invalid_request("The item has no content.")
    if call.request.headers.get("If-None-Match") == etag(item):
        return Response(status=304)
    location = call.presenter.download_url(item)
    wanted = call.option("format")
    if wanted:
        _check_conversion(item["name"], wanted)
        location += f"&format={wanted}"
    return _found(location)


def _check_conversion(name, wanted):
    if wanted != "pdf":
        raise not_supported(f"Conversion to {wanted} is not supported.", 406)
    if name.rpartition(".")[2].lower() not in CONVERTIBLE:
        raise not_supported("The type of the file cannot be converted.", 406)


def _found(location):
    response = Response(status=302, headers={"Location": location})
    response.autocorrect_location_header = False
    return response


@routes.add("graph.download", "GET", "/_layouts/15/download.aspx", open=True)
def download(provider, call):
    """The bytes; the address authorises, whoever knows it."""
    provider.tickets.check_bearer(call.request)
    item = provider.tree.get(provider.tickets.item_id(call.args.get("tempauth", "")))
    if item is None or not item["blob"]:
        raise not_found()
    if item["malware"]:
        raise GraphError(403, "malwareDetected", "Malware detected")
    if call.args.get("format"):
        data = pdf_of(item["name"])
        return Response(data, content_type=PDF)
    stored = item
    if number := call.args.get("version"):
        versions = provider.tree.versions(item["id"])
        stored = next(row for row in versions if str(row["number"]) == number)
    response = ranged(
        call.request, provider.blobs, stored["blob"], stored["size"], item["mime_type"]
    )
    response.headers["ETag"] = etag(item)
    name = quote(item["name"], safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def pdf_of(title):
    """A page that stands for a converted document."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setTitle(title)
    canvas.drawString(72, 760, title)
    canvas.save()
    return buffer.getvalue()


@on("graph.items.versions", "GET", "item", "versions")
def versions(call):
    """The versions of a file, or one of them, or its bytes."""
    rows = call.provider.tree.versions(call.item["id"])
    if not call.address.details:
        return json_response({"value": [_version(call, row) for row in rows]})
    label, *rest = call.address.details
    row = next((each for each in rows if f"{each['number']}.0" == label), None)
    if row is None:
        raise not_found()
    if rest != ["content"]:
        return json_response(_version(call, row))
    number = row["number"]
    return _found(f"{call.presenter.download_url(call.item)}&version={number}")


def _version(call, row):
    return {
        "id": f"{row['number']}.0",
        "lastModifiedDateTime": row["modified"],
        "lastModifiedBy": call.presenter.person(row["modifier"]),
        "size": row["size"],
    }
