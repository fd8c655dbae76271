# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The adapter contract: all that the engine ever asks of a cloud.

A provider addon subclasses :class:`CloudAdapter` with its own ``_provider`` and is
done when the contract test-suite passes against it.  Rules for every method:

* it speaks :mod:`..sync.remote` and raises only :mod:`..exceptions`;
* it may be called from several threads at once; from a thread that is not the job's
  own it must not touch the ORM, save through :meth:`in_main`;
* every request has a timeout; no header, token or upload URL is ever logged;
* it reads streams in chunks, never whole files.
"""

import io
from contextlib import suppress

from odoo.addons.component.core import AbstractComponent

from ..exceptions import AlreadyExists, CloudError
from ..sync.naming import name_key
from ..sync.transfer import CHUNK

# The file that says whose a root folder is, where there are no private properties.
OWNER_FILE = ".odoo-cloud.txt"


class CloudAdapter(AbstractComponent):
    _name = "cloud.adapter"
    _inherit = ["cloud.base", "base.backend.adapter"]
    _usage = "backend.adapter"

    def __init__(self, work_context):
        super().__init__(work_context)
        # The adapters of one piece of work share their connections.  Opened here, in
        # the job's own thread: a client reads how to connect from the backend.
        cache = self.work.cache
        if cache.client is None and (client := self.connect()):
            self.work.connections.callback(client.close)
            cache.client = client
        self.client = cache.client

    def connect(self):
        """Make what sends the requests of a piece of work, closed at its end.

        :return: such as a :class:`~..transfer.http_client.HttpClient`; None where an
            adapter needs none
        """

    def in_main(self, func, *args):
        """Call ``func`` in the job's own thread, where the ORM may be used.

        A transfer pool in ``work.transfer_pool`` carries the call over and waits for
        its result; without one the call is made at once.
        """
        pool = self.work.transfer_pool
        return pool.in_main(func, *args) if pool else func(*args)

    def valid_token(self, refused=None):
        """Give an access token of the backend, from any thread.

        :param refused: a token that the cloud did not accept, or None
        :return: tuple of the token and its end, see ``cloud.credential``
        """
        return self.in_main(self._valid_token, refused)

    def _valid_token(self, refused):
        return self.backend_record._credential()._valid_token(
            refused,
            commit=self.may_commit,
            connecting=self.work.connecting,
        )

    @property
    def may_commit(self):
        """Whether what was written may be committed at once.

        Only the engine's own jobs may: others have begun what may yet fail.
        """
        run = self.work.run
        return bool(run and run.executes)

    # Whether an application may take something out of the cloud's bin.
    restores = True

    @property
    def limits(self):
        """:return: the provider's :class:`~..sync.remote.Limits`"""
        raise NotImplementedError

    def test_connection(self):
        """:return: the connected :class:`~..sync.remote.Account`"""
        raise NotImplementedError

    def list_drives(self, search=""):
        """
        :param search: a word that narrows a long list, where a provider can search
        :return: list of :class:`~..sync.remote.Drive` the account can write to
        """
        raise NotImplementedError

    def root(self):
        """:return: the top :class:`~..sync.remote.RemoteItem` of the chosen drive"""
        raise NotImplementedError

    def get(self, external_id):
        """:return: the item, binned or not
        :raise NotFound: it is gone for good or out of reach
        """
        raise NotImplementedError

    def get_many(self, external_ids):
        """Read the metadata of many items in few requests.

        :return: dict external_id -> RemoteItem; what was not found is left out
        """
        raise NotImplementedError

    def children(self, external_id):
        """:return: iterator over lists (pages) of the folder's live children"""
        raise NotImplementedError

    def find_by_tag(self, tag, parent_id=None):
        """:return: list of live items that carry our ``tag``, oldest first"""
        raise NotImplementedError

    def find_by_name(self, parent_id, name):
        """:return: the folder's live child of that name, or None

        Names are equal when the cloud takes them for one.
        """
        wanted = name_key(name, self.limits)
        for page in self.children(parent_id):
            for item in page:
                if name_key(item.name, self.limits) == wanted:
                    return item
        return None

    def reserve_ids(self, count):
        """:return: ``count`` fresh identifiers, or Nones where a provider has none"""
        raise NotImplementedError

    def create_folders(self, folders):
        """Make folders in few requests; a repeated call makes no twins.

        :param folders: iterable of :class:`~..sync.remote.NewFolder`
        :return: dict key -> RemoteItem, or key -> the CloudError of that folder
        """
        raise NotImplementedError

    def upload(
        self,
        parent_id,
        name,
        reader,
        size,
        mimetype,
        tag,
        reserved_id=None,
        progress=None,
    ):
        """Make a new file; in one request when small, resumable when large.

        :param reader: seekable binary stream, read in chunks
        :param size: bytes
        :param tag: our private mark on the item
        :param progress: called with the number of bytes stored so far
        :return: the stored item with size and content hash
        :raise AlreadyExists: an earlier attempt with ``reserved_id`` came through, or
            the name is taken where names are unique
        """
        raise NotImplementedError

    def replace_content(
        self, external_id, reader, size, mimetype, expected_version=None, progress=None
    ):
        """Store new content in an existing file; its name and place stay.

        Where the cloud itself compares no version, what somebody stored after our own
        comparison gets a file beside it: see :mod:`..overwritten`.

        :raise VersionMismatch: the item changed since ``expected_version``
        """
        raise NotImplementedError

    def move(self, external_id, name, parent_id, expected_version=None):
        """Rename and move in one step.

        :return: the item as it is now
        :raise AlreadyExists: the name is taken where names are unique
        """
        raise NotImplementedError

    def bin(self, external_id, expected_version=None):
        """Put an item (a folder with all in it) into the bin; gone already is fine.

        :return: the binned item or None
        """
        raise NotImplementedError

    def restore(self, external_id):
        """Take an item out of the bin; :return: the item"""
        raise NotImplementedError

    def open(self, external_id, start=None, end=None):
        """Open the content for streaming.

        :param start: first byte wanted, or None
        :param end: last byte wanted (inclusive), or None
        :return: a :class:`~..sync.remote.RemoteStream`; holds plain values only, so
            it outlives the request's cursor; a range that begins past the end
            delivers nothing, and ``total`` tells the real size
        """
        raise NotImplementedError

    def export(self, external_id, export_format):
        """Open a native document as ``docx``, ``xlsx``, ``pptx``, ``pdf``…"""
        raise NotImplementedError

    def start_cursor(self):
        """:return: a cursor that stands at the feed's present end"""
        raise NotImplementedError

    def changes(self, cursor):
        """:return: iterator over :class:`~..sync.remote.ChangePage`
        :raise CursorExpired: the feed cannot go on from there
        """
        raise NotImplementedError

    def watch(self, address, secret, expires_at):
        """Ask to be notified, by a POST to ``address``, when the drive changes.

        :param address: where the server of ``controllers/notify.py`` is reached
        :param secret: comes with every notification; up to 128 characters
        :param expires_at: naive, UTC; the cloud may choose another end
        :return: :class:`~..sync.remote.Watch`
        """
        raise NotImplementedError

    def unwatch(self, watch):
        """End the notifications of a watch; an end it met already is fine."""
        raise NotImplementedError

    def renew(self, watch, address, secret, expires_at):
        """Let a watch last longer; by a new one, where a cloud knows no better.

        :return: the :class:`~..sync.remote.Watch` that holds from now on
        """
        renewed = self.watch(address, secret, expires_at)
        # Otherwise both notify, until the old one ends by itself.
        with suppress(CloudError):
            self.unwatch(watch)
        return renewed

    def rewrites(self, item):
        """Whether the cloud may put marks of its own into a content of this kind.

        What is stored then is never quite what was sent.
        """
        return False

    def content_hash(self, reader):
        """:return: the provider's own hash of a local stream, as in RemoteItem"""
        hasher = self.new_hasher()
        while chunk := reader.read(CHUNK):
            hasher.update(chunk)
        return hasher.result()

    def new_hasher(self):
        """:return: object with ``update(bytes)`` and ``result() -> str``"""
        raise NotImplementedError

    # Whose the root folder is; providers that keep private properties use those

    def is_owned_by(self, root, owner):
        """
        :param root: RemoteItem of the root folder, read just now
        :param owner: what :meth:`write_owner` would write
        :return: whether that was written last; None where nothing was written
        """
        marker = self.find_by_name(root.external_id, OWNER_FILE)
        if marker is None:
            return None
        # Compared by its hash, it need not be downloaded.
        content = io.BytesIO(self._owner_content(owner))
        return marker.content_hash == self.content_hash(content)

    def write_owner(self, root_id, owner):
        """Write whose the root folder is, instead of what may have been written.

        :param root_id: the folder's identifier
        :param owner: at most 100 ASCII characters
        :raise NotFound: there is no such folder
        """
        content = self._owner_content(owner)
        rest = (io.BytesIO(content), len(content), "text/plain")
        try:
            self.upload(root_id, OWNER_FILE, *rest, tag=owner)
        except AlreadyExists as known:
            rest[0].seek(0)
            self.replace_content(known.item.external_id, *rest)

    @staticmethod
    def _owner_content(owner):
        return (
            f"Odoo keeps documents in this folder.\n{owner}\n"
            "Please leave this file here: it tells Odoo whose they are.\n"
        ).encode()
