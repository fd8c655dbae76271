# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A file as the body of an upload: its length is known, its progress is told."""


class MeasuredFile:
    """Reads an open binary file for the HTTP library.

    :param file: open for reading, at its start
    :param size: bytes it has
    :param progress: called with (bytes read, size)
    """

    def __init__(self, file, size, progress):
        self._file = file
        self._size = size
        self._progress = progress
        self._done = 0

    def __len__(self):
        return self._size - self._done

    def read(self, size=-1):  # pylint: disable=method-required-super
        block = self._file.read(size)
        self._done += len(block)
        self._progress(self._done, self._size)
        return block
