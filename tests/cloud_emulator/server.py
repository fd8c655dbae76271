# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""HTTP/1.1 server: keep-alive, chunked bodies both ways, connections cut on demand."""

import io
import socket
import struct
import time
from contextlib import suppress
from email.utils import formatdate

from werkzeug.serving import WSGIRequestHandler, make_server

BLOCK_BYTES = 256 * 1024


class ConnectionCut(Exception):
    """Raised to drop the connection of the running request without an answer."""


class ClientDisconnected(ConnectionError):
    """The client went away before it had sent the body it announced."""


class Throttle:
    """Spreads reading or writing over time.

    :param bytes_per_second: highest speed, or None for no limit
    """

    def __init__(self, bytes_per_second=None):
        self.bytes_per_second = bytes_per_second

    @property
    def block(self):
        if self.bytes_per_second is None:
            return BLOCK_BYTES
        return max(1, min(BLOCK_BYTES, self.bytes_per_second // 10))

    def wait(self, count):
        if self.bytes_per_second:
            time.sleep(count / self.bytes_per_second)


class RequestBody(io.RawIOBase):
    """The body of one request, ended by its length or by its last chunk.

    ``cut_after`` (bytes) and ``throttle`` are what faults act upon.
    """

    def __init__(self, source, length):
        super().__init__()
        self._source = source
        self._length = length
        self.consumed = 0
        self.cut_after = None
        self.throttle = Throttle()
        self._ended = length == 0

    def readable(self):
        return True

    def read(self, size=-1):
        """Read up to ``size`` bytes (everything when negative).

        :raises ConnectionCut: when a fault ends the connection here
        :raises ClientDisconnected: when the client stopped sending too early
        """
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(BLOCK_BYTES), b""))
        if self._ended or size == 0:
            return b""
        data = self._read_block(min(size, self.throttle.block))
        self.consumed += len(data)
        self.throttle.wait(len(data))
        if self._length is None:
            self._ended = not data
        elif not data:
            raise ClientDisconnected("The client stopped in the middle of its body.")
        else:
            self._ended = self.consumed >= self._length
        return data

    def _read_block(self, size):
        if self.cut_after is not None:
            if self.consumed >= self.cut_after:
                raise ConnectionCut
            size = min(size, self.cut_after - self.consumed)
        if self._length is not None:
            size = min(size, self._length - self.consumed)
        try:
            return self._source.read(size)
        except OSError as error:
            raise ClientDisconnected(str(error)) from error

    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def drain(self):
        """Read what the application left, so the next request starts clean."""
        self.throttle = Throttle()
        while self.read(BLOCK_BYTES):
            pass


class Handler(WSGIRequestHandler):
    """Runs the WSGI application for every request of one connection.

    Werkzeug's own handler closes the connection after each answer; clients of a
    cloud keep theirs open, and part of what they do wrong only shows then.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    rbufsize = BLOCK_BYTES

    def run_wsgi(self):
        environ = self.environ = self.make_environ()
        chunked = environ.get("wsgi.input_terminated", False)
        length = None if chunked else int(environ.get("CONTENT_LENGTH") or 0)
        body = RequestBody(environ["wsgi.input"], length)
        environ["wsgi.input"] = body
        environ["wsgi.input_terminated"] = True
        try:
            self._answer(environ)
            body.drain()
        except ConnectionCut:
            self.cut()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def _answer(self, environ):
        started = []

        def start_response(status, headers, exc_info=None):
            started[:] = [status, headers]

        blocks = self.server.app(environ, start_response)
        try:
            self._send(environ, *started, blocks)
        finally:
            if hasattr(blocks, "close"):
                blocks.close()

    def _send(self, environ, status, headers, blocks):
        names = {name.lower() for name, _value in headers}
        bodiless = environ["REQUEST_METHOD"] == "HEAD" or status[:3] in ("204", "304")
        chunked = "content-length" not in names and not bodiless
        lines = [f"HTTP/1.1 {status}", f"Date: {formatdate(usegmt=True)}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if chunked and self.request_version == "HTTP/1.1":
            lines.append("Transfer-Encoding: chunked")
        elif chunked:
            self.close_connection, chunked = True, False
        if self.close_connection:
            lines.append("Connection: close")
        pending = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        for block in blocks:
            if not block or bodiless:
                continue
            if chunked:
                block = b"%x\r\n%s\r\n" % (len(block), block)
            # one packet for a small answer: head and body leave together
            self.wfile.write(pending + block if pending else block)
            pending = b""
        if chunked:
            pending += b"0\r\n\r\n"
        if pending:
            self.wfile.write(pending)

    def cut(self):
        """Reset the connection, as a broken network does."""
        self.close_connection = True
        with suppress(OSError):
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.shutdown(socket.SHUT_RD)
        self.rfile.close()
        self.connection.close()

    def finish(self):
        with suppress(OSError, ValueError):
            super().finish()

    def log_request(self, code="-", size="-"):
        """Requests are written to the emulator's own log, see ``requestlog``."""


def serve(application, host, port, certificate=None, key=None):
    """Make a threaded server, bound but not yet running.

    :param port: 0 lets the system choose one; see ``server_port`` of the result
    :param certificate: PEM file; with it the server speaks TLS
    :param key: PEM file of the certificate's private key
    """
    return make_server(
        host,
        port,
        application,
        threaded=True,
        request_handler=Handler,
        ssl_context=(certificate, key) if certificate else None,
    )
