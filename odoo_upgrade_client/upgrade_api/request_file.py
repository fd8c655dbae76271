# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the shell command remembers of a request: a private file of JSON."""

import json
import os
from pathlib import Path

from .client import Credentials
from .errors import UpgradeError


class RequestFile:
    """The last answer of the platform, readable by its owner only.

    :param path: of the file
    """

    def __init__(self, path):
        self._path = Path(path)

    def save(self, answer):
        """Keep an answer; it is on disk when this returns."""
        new = self._path.with_name(self._path.name + ".new")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(new, flags, 0o600), "w") as file:
            json.dump(answer, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self._path)

    @property
    def exists(self):
        return self._path.exists()

    def request(self):
        """:return: the ``request`` object
        :raises UpgradeError: there is none
        """
        try:
            return json.loads(self._path.read_text())["request"]
        except (OSError, ValueError, KeyError):
            raise UpgradeError(
                f"{self._path} holds no request: run create first, or name its file"
                " with --request-file."
            ) from None

    def credentials(self):
        request = self.request()
        return Credentials(request["id"], request["key"])
