# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Requests inside of a request: the parts of a batch."""

import io
from urllib.parse import unquote, urlsplit

from .server import RequestBody

_KEPT = ("wsgi.", "SERVER_", "REMOTE_", "HTTP_HOST", "HTTP_AUTHORIZATION")


def inner_environ(request, method, target, headers, body):
    """The WSGI environment of a request that came inside of another one.

    :param target: address below the server's root, with its query
    :param headers: dict of its own headers
    :param body: bytes
    """
    environ = {
        name: value for name, value in request.environ.items() if name.startswith(_KEPT)
    }
    for name, value in headers.items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    parts = urlsplit(target)
    types = [value for name, value in headers.items() if name.lower() == "content-type"]
    environ.update(
        {
            "REQUEST_METHOD": method.upper(),
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
            "QUERY_STRING": parts.query,
            "CONTENT_TYPE": types[0] if types else "",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": RequestBody(io.BytesIO(body), len(body)),
            "wsgi.input_terminated": True,
        }
    )
    return environ
