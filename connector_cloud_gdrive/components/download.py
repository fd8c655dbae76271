# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Content on its way from Drive, passed on as it comes."""

import re
from urllib.parse import quote

from odoo.addons.connector_cloud.exceptions import CloudError
from odoo.addons.connector_cloud.sync.remote import RemoteStream

from .errors import ExportTooLarge, Hiccup, translated

CHUNK = 256 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
EXPORTS = {
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "pptx": f"{OFFICE}presentationml.presentation",
    "odt": f"{OPEN}text",
    "ods": f"{OPEN}spreadsheet",
    "odp": f"{OPEN}presentation",
    "pdf": "application/pdf",
    "rtf": "application/rtf",
    "epub": "application/epub+zip",
    "zip": "application/zip",
    "txt": "text/plain",
    "html": "text/html",
    "md": "text/markdown",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "png": "image/png",
    "jpg": "image/jpeg",
    "svg": "image/svg+xml",
    "json": "application/vnd.google-apps.script+json",
}


def open_content(client, external_id, start=None, end=None):
    """Open a file's content, or the bytes from ``start`` to ``end`` (inclusive).

    :return: RemoteStream; past the end of the content it delivers nothing
    """
    headers = {}
    if start is not None or end is not None:
        headers["Range"] = f"bytes={start or 0}-{'' if end is None else end}"
    parameters = {"alt": "media", "supportsAllDrives": "true"}
    response = client.stream(_path(external_id), parameters, headers)
    return _remote_stream(response)


def open_export(client, external_id, export_format):
    """Open a document of Google's editors, converted by Drive.

    :param export_format: one of :data:`EXPORTS`
    """
    mimetype = EXPORTS.get(export_format)
    if not mimetype:
        raise CloudError(
            f"Google Drive cannot export to {export_format!r}. "
            f"Use one of {', '.join(EXPORTS)}."
        )
    try:
        path = f"{_path(external_id)}/export"
        parameters = {"mimeType": mimetype, "supportsAllDrives": "true"}
        response = client.stream(path, parameters)
    except ExportTooLarge:
        response = client.stream(_export_link(client, external_id, mimetype))
    return _remote_stream(response)


def _path(external_id):
    return f"/drive/v3/files/{quote(external_id, safe='')}"


def _export_link(client, external_id, mimetype):
    """The address the editors themselves download from knows no limit of 10 MB."""
    resource = client.call(
        client.files.get(
            fileId=external_id, fields="exportLinks", supportsAllDrives=True
        )
    )
    try:
        return resource["exportLinks"][mimetype]
    except KeyError:
        raise CloudError(
            "The document is too large for Google Drive to export it. Open it there."
        ) from None


def _remote_stream(response):
    length = response.headers.get("Content-Length")
    length = int(length) if length else None
    start, end, total = 0, None if length is None else length - 1, length
    if response.status_code == 206:
        start, end, total = _range(response.headers["Content-Range"])
    elif response.status_code == 416:
        response.close()
        total = _range(response.headers["Content-Range"])[2]
        return RemoteStream(iter(()), response.close, total, start=total, end=total - 1)
    expected = None if end is None else end - start + 1
    return RemoteStream(
        _chunks(response, expected), response.close, total, start=start, end=end
    )


def _range(header):
    """:return: start, end and total of a Content-Range (None where it says ``*``)"""
    match = re.fullmatch(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)", header)
    if not match:
        raise CloudError(f"Google Drive sent a range that makes no sense: {header}")
    return tuple(int(n) if n and n.isdigit() else None for n in match.groups())


def _chunks(response, expected):
    received = 0
    with response:
        with translated():
            for chunk in response.iter_content(CHUNK):
                received += len(chunk)
                yield chunk
    # An early end of the connection alone is no error to the library.
    if expected is not None and received < expected:
        raise Hiccup("Google Drive broke off the download.")
