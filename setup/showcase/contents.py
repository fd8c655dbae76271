# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Contents of files that programs can open, the same for the same seed."""

import random
import struct
import zlib

WORDS = (
    "offer order delivery window door frame glass meeting protocol budget draft final"
    " invoice contract kitchen table chair colour measure drawing photo site customer"
).split()


def text(rng, size):
    """:return: a text of exactly ``size`` bytes"""
    paragraph = " ".join(rng.choices(WORDS, k=400))
    lines = []
    length = 0
    while length < size:
        start = rng.randrange(len(paragraph) // 2)
        line = f"{len(lines) + 1:6d} {paragraph[start : start + 72]}\n"
        lines.append(line)
        length += len(line)
    return "".join(lines).encode()[:size]


def noise(rng, size):
    """:return: bytes that no compression makes smaller"""
    return rng.randbytes(size)


def pdf(rng, size):
    """:return: a PDF of one page, of about ``size`` bytes"""
    line = " ".join(rng.choices(WORDS, k=6)).encode()
    # A comment of hexadecimal digits makes it as long as it has to be.
    padding = b"% " + rng.randbytes(max(size - 700, 0) // 2).hex().encode()
    page = b"BT /F1 18 Tf 60 760 Td (" + line + b") Tj ET\n"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    result = b"%PDF-1.4\n" + padding + b"\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(result))
        result += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return result + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (count, table, count, len(result))
    )


def png(rng, size):
    """:return: a picture of coloured noise, of about ``size`` bytes"""
    side = max(1, int((size / 3) ** 0.5))
    rows = b"".join(b"\0" + rng.randbytes(side * 3) for _row in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


BY_EXTENSION = {"txt": text, "csv": text, "pdf": pdf, "png": png}


def content(name, size, seed):
    """Make the content of a file.

    :param name: its extension says what it is
    :param size: bytes wanted; pictures and PDFs come close to it
    :param seed: anything; the same seed gives the same bytes
    """
    rng = random.Random(f"{seed}")
    make = BY_EXTENSION.get(name.rpartition(".")[2].lower(), noise)
    return make(rng, size) if size else b""
