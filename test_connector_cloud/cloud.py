# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A cloud storage in the memory of the process, with the manners of Google Drive.

The methods of :class:`MemoryCloud` are what a *person* can do in the cloud's own user
interface; tests call them directly to play that person.  The adapter calls the same
methods on behalf of Odoo, through :meth:`MemoryCloud.answer`, which counts the
requests and lets tests inject faults.
"""

import hashlib
import itertools
import threading
import uuid
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from odoo.addons.connector_cloud.exceptions import (
    AlreadyExists,
    CloudError,
    InvalidName,
    NotFound,
    QuotaExceeded,
    VersionMismatch,
)
from odoo.addons.connector_cloud.sync.remote import (
    Account,
    Change,
    ChangePage,
    Drive,
    Limits,
    RemoteItem,
)

from .feed import Feed
from .node import FOLDER, NATIVE, Node

# What the cloud itself writes into documents.
MARK = b"<!-- stored -->"
EPOCH = datetime(2026, 1, 1)


@dataclass
class Fault:
    """A failure to come; ``after``: the effect happens, only the answer is lost."""

    exception: Exception
    after: bool = False


class MemoryCloud:
    """One account: a tree of items, a bin, revisions and a change feed per drive.

    Tests may set ``limits`` (a :class:`Limits`), ``marks`` (whether it reserves
    identifiers and keeps tags), ``restores`` (whether applications may empty its
    bin), ``rewritten`` (endings of names whose content it
    stores with a mark of its own, as SharePoint does), ``page_size`` (items of a
    listing or feed), ``chunk_size`` (bytes of a download or upload), ``capacity``
    (bytes of the whole account) and ``break_after`` (downloads break when so many
    bytes went).
    They may look at ``calls`` (requests by method of the adapter), ``ranges`` (start
    and end of each download asked for), ``open_streams`` (downloads not closed) and
    ``watches`` (address and secret of who wants to be notified, by id).

    :param name: how the account calls itself
    """

    _clouds = {}

    @classmethod
    def at(cls, url):
        """:return: the account with this address, made when it is first asked for"""
        return cls._clouds.setdefault(url, cls(url))

    @classmethod
    def forget_all(cls):
        """Make every account vanish; for a test's ``tearDown``."""
        cls._clouds.clear()

    def __init__(self, name="memory"):
        self.name = name
        self.lock = threading.RLock()
        self.limits = Limits()
        self.marks = True
        self.restores = True
        self.rewritten = ()
        self.page_size = 100
        self.chunk_size = 64 * 1024
        self.capacity = None
        self.calls = Counter()
        self.open_streams = set()
        self.ranges = []
        self.break_after = None
        self.watches = {}
        self.faults = defaultdict(list)
        self._ids = itertools.count(1)
        self._versions = itertools.count(1)
        self._secret = uuid.uuid4().hex[:6]
        self._nodes = {}
        self._feed = Feed()
        self.root_id = self.add_drive("My Drive")

    # The account

    def account(self):
        return Account(
            name=self.name,
            used=self.used,
            total=self.capacity,
            external_id=f"account:{self.root_id}",
        )

    @property
    def used(self):
        """:return: bytes of all contents and revisions"""
        return sum(len(rev) for node in self._nodes.values() for rev in node.revisions)

    def add_drive(self, name):
        """:return: the id of a new drive, which is also the id of its top folder"""
        with self.lock:
            external_id = self.new_id()
            self._nodes[external_id] = Node(external_id, name, None, FOLDER)
            return external_id

    def drives(self):
        return [
            Drive(node.external_id, node.name)
            for node in self._nodes.values()
            if node.parent_id is None and node.external_id != self.root_id
        ]

    # Faults and figures

    def fail_next(self, method, exception, times=1, after=False):
        """Let the next calls of an adapter method fail.

        :param method: name of a method of the adapter contract
        :param exception: instance to raise
        :param times: how many calls fail
        :param after: let the effect happen and lose only the answer
        """
        self.faults[method] += [Fault(exception, after)] * times

    @contextmanager
    def answer(self, method):
        """Count one request and let the fault prepared for it strike."""
        with self.lock:
            self.calls[method] += 1
            fault = self.faults[method].pop(0) if self.faults[method] else None
        if fault and not fault.after:
            raise fault.exception
        yield
        if fault:
            raise fault.exception

    # Reading

    def new_id(self):
        return f"mem-{self._secret}-{next(self._ids)}"

    def node(self, external_id):
        """:raise NotFound: nothing has this id, or not any more"""
        try:
            return self._nodes[external_id]
        except KeyError:
            raise NotFound("This item does not exist in the cloud.") from None

    def item(self, external_id):
        """:return: the :class:`RemoteItem` as the cloud tells it now"""
        node = self.node(external_id)
        plain = not node.is_folder and not node.native
        return RemoteItem(
            external_id=node.external_id,
            name=node.name,
            parent_id=node.parent_id,
            is_folder=node.is_folder,
            size=len(node.content) if plain else None,
            content_hash=hashlib.md5(node.content).hexdigest() if plain else None,
            version=str(node.version),
            mimetype=node.mimetype,
            web_url=f"https://memory.example.com/{node.external_id}",
            modified_at=EPOCH + timedelta(seconds=node.version),
            binned=any(ancestor.trashed for ancestor in self._lineage(node)),
            native=node.native,
            tag=node.tag,
            owner=node.owner,
        )

    def content(self, external_id):
        return self.node(external_id).content

    def children(self, external_id):
        """:return: list of the folder's live children, in the order they were made"""
        self.node(external_id)
        return self._live(lambda node: node.parent_id == external_id)

    def find_by_tag(self, tag, parent_id=None):
        return self._live(
            lambda node: node.tag == tag and parent_id in (None, node.parent_id)
        )

    def find(self, path, drive_id=None):
        """:param path: names joined by slashes, below the drive's top
        :return: the first live item there, or None
        """
        item = self.item(drive_id or self.root_id)
        for name in path.split("/"):
            children = self.children(item.external_id)
            item = next((child for child in children if child.name == name), None)
            if not item:
                return None
        return item

    def tree(self, external_id=None):
        """:return: nested dict of names; files map to their content, for assertions"""
        return {
            item.name: self.tree(item.external_id)
            if item.is_folder
            else self.content(item.external_id)
            for item in self.children(external_id or self.root_id)
        }

    def _lineage(self, node):
        while node:
            yield node
            node = self._nodes.get(node.parent_id)

    def _drive_of(self, node):
        *_, top = self._lineage(node)
        return top.external_id

    def _live(self, wanted):
        with self.lock:
            items = [
                self.item(key) for key, node in self._nodes.items() if wanted(node)
            ]
        return [item for item in items if not item.binned]

    # Writing

    def create(  # pylint: disable=method-required-super
        self,
        parent_id,
        name,
        content=None,
        mimetype="application/octet-stream",
        tag=None,
        external_id=None,
    ):
        """Make a file, or a folder when there is no content.

        :raise AlreadyExists: the id, or where names are unique the name, is taken
        """
        with self.lock:
            if external_id in self._nodes:
                raise AlreadyExists("This id is taken.", self.item(external_id))
            self._check_place(parent_id, name)
            self._check_room(content)
            node = Node(
                external_id or self.new_id(),
                name,
                parent_id,
                FOLDER if content is None else mimetype,
                tag if self.marks else None,
                revisions=[] if content is None else [self._stored(name, content)],
            )
            self._nodes[node.external_id] = node
            return self._touched(node)

    def create_folder(self, parent_id, name, **kwargs):
        return self.create(parent_id, name, **kwargs)

    def create_native(self, parent_id, name, text="", **kwargs):
        """Make a document that exists only in the cloud's own editor."""
        return self.create(parent_id, name, text.encode(), mimetype=NATIVE, **kwargs)

    # pylint: disable-next=method-required-super
    def write(self, external_id, content, expected_version=None):
        """Store a new revision of a file's content."""
        with self.lock:
            node = self._expect(external_id, expected_version)
            self._check_room(content)
            node.revisions.append(self._stored(node.name, content))
            return self._touched(node)

    def _stored(self, name, content):
        return content + MARK if name.endswith(tuple(self.rewritten)) else content

    def move(self, external_id, name=None, parent_id=None, expected_version=None):
        with self.lock:
            node = self._expect(external_id, expected_version)
            name = name or node.name
            parent_id = parent_id or node.parent_id
            if (name, parent_id) == (node.name, node.parent_id):
                return self.item(external_id)
            self._check_place(parent_id, name, but=node)
            if node in self._lineage(self.node(parent_id)):
                raise CloudError("A folder cannot be moved into itself.")
            self._log(node)
            node.name, node.parent_id = name, parent_id
            return self._touched(node)

    def trash(self, external_id, expected_version=None):
        """Put an item with all that is below it into the bin.

        The feed tells it only for the item itself.
        """
        with self.lock:
            node = self._expect(external_id, expected_version)
            if node.trashed:
                return self.item(external_id)
            node.trashed = True
            return self._touched(node)

    def untrash(self, external_id):
        """Take an item out of the bin; without its folder it lands on the top."""
        with self.lock:
            node = self.node(external_id)
            node.trashed = False
            if self.item(external_id).binned:
                node.parent_id = self._drive_of(node)
            return self._touched(node)

    def purge(self, external_id):
        """Delete an item and all that is below it for good."""
        with self.lock:
            doomed = [
                node
                for node in self._nodes.values()
                if external_id in (line.external_id for line in self._lineage(node))
            ]
            for node in doomed:
                self._log(node)
            for node in doomed:
                del self._nodes[node.external_id]

    def _expect(self, external_id, version):
        node = self.node(external_id)
        if version is not None and version != str(node.version):
            raise VersionMismatch("The item was changed.", self.item(external_id))
        return node

    def _check_place(self, parent_id, name, but=None):
        parent = self.node(parent_id)
        if not parent.is_folder:
            raise CloudError("Only folders can hold items.")
        limits = self.limits
        if (
            not name
            or len(name) > limits.name_length
            or set(name) & set(limits.forbidden)
            or name.split(".")[0].lower() in limits.reserved
            or (limits.strip and name[-1] in limits.strip)
        ):
            raise InvalidName(f"The cloud refuses the name {name!r}.")
        if not limits.duplicates:
            self._check_unique(parent_id, name, but)

    def _check_unique(self, parent_id, name, but):
        fold = str if self.limits.case_sensitive else str.casefold
        for item in self.children(parent_id):
            taken = fold(item.name) == fold(name)
            if taken and (but is None or item.external_id != but.external_id):
                raise AlreadyExists(f"The name {name!r} is taken.", item)

    def _check_room(self, content):
        if content and self.capacity is not None:
            if self.used + len(content) > self.capacity:
                raise QuotaExceeded("The drive is full.")

    def _touched(self, node):
        node.version = next(self._versions)
        self._log(node)
        return self.item(node.external_id)

    def own(self, external_id, owner):
        """Write on a folder whose it is, as an application does, unseen by people."""
        with self.lock:
            self.node(external_id).owner = owner

    # The change feed

    def _log(self, node):
        self._feed.add(node.external_id, self._drive_of(node))

    def start_cursor(self):
        return self._feed.cursor

    def expire_cursors(self):
        """Make every cursor given out so far useless."""
        with self.lock:
            self._feed.expire()

    def change_page(self, cursor, drive_id=None):
        """One page of the feed: each item once, in its latest state, oldest first.

        What left the drive, or exists no longer, is a tombstone.

        :raise CursorExpired: the cursor is unknown or too old
        """
        drive_id = drive_id or self.root_id
        with self.lock:
            touched, cursor, last = self._feed.page(cursor, drive_id, self.page_size)
            changes = tuple(
                Change(external_id, self._item_in(external_id, drive_id))
                for external_id in touched
            )
            return ChangePage(changes, cursor, last)

    def _item_in(self, external_id, drive_id):
        node = self._nodes.get(external_id)
        if node and self._drive_of(node) == drive_id:
            return self.item(external_id)
        return None
