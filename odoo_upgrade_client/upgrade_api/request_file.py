# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the shell command remembers of a request: a private file of JSON."""

import contextlib
import json
import os
from pathlib import Path

from .client import Credentials
from .errors import UpgradeError

_FINGERPRINT = "sftp_fingerprint"


class RequestFile:
    """The last answer of the platform, readable by its owner only.

    :param path: of the file
    """

    def __init__(self, path):
        self._path = Path(path)

    def save(self, answer):
        """Keep an answer; it is on disk when this returns.

        Id and key stay what they are where the answer does not repeat them.
        """
        kept = self._content()
        request = dict(answer.get("request") or {})
        for name in ("id", "key"):
            request[name] = request.get(name) or kept.get("request", {}).get(name)
        self._write({**kept, **answer, "request": request})

    @property
    def fingerprint(self):
        """The key of the SFTP server that was seen first, or None."""
        return self._content().get(_FINGERPRINT)

    @fingerprint.setter
    def fingerprint(self, value):
        self._write({**self._content(), _FINGERPRINT: value})

    def _content(self):
        return json.loads(self._path.read_text()) if self.exists else {}

    def prepare(self):
        """Find out now whether there will be a place for the key.

        :raises OSError: there is none
        """
        with self._open_new() as file:
            os.unlink(file.name)

    def _write(self, content):
        with self._open_new() as file:
            json.dump(content, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, self._path)

    def _open_new(self):
        return open(f"{self._path}.new", "w", opener=_private)

    @property
    def exists(self):
        return self._path.exists()

    def request(self):
        """:return: the ``request`` object
        :raises UpgradeError: there is none
        """
        with contextlib.suppress(OSError, ValueError, KeyError):
            request = self._content()["request"]
            if request["id"] and request["key"]:
                return request
        raise UpgradeError(
            f"{self._path} holds no request: run create first, or name its file with"
            " --request-file."
        )

    def credentials(self):
        """:raises UpgradeError: there are none"""
        request = self.request()
        return Credentials(request["id"], request["key"])


def _private(path, flags):
    """Open a file for its owner only."""
    return os.open(path, flags, 0o600)
