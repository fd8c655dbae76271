# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import io

from odoo.addons.component.core import Component
from odoo.addons.connector_cloud.exceptions import (
    AlreadyExists,
    CloudError,
    NotFound,
    RetryLater,
)
from odoo.addons.connector_cloud.sync.remote import RemoteStream, Watch

EXPORTS = ("docx", "xlsx", "pptx", "pdf")


class Md5:
    """The provider's own hash: MD5 in hexadecimal digits, as in Google Drive."""

    def __init__(self):
        self._md5 = hashlib.md5(usedforsecurity=False)

    def update(self, data):
        self._md5.update(data)

    def result(self):
        return self._md5.hexdigest()


class MemoryAdapter(Component):
    _name = "cloud.memory.adapter"
    _inherit = "cloud.adapter"
    _provider = "memory"

    def __init__(self, work_context):
        super().__init__(work_context)
        backend = self.backend_record
        self.cloud = backend._memory_cloud()
        self.drive_id = backend.drive_external_id or self.cloud.root_id

    @property
    def restores(self):
        return self.cloud.restores

    @property
    def limits(self):
        return self.cloud.limits

    def test_connection(self):
        with self.cloud.answer("test_connection"):
            return self.cloud.account()

    def list_drives(self, search=""):
        with self.cloud.answer("list_drives"):
            return [drive for drive in self.cloud.drives() if search in drive.name]

    def root(self):
        with self.cloud.answer("root"):
            return self.cloud.item(self.drive_id)

    def get(self, external_id):
        with self.cloud.answer("get"):
            return self.cloud.item(external_id)

    def get_many(self, external_ids):
        items, external_ids = {}, list(external_ids)
        if not external_ids:
            return items
        with self.cloud.answer("get_many"):
            for external_id in external_ids:
                try:
                    items[external_id] = self.cloud.item(external_id)
                except NotFound:
                    continue
        return items

    def children(self, external_id):
        items = self.cloud.children(external_id)
        for start in range(0, max(len(items), 1), self.cloud.page_size):
            with self.cloud.answer("children"):
                page = items[start : start + self.cloud.page_size]
            yield page

    def find_by_tag(self, tag, parent_id=None):
        with self.cloud.answer("find_by_tag"):
            return self.cloud.find_by_tag(tag, parent_id)

    def reserve_ids(self, count):
        with self.cloud.answer("reserve_ids"):
            if not self.cloud.marks:
                return [None] * count
            return [self.cloud.new_id() for _index in range(count)]

    def create_folders(self, folders):
        results = {}
        folders = list(folders)
        step = self.limits.folder_batch
        for start in range(0, len(folders), step):
            with self.cloud.answer("create_folders"):
                for folder in folders[start : start + step]:
                    results[folder.key] = self._create_folder(folder)
        return results

    def _create_folder(self, folder):
        if not folder.reserved_id:
            earlier = self.cloud.find_by_tag(folder.tag, folder.parent_id)
            if earlier:
                return earlier[0]
        try:
            return self.cloud.create_folder(
                folder.parent_id,
                folder.name,
                tag=folder.tag,
                external_id=folder.reserved_id,
            )
        except AlreadyExists as error:
            return error.item if self._is_own(error.item, folder) else error
        except CloudError as error:
            return error

    def _is_own(self, item, folder):
        """Whether an earlier call made it: without marks, nobody else is in it."""
        if self.cloud.marks:
            return item.external_id == folder.reserved_id
        return item.is_folder and not self.cloud.children(item.external_id)

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
        with self.cloud.answer("upload"):
            content = self._receive(reader, size, progress)
            try:
                return self.cloud.create(
                    parent_id,
                    name,
                    content,
                    mimetype=mimetype,
                    tag=tag,
                    external_id=reserved_id,
                )
            except AlreadyExists:
                reader.seek(0)
                raise

    def replace_content(
        self, external_id, reader, size, mimetype, expected_version=None, progress=None
    ):
        with self.cloud.answer("replace_content"):
            content = self._receive(reader, size, progress)
            return self.cloud.write(external_id, content, expected_version)

    def _receive(self, reader, size, progress):
        stored = io.BytesIO()
        while chunk := reader.read(self.cloud.chunk_size):
            stored.write(chunk)
            if progress:
                progress(stored.tell())
        if stored.tell() != size:
            raise CloudError(f"{size} bytes were announced, {stored.tell()} came.")
        return stored.getvalue()

    def move(self, external_id, name, parent_id, expected_version=None):
        with self.cloud.answer("move"):
            return self.cloud.move(external_id, name, parent_id, expected_version)

    def bin(self, external_id, expected_version=None):
        with self.cloud.answer("bin"):
            try:
                return self.cloud.trash(external_id, expected_version)
            except NotFound:
                return None

    def restore(self, external_id):
        with self.cloud.answer("restore"):
            return self.cloud.untrash(external_id)

    def open(self, external_id, start=None, end=None):
        with self.cloud.answer("open"):
            node = self.cloud.node(external_id)
            if node.is_folder or node.native:
                raise CloudError("Only plain files can be downloaded; export it.")
            return self._stream(node.content, str(node.version), start, end)

    def export(self, external_id, export_format):
        if export_format not in EXPORTS:
            raise CloudError(f"This cloud cannot export to {export_format!r}.")
        with self.cloud.answer("export"):
            node = self.cloud.node(external_id)
            if not node.native:
                raise CloudError("Only documents of the cloud's editors are exported.")
            exported = f"{export_format}:".encode() + node.content
            return self._stream(exported, str(node.version))

    def _stream(self, content, version, start=None, end=None):
        total = len(content)
        first = start or 0
        last = total - 1 if end is None else min(end, total - 1)
        ticket = object()
        self.cloud.open_streams.add(ticket)
        self.cloud.ranges.append((start, end))
        return RemoteStream(
            chunks=self._chunks(content[first : last + 1]),
            close=lambda: self.cloud.open_streams.discard(ticket),
            total=total,
            start=first,
            end=last,
            version=version,
        )

    def _chunks(self, content):
        sent = 0
        while sent < len(content):
            if self.cloud.break_after is not None and sent >= self.cloud.break_after:
                raise RetryLater("The connection broke.")
            yield content[sent : sent + self.cloud.chunk_size]
            sent += self.cloud.chunk_size

    def rewrites(self, item):
        return item.name.endswith(tuple(self.cloud.rewritten))

    def start_cursor(self):
        with self.cloud.answer("start_cursor"):
            return self.cloud.start_cursor()

    def changes(self, cursor):
        while True:
            with self.cloud.answer("changes"):
                page = self.cloud.change_page(cursor, self.drive_id)
            yield page
            if page.last:
                return
            cursor = page.cursor

    def watch(self, address, secret, expires_at):
        with self.cloud.answer("watch"):
            watch = Watch(self.cloud.new_id(), self.drive_id, expires_at)
            self.cloud.watches[watch.external_id] = (address, secret)
            return watch

    def unwatch(self, watch):
        with self.cloud.answer("unwatch"):
            self.cloud.watches.pop(watch.external_id, None)

    def new_hasher(self):
        return Md5()

    def is_owned_by(self, root, owner):
        if not self.cloud.marks:
            return super().is_owned_by(root, owner)
        return None if root.owner is None else root.owner == owner

    def write_owner(self, root_id, owner):
        if not self.cloud.marks:
            super().write_owner(root_id, owner)
            return
        with self.cloud.answer("write_owner"):
            self.cloud.own(root_id, owner)
