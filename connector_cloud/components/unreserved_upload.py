# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from contextlib import closing

from odoo.addons.component.core import Component

from ..exceptions import AlreadyExists, CloudError
from ..sync.naming import told_apart


class UnreservedUpload(Component):
    """Uploads to a cloud that reserves no identifiers and keeps no marks of ours.

    There only place, name and content tell whose an item is.  So each try is written
    down before its first byte goes: where, under which name, which content.  A later
    try recognises by that what an interrupted one left behind.

    What is bound to another file, or holds something else, belongs to somebody: it is
    never touched, and our file takes a name of its own.
    """

    _name = "cloud.unreserved.upload"
    _inherit = "cloud.base"
    _usage = "unreserved.upload"

    def note(self, steps):
        """Write down what is about to be sent.

        :param steps: iterable of :class:`~.file_executor.Step` of the verb upload
        """
        for step in steps:
            if step.file.external_id or step.parent.status != "synced":
                continue
            tries = step.file.tries or []
            attempt = self._attempt(step)
            if attempt not in tries:
                step.file.tries = [*tries, attempt]

    def _attempt(self, step):
        source = step.attachment._cloud_source()
        name = step.action.remote_name
        return {
            "parent": step.parent.external_id,
            "names": [name, told_apart(name, step.attachment.id, self.adapter.limits)],
            "checksum": source.checksum,
            "size": source.size,
        }

    def deliverer(self, step, source, mimetype):
        """
        :return: function(reader) -> RemoteItem, for a thread
        """
        today = self._attempt(step)
        remove_leftovers = self._remover(
            [attempt for attempt in step.file.tries if attempt != today]
        )
        names = today["names"]
        rest = (source.size, mimetype, step.file._tag(step.attachment.id))

        def deliver(reader):
            remove_leftovers()
            for name in names:
                reader.seek(0)
                try:
                    return self.adapter.upload(today["parent"], name, reader, *rest)
                except AlreadyExists as taken:
                    if self._is_ours(taken.item, reader, source.size):
                        return taken.item
            raise CloudError(
                f"Other files in the cloud have the names {' and '.join(names)}. "
                "Rename one of them there, or the attachment here."
            )

        return deliver

    def remover(self, file):
        """
        :param file: ``cloud.file`` whose attachment was deleted on the way
        :return: function that puts into the bin what its tries left, for a thread
        """
        return self._remover(file.tries or [])

    def _remover(self, tries):
        places = {
            (attempt["parent"], name): None
            for attempt in tries
            for name in attempt["names"]
        }
        contents = {(attempt["size"], attempt["checksum"]) for attempt in tries}

        def remove():
            for place in places:
                item = self.adapter.find_by_name(*place)
                if item and self._is_leftover(item, contents):
                    self.adapter.bin(item.external_id, expected_version=item.version)

        return remove

    # In a thread

    def _is_ours(self, item, reader, size):
        """Whether an earlier try of this very content came through."""
        if item.is_folder or item.size != size:
            return False
        reader.seek(0)
        equal = item.content_hash == self.adapter.content_hash(reader)
        return equal and self._claim(item)

    def _is_leftover(self, item, contents):
        """Whether the item holds what an earlier try sent, and nobody else has it."""
        if item.is_folder or item.size not in {size for size, _checksum in contents}:
            return False
        checksum = hashlib.sha1(usedforsecurity=False)
        with closing(self.adapter.open(item.external_id)) as stream:
            for chunk in stream.chunks:
                checksum.update(chunk)
        sent = (item.size, checksum.hexdigest()) in contents
        return sent and self._claim(item)

    def _claim(self, item):
        return self.adapter.in_main(self._claim_in_main, item.external_id)

    def _claim_in_main(self, external_id):
        """Whether an item belongs to no row, and to nobody else in this run."""
        if not hasattr(self.work, "claimed_items"):
            self.work.claimed_items = set()
        bound = (
            self.env["cloud.file"]
            .sudo()
            .search_count(
                [
                    ("backend_id", "=", self.backend_record.id),
                    ("external_id", "=", external_id),
                ],
                limit=1,
            )
        )
        if bound or external_id in self.work.claimed_items:
            return False
        self.work.claimed_items.add(external_id)
        return True
