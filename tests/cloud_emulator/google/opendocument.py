# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Smallest OpenDocument 1.2 packages: content, manifest, media type."""

from markupsafe import escape

from . import mime
from .archive import pack

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = " ".join(
    f'xmlns:{short}="{_NAMES}{long}:1.0"'
    for short, long in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("svg", "svg-compatible"),
        ("manifest", "manifest"),
    )
)


def _package(media_type, kind, body):
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}'
        f' office:version="1.2"><office:body><office:{kind}>{body}</office:{kind}>'
        "</office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest {_SPACES}'
        ' manifest:version="1.2"><manifest:file-entry manifest:full-path="/"'
        f' manifest:media-type="{media_type}"/><manifest:file-entry'
        ' manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    parts = {"content.xml": content, "META-INF/manifest.xml": manifest}
    return pack(parts, media_type)


def _paragraphs(lines):
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)


def odt(title, lines):
    return _package(mime.ODT, "text", _paragraphs(lines))


def ods(title, rows):
    cells = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{escape(cell)}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    table = f'<table:table table:name="Sheet1">{cells}</table:table>'
    return _package(mime.ODS, "spreadsheet", table)


def odp(title, lines):
    page = (
        '<draw:page draw:name="page1"><draw:frame svg:x="2cm" svg:y="2cm"'
        f' svg:width="20cm" svg:height="10cm"><draw:text-box>{_paragraphs(lines)}'
        "</draw:text-box></draw:frame></draw:page>"
    )
    return _package(mime.ODP, "presentation", page)
