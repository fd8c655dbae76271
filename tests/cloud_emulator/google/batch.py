# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Many small calls in one request (``multipart/mixed``)."""

import secrets
from email.parser import BytesHeaderParser
from urllib.parse import urlsplit

from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response

from ..inner import inner_environ
from ..routing import Routes
from .errors import DriveError, bad_request
from .multipart import MultipartError, MultipartReader

routes = Routes()
LIMIT = 100


@routes.add("drive.batch", "POST", "/batch/drive/v3", open=True)
def batch(provider, call):
    """Each part is a request with its own headers; media goes another way."""
    try:
        parts = [
            (part.headers.get("Content-ID", ""), part.read())
            for part in MultipartReader(call.body, call.request.content_type or "")
        ]
    except MultipartError:
        raise bad_request("Failed to parse batch request.") from None
    if len(parts) > LIMIT:
        message = f"The batch request is limited to {LIMIT} calls."
        raise bad_request(message)
    boundary = "batch_" + secrets.token_urlsafe(24)
    blocks = [
        _reply(boundary, content_id, _run(call, data)) for content_id, data in parts
    ]
    blocks.append(f"--{boundary}--\r\n".encode())
    return Response(
        b"".join(blocks), content_type=f"multipart/mixed; boundary={boundary}"
    )


def _run(call, data):
    """Answer the request in one part."""
    head, _line, rest = data.lstrip().partition(b"\n")
    try:
        method, target, *_version = head.decode("latin-1").split()
    except ValueError:
        return bad_request("Failed to parse batch request.").response()
    parts = urlsplit(target)
    if "/upload/" in parts.path or "alt=media" in parts.query:
        message = "Media requests are not supported in a batch."
        return DriveError(400, "badRequest", message).response()
    headers, body = _split(rest)
    environ = inner_environ(call.request, method, target, headers, body)
    return call.app.dispatch(environ, inner=True)


def _split(rest):
    """Headers and body; both kinds of line ends occur."""
    for separator in (b"\r\n\r\n", b"\n\n"):
        head, found, body = rest.partition(separator)
        if found:
            break
    headers = BytesHeaderParser().parsebytes(head)
    length = headers.get("Content-Length", "")
    return dict(headers), body[: int(length)] if length.isdecimal() else body


def _reply(boundary, content_id, response):
    data = response.get_data()
    phrase = HTTP_STATUS_CODES.get(response.status_code, "")
    lines = [f"HTTP/1.1 {response.status_code} {phrase}"]
    lines += [
        f"{name}: {value}"
        for name, value in response.headers.items()
        if name != "Content-Length"
    ]
    lines.append(f"Content-Length: {len(data)}")
    inner = ("\r\n".join(lines) + "\r\n\r\n").encode() + data
    reply_id = content_id.replace("<", "<response-", 1)
    outer = f"--{boundary}\r\nContent-Type: application/http\r\n"
    if reply_id:
        outer += f"Content-ID: {reply_id}\r\n"
    return f"{outer}\r\n".encode() + inner + b"\r\n"
