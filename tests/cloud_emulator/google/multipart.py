# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Streaming reader of ``multipart/related`` and ``multipart/mixed`` bodies.

Real clients differ: CRLF or bare LF, quoted boundaries, an extra line end after the
JSON. Exactly one line end before a boundary belongs to the boundary.
"""

import base64
import re
from email.parser import BytesHeaderParser

from werkzeug.http import parse_options_header

from ..server import BLOCK_BYTES


class MultipartError(ValueError):
    """The body is not what its content type says."""


class _Buffered:
    """A stream with a buffer that can be searched."""

    def __init__(self, stream):
        self._stream = stream
        self.buffer = b""
        self.ended = False

    def fill(self):
        block = self._stream.read(BLOCK_BYTES)
        self.buffer += block
        self.ended = not block

    def take(self, count):
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data


class Part:
    """One part: headers, and a body that has to be read before the next part."""

    def __init__(self, headers, source, delimiter):
        self.headers = headers
        self._source = source
        self._delimiter = delimiter
        self._done = False
        self._is_base64 = (
            headers.get("Content-Transfer-Encoding", "").strip().lower() == "base64"
        )
        self._undecoded = b""

    def read(self, size=-1):
        """Up to ``size`` bytes, or everything; ``b""`` at the end of the part."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(BLOCK_BYTES), b""))
        if not self._is_base64:
            return self._raw(size)
        while not self._done:
            self._undecoded += re.sub(rb"\s+", b"", self._raw(size))
            whole = len(self._undecoded) // 4 * 4
            if whole:
                text, self._undecoded = (
                    self._undecoded[:whole],
                    self._undecoded[whole:],
                )
                return base64.b64decode(text)
        return b""

    def _raw(self, size):
        source = self._source
        while not self._done:
            match = self._delimiter.search(source.buffer)
            if match and match.start() == 0:
                self._done = True
                source.take(match.end())
            elif match:
                return source.take(min(size, match.start()))
            elif len(source.buffer) > 200:
                # the tail may be the beginning of a boundary
                return source.take(min(size, len(source.buffer) - 200))
            elif source.ended:
                raise MultipartError("The last boundary is missing.")
            else:
                source.fill()
        return b""


class MultipartReader:
    """Iterates over the parts of a body.

    :param stream: object with ``read(size)``
    :param content_type: value of the header, with its boundary
    :raises MultipartError: when there is no boundary
    """

    def __init__(self, stream, content_type):
        _type, options = parse_options_header(content_type)
        boundary = options.get("boundary", "").encode()
        if not boundary or len(boundary) > 70:
            raise MultipartError("The content type needs a boundary.")
        self._source = _Buffered(stream)
        self._boundary = b"--" + re.escape(boundary)

    def __iter__(self):
        source = self._source
        self._preamble()
        delimiter = self._delimiter()
        while not self._is_last():
            headers = self._headers()
            part = Part(headers, source, delimiter)
            yield part
            while part.read(BLOCK_BYTES):
                pass

    def _preamble(self):
        source = self._source
        while not source.ended:
            source.fill()
            if match := re.search(rb"(?:\A|\n)" + self._boundary, source.buffer):
                source.take(match.end())
                return
        raise MultipartError("The first boundary is missing.")

    def _delimiter(self):
        """The client's own line end and the boundary.

        Only that: a content may end with the sign another client would send.
        """
        self._need(2)
        line_end = rb"\r\n" if self._source.buffer.startswith(b"\r\n") else rb"\n"
        return re.compile(rb"(?:\A|" + line_end + rb")" + self._boundary)

    def _is_last(self):
        self._need(2)
        return self._source.buffer.startswith(b"--")

    def _need(self, count):
        source = self._source
        while len(source.buffer) < count and not source.ended:
            source.fill()

    def _headers(self):
        """Headers up to the empty line; the line end of the boundary comes first."""
        source = self._source
        while True:
            match = re.search(rb"\A[ \t]*\r?\n((?:[^\r\n]+\r?\n)*)\r?\n", source.buffer)
            if match:
                source.take(match.end())
                return BytesHeaderParser().parsebytes(match[1] + b"\n")
            if source.ended or len(source.buffer) > BLOCK_BYTES * 2:
                raise MultipartError("A part has no end of its headers.")
            source.fill()
