# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A download over HTTP as a stream of the adapter contract.

Ranges are those of RFC 9110, section 14.
"""

import re

from odoo.tools.translate import LazyTranslate

from ..exceptions import CloudError
from ..sync.remote import RemoteStream
from .retry import TransientError

_lt = LazyTranslate(__name__)

CHUNK = 256 * 1024


def range_header(start=None, end=None):
    """:return: the headers that ask for the bytes ``start`` to ``end`` (inclusive)"""
    if start is None and end is None:
        return {}
    return {"Range": f"bytes={start or 0}-{'' if end is None else end}"}


def remote_stream(response, translated, start=None, end=None, version=None):
    """Pass a response on as it comes.

    :param response: ``requests.Response`` of status 200, 206 or 416, body not yet read
    :param translated: context manager that turns what reading raises into a CloudError
    :param start: the first byte that was asked for; a server may send all the same
    :param end: the last byte that was asked for
    :return: RemoteStream; past the end of the content it delivers nothing
    """
    if response.status_code == 416:
        response.close()
        total = _content_range(response)[2] or 0
        return RemoteStream(iter(()), response.close, total, total, total - 1, version)
    if response.status_code == 206:
        first, last, total = _content_range(response)
        chunks = _received(response, translated, last - first + 1)
        return RemoteStream(chunks, response.close, total, first, last, version)
    length = response.headers.get("Content-Length")
    total = int(length) if length else None
    chunks = _received(response, translated, total)
    first, last = start or 0, None if total is None else total - 1
    if end is not None:
        last = end if last is None else min(end, last)
    if start or end is not None:
        chunks = _cut(chunks, first, end)
    return RemoteStream(chunks, response.close, total, first, last, version)


def _content_range(response):
    """:return: start, end and total of a Content-Range (None where it says ``*``)"""
    header = response.headers.get("Content-Range", "")
    match = re.fullmatch(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)", header)
    if not match or (response.status_code == 206 and not match[2]):
        response.close()
        raise CloudError(
            _lt("The cloud sent a range that makes no sense: %s", header or "''")
        )
    return tuple(int(n) if n and n.isdigit() else None for n in match.groups())


def _received(response, translated, expected):
    received = 0
    with response:
        with translated():
            for chunk in response.iter_content(CHUNK):
                received += len(chunk)
                yield chunk
    # An early end of the connection alone is no error to the library.
    if expected is not None and received < expected:
        raise TransientError(_lt("The cloud broke off the download."))


def _cut(chunks, start, end):
    """Leave out what is before ``start`` and behind ``end``."""
    position = 0
    for chunk in chunks:
        stop = len(chunk) if end is None else end + 1 - position
        wanted = chunk[max(0, start - position) : max(0, stop)]
        position += len(chunk)
        if wanted:
            yield wanted
        if end is not None and position > end:
            chunks.close()
            return
