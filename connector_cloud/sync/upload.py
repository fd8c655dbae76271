# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Send one local content and know for sure what arrived."""

import hashlib
import io
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

from .remote import RemoteItem
from .transfer import HashingReader


@dataclass(frozen=True, slots=True)
class Source:
    """A local content: a file of the filestore, or bytes out of the database.

    ``checksum`` is the SHA-1 that Odoo knows of it, None when it knows none.
    ``opener`` is a function() that opens a content which is kept elsewhere, as a
    seekable stream; it is called in a thread, where the ORM may not be used.
    """

    size: int
    path: str | None = None
    data: bytes = b""
    checksum: str | None = None
    opener: Callable | None = None

    def open(self):
        if self.opener:
            return self.opener()
        return open(self.path, "rb") if self.path else io.BytesIO(self.data)


@dataclass(frozen=True, slots=True)
class Sent:
    """What was read here and what the cloud says it stored.

    ``confirmed``: the stored content was read back, see :func:`read_back`.
    ``duration``: how long the transfer took, in seconds.
    """

    item: RemoteItem
    source: Source
    checksum: str
    content_hash: str
    confirmed: bool = False
    duration: float = 0.0

    @property
    def size(self):
        return self.source.size

    @property
    def intact(self):
        """True when what was read is what Odoo once stored."""
        return self.source.checksum in (None, self.checksum)

    @property
    def arrived(self):
        """True when the cloud holds the bytes that were read."""
        stored = self.item.size, self.item.content_hash
        return self.confirmed or stored == (self.size, self.content_hash)


def send(source, hasher, deliver):
    """Read a content once, hash it on the way, and hand it to the cloud.

    :param source: :class:`Source`
    :param hasher: the provider's own hasher, with ``update()`` and ``result()``
    :param deliver: function(reader) -> RemoteItem
    :return: :class:`Sent`
    :raise OSError: the local file cannot be read, or is not as long as it should be
    """
    checksum, started = hashlib.sha1(), time.monotonic()
    with source.open() as stream:
        reader = HashingReader(stream, checksum, hasher)
        if len(reader) != source.size:
            raise OSError(f"The local file has {len(reader)} bytes, not {source.size}.")
        item = deliver(reader)
        # Where the cloud had the content already, it was not read to its end.
        reader.finish()
    duration = time.monotonic() - started
    return Sent(item, source, checksum.hexdigest(), hasher.result(), duration=duration)


def read_back(sent, adapter):
    """Fetch what the cloud stored, where its word alone proves nothing.

    Some clouds write marks of their own into documents: then the stored content has
    to be what the cloud says it is.  Some tell no hash at once: then it has to be what
    was sent.

    :param sent: a :class:`Sent` that did not arrive as it went
    :param adapter: the provider's adapter
    :return: the same, or a confirmed :class:`Sent`
    """
    item = sent.item
    if item.content_hash is None:
        expected = sent.size, sent.content_hash
    elif adapter.rewrites(item):
        expected = item.size, item.content_hash
    else:
        return sent
    size, hasher = 0, adapter.new_hasher()
    with closing(adapter.open(item.external_id)) as stream:
        for chunk in stream.chunks:
            size += len(chunk)
            hasher.update(chunk)
    content_hash = hasher.result()
    if (size, content_hash) != expected:
        return sent
    item = replace(item, size=size, content_hash=content_hash)
    return replace(sent, item=item, confirmed=True)
