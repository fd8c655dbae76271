# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import re
import time
import uuid
from contextlib import suppress

# Odoo is asked for the same picture in many sizes, by everybody who looks at a record.
LARGEST = 20 * 1024 * 1024
KEPT_FOR = 30 * 24 * 3600
ROOM = 1024 * 1024 * 1024
KEY = re.compile(r"[0-9a-f]{40}")


class PictureCache:
    """Pictures of the cloud that were looked at lately, as they are there.

    Each is a file below Odoo's filestore, named after the checksum of its attachment.
    Losing them, or finding no room for them, costs downloads only.
    """

    def __init__(self, filestore):
        self._directory = os.path.join(filestore, "cloud_pictures")

    def fetch(self, key, size, download):
        """
        :param key: the checksum of the attachment
        :param size: bytes of the content that is known by it
        :param download: called without arguments where the picture is not kept
        :return: bytes
        """
        content = self.get(key)
        if content is None:
            content = download()
            # What changed in the cloud just now is known by another checksum soon.
            if len(content) == size:
                self.put(key, content)
        return content

    def get(self, key):
        """:return: bytes, or None"""
        with suppress(OSError):
            with open(self._path(key), "rb") as file:
                content = file.read()
            os.utime(self._path(key))
            return content
        return None

    def put(self, key, content):
        """:param key: the checksum of the attachment"""
        if not KEY.fullmatch(key or "") or len(content) > LARGEST:
            return
        path = self._path(key)
        part = f"{path}.{uuid.uuid4().hex}"
        with suppress(OSError):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            try:
                with open(part, "xb") as file:
                    file.write(content)
                os.replace(part, path)
            except BaseException:
                with suppress(OSError):
                    os.unlink(part)
                raise

    def shrink(self):
        """Remove what nobody looked at lately, and then what takes too much room."""
        oldest, room = time.time() - KEPT_FOR, ROOM
        for changed, size, path in sorted(self._files(), reverse=True):
            room -= size
            if changed < oldest or room < 0:
                with suppress(OSError):
                    os.unlink(path)

    def _files(self):
        """:return: iterator over (time of the last look, size, path)"""
        for directory, _directories, names in os.walk(self._directory):
            for name in names:
                path = os.path.join(directory, name)
                with suppress(OSError):
                    stat = os.stat(path)
                    yield stat.st_mtime, stat.st_size, path

    def _path(self, key):
        return os.path.join(self._directory, (key or "")[:2], key or "")
