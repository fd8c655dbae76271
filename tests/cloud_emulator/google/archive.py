# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Zip archives that are the same bytes whenever they are made."""

import io
import zipfile


def pack(parts, media_type=None):
    """Zip some parts.

    :param parts: path -> text or bytes
    :param media_type: written first and uncompressed as ``mimetype``, as
        OpenDocument and EPUB want it
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if media_type:
            archive.writestr(zipfile.ZipInfo("mimetype"), media_type)
        for path, data in parts.items():
            entry = zipfile.ZipInfo(path)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()
