# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A file that is arriving, and which version of it."""

import json
import os
from pathlib import Path


class Part:
    """``target.part``, and beside it a note of what it is a part of.

    :param target: path of the complete file
    """

    def __init__(self, target):
        self._target = Path(target)
        self.path = self._target.with_name(self._target.name + ".part")
        self._note = self._target.with_name(self._target.name + ".part.json")

    @property
    def size(self):
        """Bytes that are there."""
        return self.path.stat().st_size if self.path.exists() else 0

    def is_of(self, version):
        """Whether what is there belongs to a version.

        :param version: list of what tells one version from another, as in JSON
        """
        try:
            return json.loads(self._note.read_text()) == version
        except (OSError, ValueError):
            # No note, or half a one after a kill.
            return False

    def forget(self):
        """Remove what is there."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def begin(self, version):
        """Note a version, of which nothing is there yet."""
        # In this order: a kill must not leave old bytes with a new note.
        self.forget()
        self._note.write_text(json.dumps(version))

    def open(self, offset):
        """:return: the part, to be written from a byte on"""
        file = self.path.open("r+b" if offset else "wb")
        file.seek(offset)
        return file

    def keep(self, file):
        """Have on disk what was written.

        :param file: of :meth:`open`
        """
        file.flush()
        os.fsync(file.fileno())

    def complete(self):
        """Everything is there: give it its name."""
        os.replace(self.path, self._target)
        self._note.unlink(missing_ok=True)
