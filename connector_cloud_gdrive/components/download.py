# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Content on its way from Drive, passed on as it comes."""

from urllib.parse import quote

from odoo.tools.translate import LazyTranslate

from odoo.addons.connector_cloud.exceptions import CloudError
from odoo.addons.connector_cloud.transfer.http_download import (
    range_header,
    remote_stream,
)

from .errors import ExportTooLarge

_lt = LazyTranslate(__name__)

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
    parameters = {"alt": "media", "supportsAllDrives": "true"}
    headers = range_header(start, end)
    response = client.download(_path(external_id), parameters, headers)
    return remote_stream(response, client.translated, start, end)


def open_revision(client, external_id, revision_id):
    """Open a content that a file had before.

    :return: RemoteStream
    """
    path = f"{_path(external_id)}/revisions/{quote(revision_id, safe='')}"
    return remote_stream(client.download(path, {"alt": "media"}), client.translated)


def open_export(client, external_id, export_format):
    """Open a document of Google's editors, converted by Drive.

    :param export_format: one of :data:`EXPORTS`
    """
    mimetype = EXPORTS.get(export_format)
    if not mimetype:
        raise CloudError(
            _lt(
                "Google Drive cannot export to '%(format)s'. Use one of %(formats)s.",
                format=export_format,
                formats=", ".join(EXPORTS),
            )
        )
    try:
        path = f"{_path(external_id)}/export"
        parameters = {"mimeType": mimetype, "supportsAllDrives": "true"}
        response = client.download(path, parameters)
    except ExportTooLarge:
        response = client.download(_export_link(client, external_id, mimetype))
    return remote_stream(response, client.translated)


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
            _lt(
                "The document is too large for Google Drive to export it. Open it "
                "there."
            )
        ) from None
