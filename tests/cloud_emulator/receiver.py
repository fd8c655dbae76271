# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A server that gets notifications, as a client of a cloud has one."""

import threading
import time
from dataclasses import dataclass

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response


@dataclass(frozen=True)
class Received:
    """One request: path, query (dict), headers, body (bytes)."""

    path: str
    query: dict
    headers: dict
    body: bytes


class _Quiet(WSGIRequestHandler):
    def log(self, *_arguments):
        """Tests look at what was received, not at a log."""


class Receiver:
    """Listens on a free port of this machine; use it as a context manager.

    ``received`` are the notifications so far, ``answers`` the statuses of the next
    answers (202 when there is none). A validation token is sent back, unless
    ``validates`` is off.
    """

    def __init__(self):
        self.received = []
        self.answers = []
        self.validates = True
        self._server = make_server(
            "127.0.0.1", 0, self._answer, threaded=True, request_handler=_Quiet
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}/notify"

    def wait_for(self, count, seconds=5):
        """Wait until there are so many notifications.

        :return: all of them
        :raises TimeoutError: when they do not come in time
        """
        deadline = time.monotonic() + seconds
        while len(self.received) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(self.received)} of {count} notifications.")
            time.sleep(0.02)
        return list(self.received)

    def _answer(self, environ, start_response):
        request = Request(environ)
        token = request.args.get("validationToken")
        if token is not None and self.validates:
            return Response(token, mimetype="text/plain")(environ, start_response)
        headers = dict(request.headers)
        query = request.args.to_dict()
        body = request.get_data()
        status = self.answers.pop(0) if self.answers else 202
        self.received.append(Received(request.path, query, headers, body))
        return Response(status=status)(environ, start_response)
