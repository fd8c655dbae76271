# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Contents on disk, named by their SHA-256, hashed while they stream in."""

import hashlib
import os
import shutil
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .server import BLOCK_BYTES


@dataclass(frozen=True)
class Blob:
    """A stored content: its size in bytes and its digests by algorithm name."""

    sha256: str
    size: int
    digests: dict


class Incoming:
    """A content that is still arriving; what is on disk survives a restart.

    :param path: file the bytes are appended to
    :param algorithms: name -> hash constructor (``update`` and ``hexdigest``)
    """

    def __init__(self, path, algorithms):
        self.path = Path(path)
        self.lock = threading.Lock()
        self._hashers = {name: new() for name, new in algorithms.items()}
        self.size = 0
        if self.path.exists():
            with self.path.open("rb") as known:
                while block := known.read(BLOCK_BYTES):
                    self._account(block)

    def _account(self, block):
        for hasher in self._hashers.values():
            hasher.update(block)
        self.size += len(block)

    def append(self, reader):
        """Append all blocks of ``reader``; those before an error stay stored."""
        with self.path.open("ab", buffering=0) as file:
            while block := reader.read(BLOCK_BYTES):
                file.write(block)
                self._account(block)

    def digests(self):
        return {name: hasher.hexdigest() for name, hasher in self._hashers.items()}


class BlobStore:
    """Directory of contents plus the ones still arriving.

    :param root: directory, made when missing
    :param algorithms: digests wanted besides ``sha256``
    """

    def __init__(self, root, algorithms=None):
        self.root = Path(root)
        self._algorithms = {"sha256": hashlib.sha256, **(algorithms or {})}
        self._arriving = {}
        self._lock = threading.Lock()
        self._make_directories()

    def _make_directories(self):
        (self.root / "incoming").mkdir(parents=True, exist_ok=True)

    def path(self, sha256):
        return self.root / sha256[:2] / sha256

    def incoming(self, key):
        """The arriving content ``key``, picked up from disk after a restart."""
        with self._lock:
            if key not in self._arriving:
                path = self.root / "incoming" / key
                self._arriving[key] = Incoming(path, self._algorithms)
            return self._arriving[key]

    def forget(self, key):
        """Drop an arriving content."""
        with self._lock:
            self._arriving.pop(key, None)
        with suppress(FileNotFoundError):
            (self.root / "incoming" / key).unlink()

    def commit(self, key):
        """Turn the arriving content ``key`` into a stored one."""
        arriving = self.incoming(key)
        digests = arriving.digests()
        sha256 = digests["sha256"]
        path = self.path(sha256)
        arriving.path.touch()
        if path.exists():
            # replacing a file by its like would make the file system flush it
            arriving.path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            arriving.path.rename(path)
        with self._lock:
            self._arriving.pop(key, None)
        return Blob(sha256, arriving.size, digests)

    def receive(self, reader):
        """Take in everything ``reader`` gives; nothing is kept on an error.

        :return: the key to ``commit``, best inside the transaction that refers to
            the content: then no clean-up can come in between
        """
        key = "once-" + os.urandom(12).hex()
        try:
            self.incoming(key).append(reader)
        except BaseException:
            self.forget(key)
            raise
        return key

    def duplicate(self, sha256):
        """Receive a stored content once more; see ``receive``."""
        with self.path(sha256).open("rb") as file:
            return self.receive(file)

    def blocks(self, sha256, start=0, end=None):
        """The bytes ``start`` to ``end`` (exclusive), in blocks.

        The file is opened at once: whoever deletes it now does not disturb a reader.
        """
        return _read(self.path(sha256).open("rb"), start, end)

    def remove(self, sha256):
        with suppress(FileNotFoundError):
            self.path(sha256).unlink()

    def clear(self):
        with self._lock:
            self._arriving.clear()
        shutil.rmtree(self.root)
        self._make_directories()


def _read(file, start, end):
    with file:
        file.seek(start)
        left = float("inf") if end is None else end - start
        while left > 0 and (block := file.read(int(min(BLOCK_BYTES, left)))):
            left -= len(block)
            yield block
