# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Send one local content and know for sure what arrived."""

import hashlib
import io
from dataclasses import dataclass

from .remote import RemoteItem
from .transfer import HashingReader


@dataclass(frozen=True, slots=True)
class Source:
    """A local content: a file of the filestore, or bytes out of the database.

    ``checksum`` is the SHA-1 that Odoo knows of it, None when it knows none.
    """

    size: int
    path: str | None = None
    data: bytes = b""
    checksum: str | None = None

    def open(self):
        return open(self.path, "rb") if self.path else io.BytesIO(self.data)


@dataclass(frozen=True, slots=True)
class Sent:
    """What was read here and what the cloud says it stored."""

    item: RemoteItem
    source: Source
    checksum: str
    content_hash: str

    @property
    def size(self):
        return self.source.size

    @property
    def intact(self):
        """True when what was read is what Odoo once stored."""
        return self.source.checksum in (None, self.checksum)

    @property
    def arrived(self):
        """True when the cloud holds exactly the bytes that were read."""
        stored = self.item.size, self.item.content_hash
        return stored == (self.size, self.content_hash)


def send(source, hasher, deliver):
    """Read a content once, hash it on the way, and hand it to the cloud.

    :param source: :class:`Source`
    :param hasher: the provider's own hasher, with ``update()`` and ``result()``
    :param deliver: function(reader) -> RemoteItem
    :return: :class:`Sent`
    :raise OSError: the local file cannot be read, or is not as long as it should be
    """
    checksum = hashlib.sha1()
    with source.open() as stream:
        reader = HashingReader(stream, checksum, hasher)
        if len(reader) != source.size:
            raise OSError(f"The local file has {len(reader)} bytes, not {source.size}.")
        item = deliver(reader)
        # Where the cloud had the content already, it was not read to its end.
        reader.finish()
    return Sent(item, source, checksum.hexdigest(), hasher.result())
