# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Writers of the export formats, from a title and some lines of text.

Every exporter is called with (title, lines, type of the document) and gives bytes.
"""

import base64
import json
import struct
import zlib

from markupsafe import escape

from . import mime
from .archive import pack
from .office import docx, pptx, xlsx
from .opendocument import odp, ods, odt


def rows(lines):
    """The cells of a spreadsheet kept as comma separated lines."""
    return [line.split(",") for line in lines]


def _text(title, lines, _source):
    return ("\ufeff" + "\r\n".join(lines)).encode()


def _markdown(title, lines, _source):
    return "\n".join([f"# {title}", "", *lines, ""]).encode()


def _html(title, lines, _source=None):
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<html><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f"<body>{paragraphs}</body></html>"
    ).encode()


def _csv(title, lines, _source):
    return "\r\n".join(lines).encode()


def _tsv(title, lines, _source):
    return "\r\n".join("\t".join(cells) for cells in rows(lines)).encode()


def _rtf(title, lines, _source):
    def quoted(line):
        for sign in "\\{}":
            line = line.replace(sign, "\\" + sign)
        return "".join(
            char if ord(char) < 128 else f"\\u{ord(char) % 65536}?" for char in line
        )

    body = "".join(f"{quoted(line)}\\par\n" for line in lines)
    return ("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}\n" + body + "}").encode()


def _pdf(title, lines, _source):
    """One page of Helvetica (PDF 1.4, section 3.4: header, objects, table, trailer)."""

    def quoted(line):
        data = line.encode("cp1252", "replace")
        for sign in (b"\\", b"(", b")"):
            data = data.replace(sign, b"\\" + sign)
        return data

    shown = b"".join(b"(%s) Tj T*\n" % quoted(line) for line in lines)
    content = b"BT /F1 11 Tf 14 TL 56 780 Td\n" + shown + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        b" /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%s) >>" % quoted(title),
    ]
    result = b"%PDF-1.4\n"
    offsets = []
    for number, data in enumerate(objects, 1):
        offsets.append(len(result))
        result += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return result + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R"
        b" /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    ) % (count, table, count, len(result))


def _zip(title, lines, source):
    """The web page of the document in an archive."""
    return pack({f"{title.replace('/', '_')}.html": _html(title, lines)})


def _epub(title, lines, _source):
    container = (
        '<?xml version="1.0"?><container version="1.0"'
        ' xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="content.opf" media-type="application/oebps-package+xml"/>'
        "</rootfiles></container>"
    )
    package = (
        '<?xml version="1.0"?><package version="3.0" unique-identifier="id"'
        ' xmlns="http://www.idpf.org/2007/opf"><metadata'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">'
        f"{zlib.crc32(title.encode()):08x}</dc:identifier><dc:title>{escape(title)}"
        "</dc:title><dc:language>en</dc:language>"
        '<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata>'
        '<manifest><item id="text" href="text.xhtml" properties="nav"'
        ' media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="text"/></spine></package>'
    )
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    text = (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"'
        ' xmlns:epub="http://www.idpf.org/2007/ops"><head>'
        f"<title>{escape(title)}</title></head><body>"
        '<nav epub:type="toc"><ol><li><a href="text.xhtml">Text</a></li></ol></nav>'
        f"{paragraphs}</body></html>"
    )
    parts = {
        "META-INF/container.xml": container,
        "content.opf": package,
        "text.xhtml": text,
    }
    return pack(parts, mime.EPUB)


def _svg(title, lines, _source):
    texts = "".join(
        f'<text x="10" y="{20 * number}">{escape(line)}</text>'
        for number, line in enumerate(lines, 1)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200">'
        f"<title>{escape(title)}</title>{texts}</svg>"
    ).encode()


def _png(title, lines, _source):
    """A small white picture."""

    def chunk(kind, data):
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    size = 16
    head = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\xff" * size) * size)
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


#: one grey pixel
_JPEG = (
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////"
    "////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAA"
    "AAAAAv/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AT//Z"
)


def _jpeg(title, lines, _source):
    return base64.b64decode(_JPEG)


def _script(title, lines, _source):
    source = "\n".join(lines)
    file = {"id": "1", "name": "Code", "type": "server_js", "source": source}
    return json.dumps({"files": [file]}).encode()


def _spread(writer):
    return lambda title, lines, source: writer(title, rows(lines))


def _plain(writer):
    return lambda title, lines, source: writer(title, lines)


EXPORTERS = {
    "text/plain": _text,
    "text/html": _html,
    "text/markdown": _markdown,
    "text/csv": _csv,
    "text/tab-separated-values": _tsv,
    mime.RTF: _rtf,
    mime.PDF: _pdf,
    mime.ZIP: _zip,
    mime.EPUB: _epub,
    mime.DOCX: _plain(docx),
    mime.PPTX: _plain(pptx),
    mime.XLSX: _spread(xlsx),
    mime.ODT: _plain(odt),
    mime.ODP: _plain(odp),
    mime.ODS: _spread(ods),
    mime.ODS_OLD: _spread(ods),
    "image/svg+xml": _svg,
    "image/png": _png,
    "image/jpeg": _jpeg,
    mime.SCRIPT_JSON: _script,
}
