# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A ZIP archive that is written while it is sent; it never exists as a whole."""

import zipfile


class _Pipe:
    """Where the archive is written to, and read from at once; it cannot seek."""

    def __init__(self):
        self._pieces = []

    def write(self, data):  # pylint: disable=method-required-super
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self):
        """Nothing is held back."""

    def take(self):
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def stream_zip(entries):
    """
    :param entries: iterable of (name, iterable of bytes), read one after the other
    :return: iterator over the bytes of the archive
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, chunks in entries:
            with archive.open(name, "w", force_zip64=True) as member:
                for chunk in chunks:
                    member.write(chunk)
                    yield pipe.take()
    yield pipe.take()
