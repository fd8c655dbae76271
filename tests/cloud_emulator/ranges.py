# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Stored bytes as a response, whole or in the range asked for."""

from werkzeug.http import parse_range_header
from werkzeug.wrappers import Response


def ranged(request, blobs, blob, size, mime_type):
    """Answer with a stored content.

    :param size: of the whole, in bytes
    :return: 200, 206 with ``Content-Range``, or 416
    """
    wanted = parse_range_header(request.headers.get("Range"))
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1:
        response = Response(blobs.blocks(blob), content_type=mime_type)
        response.content_length = size
        response.headers["Accept-Ranges"] = "bytes"
        return response
    span = wanted.range_for_length(size)
    if span is None:
        return Response(
            "Requested range not satisfiable",
            status=416,
            headers={"Content-Range": f"bytes */{size}"},
        )
    first, end = span
    response = Response(
        blobs.blocks(blob, first, end), status=206, content_type=mime_type
    )
    response.content_length = end - first
    response.headers["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
    return response
