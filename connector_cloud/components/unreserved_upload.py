# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools.translate import LazyTranslate

from odoo.addons.component.core import Component

from ..exceptions import AlreadyExists, CloudError
from .earlier_upload import was_sent

_lt = LazyTranslate(__name__)


class UnreservedUpload(Component):
    """Uploads to a cloud that reserves no identifiers and keeps no marks of ours.

    There only place, name and content tell whose an item is: by what was written down
    of each try, a later one recognises what an interrupted one left behind.

    What is bound to another file, or holds something else, belongs to somebody: it is
    never touched, and our file takes a name of its own.
    """

    _name = "cloud.unreserved.upload"
    _inherit = "cloud.base"
    _usage = "unreserved.upload"

    def deliverer(self, step, source, mimetype):
        """
        :return: function(reader) -> RemoteItem, for a thread
        """
        today = self.component(usage="earlier.upload").attempt(step)
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
                _lt(
                    "Other files in the cloud have the names %s. Rename one of them "
                    "there, or the attachment here.",
                    names,
                )
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

        def remove():
            for place in places:
                item = self.adapter.find_by_name(*place)
                if item and self._is_leftover(item, tries):
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

    def _is_leftover(self, item, tries):
        """Whether the item holds what an earlier try sent, and nobody else has it."""
        return was_sent(self.adapter, item, tries) and self._claim(item)

    def _claim(self, item):
        return self.adapter.in_main(self._claim_in_main, item.external_id)

    def _claim_in_main(self, external_id):
        """Whether an item belongs to no row, and to nobody else in this run."""
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
        if bound or external_id in self.work.cache.claimed_items:
            return False
        self.work.cache.claimed_items.add(external_id)
        return True
