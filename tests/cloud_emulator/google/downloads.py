# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bytes out: ``alt=media`` with ranges, and exports of native documents."""

from werkzeug.wrappers import Response

from ..ranges import ranged
from ..routing import Routes
from . import files_api, mime
from .access import CONTENT
from .errors import DriveError
from .native import export

routes = Routes()
#: Drive exports no more than this
EXPORT_LIMIT = 10 * 1024 * 1024


@routes.variant("GET", files_api.FILE)
def choose(request):
    """One address gives the metadata or, with ``alt=media``, the bytes."""
    return media if request.args.get("alt") == "media" else files_api.get


@routes.route("drive.files.download", right=CONTENT)
def media(call, file_id):
    item = call.find(file_id)
    if not item["blob"]:
        message = (
            "Only files with binary content can be downloaded. Use Export with Docs"
            " Editors files."
        )
        raise DriveError(403, "fileNotDownloadable", message, location="alt")
    if item["abusive"] and not call.flag("acknowledgeAbuse"):
        message = (
            "This file has been identified as malware or spam and cannot be downloaded."
        )
        raise DriveError(403, "cannotDownloadAbusiveFile", message)
    return stored_response(
        call, item["blob"], item["size"], item["mime_type"], item["md5"]
    )


def stored_response(call, blob, size, mime_type, md5):
    """The stored content, or the range of it that is asked for."""
    response = ranged(call.request, call.provider.blobs, blob, size, mime_type)
    if response.status_code == 200:
        # hash of the whole content, in the form the media servers use
        response.headers["X-Goog-Hash"] = f"md5={md5}"
    return response


@routes.add("drive.files.export", "GET", files_api.FILE + "/export", right=CONTENT)
def export_file(call, file_id):
    mime_type = call.argument("mimeType")
    return _exported(call.find(file_id), mime_type)


@routes.add("drive.files.exportLink", "GET", "/export", right=CONTENT)
def export_link(call):
    """Where ``exportLinks`` lead; shared drives need no parameter here."""
    access = call.provider.access
    file_id = call.argument("id")
    item = access.find(file_id, call.caller, True)
    return _exported(item, call.argument("mimeType"))


def _exported(item, mime_type):
    if not mime.is_native(item["mime_type"]):
        message = "Export only supports Docs Editors files."
        raise DriveError(403, "fileNotExportable", message)
    if mime_type not in mime.EXPORT_FORMATS.get(item["mime_type"], ()):
        message = "The requested conversion is not supported."
        raise DriveError(400, "badRequest", message, location="convertTo")
    data = export(item["name"], item["document"] or "", item["mime_type"], mime_type)
    if len(data) > EXPORT_LIMIT:
        message = "This file is too large to be exported."
        raise DriveError(403, "exportSizeLimitExceeded", message)
    # sent in chunks: an export has no dependable length
    return Response(iter([data]), content_type=mime_type)
