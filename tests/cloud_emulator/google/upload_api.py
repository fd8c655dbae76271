# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The addresses of all uploads, and which protocol a request speaks."""

from ..routing import Routes
from .resumable import chunk, start, status
from .uploads import media, multipart, unknown
from .uploads import routes as upload_routes

routes = Routes()
routes.include(upload_routes)

PATHS = [
    f"{prefix}/drive/v3/files{item}"
    for prefix in ("/upload", "/resumable/upload")
    for item in ("", "/<file_id>")
]


@routes.variant("POST PUT PATCH", *PATHS)
def choose(request):
    """The protocol is in ``uploadType``; a session has an ``upload_id`` as well."""
    if request.args.get("upload_id"):
        content_range = request.headers.get("Content-Range", "")
        return status if content_range.startswith("bytes */") else chunk
    kinds = {"media": media, "multipart": multipart, "resumable": start}
    return kinds.get(request.args.get("uploadType"), unknown)
