# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""SharePoint's habit to write its own metadata into files after an upload."""

import struct
import threading

from .clock import now

#: extensions of the files it touches
REWRITTEN = frozenset(
    "doc docm docx dotx htm html pdf potx pps ppsx ppt pptm pptx xls xlsb xlsm xlsx"
    " xltx".split()
)
_MARK = b"written by the document library"
#: end of central directory record of a ZIP file without a comment (APPNOTE 4.3.16)
_ZIP_END = b"PK\x05\x06"
_ZIP_END_SIZE = 22


def apply_rewrite(provider, item, fault):
    """Change a file of the affected types, if a fault says so.

    :param fault: of kind ``sharepoint_rewrite``; with ``seconds`` it happens that
        much later, behind the back of the client
    :return: the row of the item as it is now
    """
    if fault is None or item["name"].rpartition(".")[2].lower() not in REWRITTEN:
        return item
    if not fault.seconds:
        return _rewrite(provider, item)
    timer = threading.Timer(fault.seconds, _rewrite, [provider, item])
    timer.daemon = True
    timer.start()
    return item


def _rewrite(provider, item):
    """Store the content with a mark of the library in it, as the same file.

    Nothing happens when the file has another content by now, or has gone.
    """
    try:
        key = provider.blobs.receive(_Marked(provider.blobs, item))
    except FileNotFoundError:
        return item
    with provider.database.transaction():
        current = provider.tree.get(item["id"])
        if current is None or current["blob"] != item["blob"]:
            provider.blobs.forget(key)
            return item
        blob = provider.blobs.commit(key)
        times = {"fs_created": item["fs_created"], "fs_modified": now()}
        return provider.tree.set_content(
            current, blob, "app:sharepoint", item["mime_type"], times
        )


class _Marked:
    """Reads a stored content and then the mark; archives stay readable."""

    def __init__(self, blobs, item):
        self._blocks = self._all(blobs, item["blob"], item["size"])

    def _all(self, blobs, blob, size):
        start = max(0, size - _ZIP_END_SIZE)
        end = b"".join(blobs.blocks(blob, start))
        if end.startswith(_ZIP_END) and end.endswith(b"\0\0"):
            yield from blobs.blocks(blob, 0, size - 2)
            yield struct.pack("<H", len(_MARK)) + _MARK
        else:
            yield from blobs.blocks(blob)
            yield b"\n%%" + _MARK + b"\n"

    def read(self, _size):
        return next(self._blocks, b"")
