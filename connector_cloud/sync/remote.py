# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The nouns of the adapter contract: what every provider's items look like to us."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone

from .web_address import web_address


def naive_utc(text):
    """Read a moment as clouds write it: RFC 3339.

    :param text: such as ``2026-11-27T18:00:00.123Z``, or None
    :return: naive datetime in UTC, as Odoo keeps it, or None
    """
    if not text:
        return None
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class RemoteItem:
    """A file or a folder as the cloud told us, at the moment it told us.

    ``content_hash`` is comparable only with the same provider's
    ``adapter.content_hash()``; it is None for folders and native documents.
    ``version`` changes with every change of name, place or content.
    ``native`` marks documents that exist only in the cloud's own editors and cannot
    be downloaded as they are.
    ``web_url`` is an address of the web: what else a cloud calls so is dropped.
    ``owner`` is what ``adapter.write_owner()`` wrote, where it is a private property.
    """

    external_id: str
    name: str
    parent_id: str | None = None
    is_folder: bool = False
    size: int | None = None
    content_hash: str | None = None
    version: str | None = None
    mimetype: str | None = None
    web_url: str | None = None
    modified_at: datetime | None = None
    binned: bool = False
    native: bool = False
    tag: str | None = None
    owner: str | None = None

    def __post_init__(self):
        object.__setattr__(self, "web_url", web_address(self.web_url))


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a change feed; ``item`` is None for an explicit tombstone."""

    external_id: str
    item: RemoteItem | None


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A page of a change feed and the cursor to store together with its effects."""

    changes: tuple[Change, ...]
    cursor: str
    last: bool


@dataclass(frozen=True, slots=True)
class Drive:
    """A place that can hold our tree: a user's drive, a shared drive, a library."""

    external_id: str
    name: str
    kind: str = "shared"


@dataclass(frozen=True, slots=True)
class Account:
    """Who is connected and how much room is left (bytes; None: no limit told).

    ``external_id`` is the provider's own identifier: it stays when the account gets
    another name or address, and no other account ever has it.
    """

    name: str
    email: str = ""
    used: int | None = None
    total: int | None = None
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class NewFolder:
    """A folder to make.

    :param key: the caller's own key, given back with the result
    :param tag: our private mark, by which a repeated call finds its earlier effect
    :param reserved_id: an identifier out of ``adapter.reserve_ids()``, or None
    """

    key: object
    name: str
    parent_id: str
    tag: str
    reserved_id: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a provider demands of names and trees.

    ``forbidden`` are characters no name may contain, ``reserved`` names (compared
    without case, whole or without extension) that are refused, ``prefixes`` what no
    name may begin with, ``parts`` what no name may contain, ``strip`` characters that
    may not end a name.  ``duplicates`` tells whether one folder may hold two items of
    the same name, ``case_sensitive`` whether ``A`` and ``a`` are two names.
    Lengths are in characters, ``name_length`` at least 32; None means no limit.
    """

    duplicates: bool = True
    case_sensitive: bool = True
    forbidden: str = ""
    reserved: frozenset[str] = field(default_factory=frozenset)
    prefixes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    strip: str = ""
    name_length: int = 255
    path_length: int | None = None
    folder_batch: int = 100


@dataclass(frozen=True, slots=True)
class Watch:
    """A cloud's promise to tell an address when something changes in the drive.

    :param resource_id: what is watched, where a cloud wants to hear it again
    :param expires_at: naive, UTC
    """

    external_id: str
    resource_id: str | None
    expires_at: datetime


@dataclass(slots=True)
class RemoteStream:
    """An open download.

    ``total`` is the size of the whole content in bytes (None: the cloud does not
    tell), ``start`` and ``end`` the inclusive range that ``chunks`` delivers.
    """

    chunks: Iterator[bytes]
    close: Callable[[], None]
    total: int | None = None
    start: int = 0
    end: int | None = None
    version: str | None = None
