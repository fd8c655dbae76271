# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Uploads in one request: bytes only, or metadata and bytes."""

from ..routing import Routes
from .access import WRITE
from .call import parse_json
from .errors import bad_request, invalid_parameter, not_found
from .multipart import MultipartError, MultipartReader

routes = Routes()


def store(call, file_id, body, key, content_type):
    """Create or update with the received content ``key``, dropped on an error."""
    editor = call.editor
    try:
        if file_id is None:
            return editor.create(body, key, content_type)
        add, remove = call.args.get("addParents"), call.args.get("removeParents")
        return editor.update(file_id, body, add, remove, key, content_type)
    except BaseException:
        call.provider.blobs.forget(key)
        raise


def check(call, file_id, body, size=0):
    """Refuse before the bytes are taken in; a ``PUT`` only belongs to a session."""
    if call.request.method != ("PATCH" if file_id else "POST"):
        raise not_found(file_id or "")
    if file_id is None:
        call.editor.check_new(body, size)
    else:
        call.editor.check_update(file_id, body, size)


@routes.route("drive.upload.media", reply="FILE", right=WRITE)
def media(call, file_id=None):
    """The body is the content."""
    check(call, file_id, {}, call.request.content_length or 0)
    key = call.provider.blobs.receive(call.body)
    item = store(call, file_id, {}, key, call.request.mimetype or None)
    return call.file_reply(item)


@routes.route("drive.upload.multipart", reply="FILE", right=WRITE)
def multipart(call, file_id=None):
    """Two parts: JSON, then the content."""
    try:
        parts = iter(MultipartReader(call.body, call.request.content_type))
        body = parse_json(next(parts).read())
        check(call, file_id, body)
        content = next(parts)
        key = call.provider.blobs.receive(content)
    except (MultipartError, StopIteration):
        raise bad_request("Malformed multipart body.") from None
    content_type = content.headers.get_content_type()
    if "Content-Type" not in content.headers:
        content_type = None
    return call.file_reply(store(call, file_id, body, key, content_type))


@routes.route("drive.upload.unknown", right=WRITE)
def unknown(call, file_id=None):
    kind = call.args.get("uploadType", "")
    raise invalid_parameter("uploadType", f"Invalid value '{kind}' for uploadType.")
