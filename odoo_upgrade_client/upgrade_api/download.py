# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Downloads that go on where they were cut."""

import re

from .answer import parse
from .errors import NotOffered, TryLater
from .part import Part

BLOCK = 1024 * 1024
_CONTENT_RANGE = re.compile(r"bytes\s+(?:(\d+)-(\d+)|\*)/(\d+|\*)", re.IGNORECASE)


class Download:
    """One file on its way into ``target.part``, then ``target``.

    Nothing is known about Range on the platform: a whole answer starts anew, a part
    goes on, and "not satisfiable" means that everything is there already.

    :param open_url: function (url, headers) -> streaming response
    :param target: path of the complete file
    :param progress: called with (bytes on disk, size or None)
    """

    def __init__(self, open_url, target, progress):
        self._open = open_url
        self._part = Part(target)
        self._progress = progress

    def run(self, url):
        """:raises TryLater: cut again; what came is kept for the next try"""
        if not self._fetch(url):
            # The part is of something else by now.
            self._part.forget()
            if not self._fetch(url):
                raise TryLater("The platform answers a download inconsistently.")
        self._part.complete()

    def _fetch(self, url):
        """One request; :return: False when the part on disk is of no use"""
        offset = self._part.size
        headers = {"Accept-Encoding": "identity"}
        if offset:
            headers["Range"] = f"bytes={offset}-"
        with self._open(url, headers) as response:
            if response.status_code == 416 and offset:
                return _size_of(response) == offset
            if response.status_code == 206:
                start, _end, _total = _content_range(response)
                if start != offset or not self._part.is_of(_version(response)):
                    return False
            elif response.status_code == 200:
                offset = 0
                _refuse_pages(response)
            else:
                parse(response.status_code, response.text[:BLOCK])
                raise NotOffered(f"The download answers HTTP {response.status_code}.")
            self._receive(response, offset)
        return True

    def _receive(self, response, offset):
        total = _size_of(response)
        if not offset:
            self._part.begin(_version(response))
        done = offset
        with self._part.open(offset) as file:
            self._progress(done, total)
            for block in _blocks(response):
                file.write(block)
                done += len(block)
                self._progress(done, total)
            self._part.keep(file)
        if total is not None and done != total:
            raise TryLater(f"The download broke after {done} of {total} bytes.")


def _blocks(response):
    """:raises TryLater: the connection broke"""
    try:
        yield from response.raw.stream(BLOCK, decode_content=True)
    except Exception:
        raise TryLater("The connection broke during the download.") from None


def _content_range(response):
    """:return: (start, end, total) of the ``Content-Range`` header, None if unknown"""
    found = _CONTENT_RANGE.match(response.headers.get("Content-Range", ""))
    if not found:
        return None, None, None
    numbers = (found[1], found[2], None if found[3] == "*" else found[3])
    return tuple(None if number is None else int(number) for number in numbers)


def _size_of(response):
    """:return: bytes of the whole file, or None"""
    if response.status_code in (206, 416):
        return _content_range(response)[2]
    length = response.headers.get("Content-Length")
    return int(length) if length and length.isdigit() else None


def _version(response):
    """What tells one version of the file from another."""
    names = ("ETag", "Last-Modified")
    return [response.headers.get(name) for name in names] + [_size_of(response)]


def _refuse_pages(response):
    """A web page (sign in, error) or a failure is no dump."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
    if kind in ("text/html", "application/json"):
        parse(response.status_code, response.text[:BLOCK])
        raise NotOffered("The download is a page instead of a dump.")
