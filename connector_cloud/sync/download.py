# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A content on its way home, kept aside until it is known to be whole."""

import tempfile
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

from .transfer import CHUNK


@dataclass(frozen=True, slots=True)
class Fetched:
    """What arrived; a context manager that throws it away in the end.

    ``content_hash`` is the provider's own, None where nobody asked for it.
    """

    file: BinaryIO
    size: int
    content_hash: str | None

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.file.close()

    def chunks(self):
        """:return: iterator over the content, from its beginning"""
        self.file.seek(0)
        while chunk := self.file.read(CHUNK):
            yield chunk


def fetch(open_stream, hasher=None, directory=None):
    """Download a content; large ones wait in a file without a name.

    Such a file goes with the process, however that ends.

    :param open_stream: function() -> :class:`~.remote.RemoteStream`
    :param hasher: the provider's own hasher, or None
    :param directory: where large contents wait; None: where the system likes it
    :return: :class:`Fetched`
    """
    file = tempfile.SpooledTemporaryFile(CHUNK, dir=directory)
    try:
        size = 0
        with closing(open_stream()) as stream:
            for chunk in stream.chunks:
                size += len(chunk)
                file.write(chunk)
                if hasher:
                    hasher.update(chunk)
        return Fetched(file, size, hasher.result() if hasher else None)
    except BaseException:
        file.close()
        raise
