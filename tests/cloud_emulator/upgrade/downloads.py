# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the addresses in an answer lead to; each of them holds the key."""

import re

from werkzeug.wrappers import Response

from .failures import error_page

_RANGE = re.compile(r"bytes=(\d+)-(\d*)$")


def register(routes):
    """Add the routes of the downloads."""
    paths = [
        f"/database/<region>/<int:number>/<key>/{path}"
        for path in ("<kind>/archive", "<kind>/sql", "<kind>/notes")
    ]
    routes.add("upgrade.download", "GET", *paths)(download)
    routes.add("upgrade.page", "GET", "/database/<region>/<int:number>/<key>/status")(
        status_page
    )


def download(provider, call, region, number, key, kind):
    row = provider.find(number, key)
    if row is None:
        return error_page(404)
    what = call.request.path.rpartition("/")[2]
    if what == "notes":
        return Response(f"Upgrade notes of request {number}", mimetype="text/plain")
    stored = _stored(provider, row, kind)
    if stored is None:
        return error_page(404)
    sha256, size = stored
    if what == "sql":
        # a stream: nobody knows its length beforehand
        return Response(provider.blobs.blocks(sha256), mimetype="application/sql")
    return _ranged(provider, call, sha256, size)


def status_page(provider, call, region, number, key):
    row = provider.find(number, key)
    if row is None:
        return error_page(404)
    text = f"<h1>Request {number}: {provider.requests.state(row)}</h1>"
    return Response(text, mimetype="text/html")


def _stored(provider, row, kind):
    """:return: (sha256, size) of the dump, or None when there is none (yet)"""
    if kind == "original" and row["dump"]:
        return row["dump"], row["dump_size"]
    ready = provider.requests.state(row) in ("done", "delivered")
    if kind == "upgraded" and ready:
        return provider.result_of(row)
    return None


def _ranged(provider, call, sha256, size):
    """The whole file, or the part that was asked for where ranges are on."""
    start, end, status = 0, size, 200
    headers = {"ETag": f'"{sha256[:16]}"'}
    if provider.settings.upgrade_ranges:
        headers["Accept-Ranges"] = "bytes"
        asked = _RANGE.match(call.request.headers.get("Range", ""))
        if asked:
            start = int(asked[1])
            end = min(size, int(asked[2]) + 1) if asked[2] else size
            status = 206
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        if start >= size and asked:
            return Response(status=416, headers={"Content-Range": f"bytes */{size}"})
    blocks = provider.blobs.blocks(sha256, start, end)
    response = Response(blocks, status, headers, mimetype="application/octet-stream")
    response.content_length = end - start
    return response
