# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Google's own types, and what they can be turned into."""

PREFIX = "application/vnd.google-apps."
FOLDER = PREFIX + "folder"
SHORTCUT = PREFIX + "shortcut"
DOCUMENT = PREFIX + "document"
SPREADSHEET = PREFIX + "spreadsheet"
PRESENTATION = PREFIX + "presentation"
DRAWING = PREFIX + "drawing"
SCRIPT = PREFIX + "script"
FORM = PREFIX + "form"
BINARY = "application/octet-stream"

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
DOCX = _OOXML + "wordprocessingml.document"
XLSX = _OOXML + "spreadsheetml.sheet"
PPTX = _OOXML + "presentationml.presentation"
ODT = _ODF + "text"
ODS = _ODF + "spreadsheet"
ODS_OLD = "application/x-vnd.oasis.opendocument.spreadsheet"
ODP = _ODF + "presentation"
RTF = "application/rtf"
PDF = "application/pdf"
ZIP = "application/zip"
EPUB = "application/epub+zip"
SCRIPT_JSON = SCRIPT + "+json"

EXPORT_FORMATS = {
    DOCUMENT: [
        RTF, ODT, "text/html", PDF, EPUB, ZIP, "text/markdown", DOCX, "text/plain",
    ],
    SPREADSHEET: [
        ODS_OLD, "text/tab-separated-values", PDF, XLSX, "text/csv", ZIP, ODS,
    ],
    PRESENTATION: [ODP, PDF, PPTX, "text/plain"],
    DRAWING: ["image/svg+xml", "image/png", PDF, "image/jpeg"],
    SCRIPT: [SCRIPT_JSON],
    FORM: [ZIP],
}  # fmt: skip

IMPORT_FORMATS = {
    "text/plain": [DOCUMENT],
    "text/html": [DOCUMENT],
    "text/markdown": [DOCUMENT],
    "text/csv": [SPREADSHEET],
    "text/tab-separated-values": [SPREADSHEET],
}

#: path of the editor in the address of a native document
EDITORS = {
    DOCUMENT: "document",
    SPREADSHEET: "spreadsheets",
    PRESENTATION: "presentation",
    DRAWING: "drawings",
    FORM: "forms",
    SCRIPT: "script",
}


def is_native(mime_type):
    """A document of Google's editors: no bytes of its own, only exports."""
    return mime_type.startswith(PREFIX) and mime_type not in (FOLDER, SHORTCUT)


def has_bytes(mime_type):
    return not mime_type.startswith(PREFIX)
