# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from contextlib import closing

from odoo.addons.component.core import Component

from ..exceptions import CloudError
from ..sync.naming import told_apart


class Contested(CloudError):
    """Somebody changed what an earlier try had sent, before we could bind it."""


class EarlierUpload(Component):
    """What is known of the tries of an upload that nobody saw the end of.

    Each try is written down before its first byte goes: where, under which name, which
    content.  So a later try tells what an earlier one left from what somebody has made
    of it since.
    """

    _name = "cloud.earlier.upload"
    _inherit = "cloud.base"
    _usage = "earlier.upload"

    def note(self, steps):
        """Write down what is about to be sent.

        :param steps: iterable of :class:`~.file_decider.Step` that upload
        """
        for step in steps:
            if step.parent.status != "synced":
                continue
            tries = step.file.tries or []
            attempt = self.attempt(step)
            if attempt not in tries:
                step.file.tries = [*tries, attempt]

    def tries_of(self, step):
        """:return: what :meth:`note` writes for the first try"""
        return [self.attempt(step)] if step.parent.status == "synced" else False

    def attempt(self, step):
        """:return: what one try sends, as it is written down"""
        source = step.attachment._cloud_source()
        name = step.action.remote_name
        return {
            "parent": step.parent.external_id,
            "names": [name, told_apart(name, step.attachment.id, self.adapter.limits)],
            "name": step.name,
            "checksum": source.checksum,
            "size": source.size,
        }

    def adopter(self, step, source, mimetype):
        """
        :return: function(item, reader) -> RemoteItem with today's name, place and
            content, for a thread; raises :class:`Contested`
        """
        adapter, tries = self.adapter, step.file.tries or []
        parent_id, name = step.parent.external_id, step.action.remote_name

        def adopt(item, reader):
            if item.binned:
                item = adapter.restore(item.external_id)
            if not is_in_place(item, tries):
                raise Contested("It was renamed or moved in the cloud meanwhile.")
            reader.seek(0)
            content_hash = adapter.content_hash(reader)
            reader.seek(0)
            if (item.size, item.content_hash) != (source.size, content_hash):
                if not was_sent(adapter, item, tries):
                    raise Contested("It was edited in the cloud meanwhile.")
                item = adapter.replace_content(
                    item.external_id, reader, source.size, mimetype, item.version
                )
            if (item.name, item.parent_id) != (name, parent_id):
                item = adapter.move(item.external_id, name, parent_id)
            return item

        return adopt

    def leave_to_backward(self, step):
        """Bind what was sent as the base; the backward sync finds what is new."""
        if step.file.status != "synced":
            self._bind_sent(step)
        self.env["cloud.observation"]._note(
            self.backend_record, [step.file.external_id]
        )
        self.backend_record._enqueue_backward()

    def _bind_sent(self, step):
        today, tries = self.attempt(step), step.file.tries or []
        # Today's content cannot be what arrived, unless there never was another one.
        earlier = [attempt for attempt in tries if attempt != today]
        # What nobody wrote down may be anything: then both sides' contents are kept.
        sent = (earlier or tries or [{**today, "checksum": False}])[-1]
        folder = step.parent.search(
            [
                ("backend_id", "=", self.backend_record.id),
                ("external_id", "=", sent["parent"]),
            ]
        )
        step.file.write(
            {
                "status": "synced",
                "base_name": sent["name"],
                "base_remote_name": sent["names"][0],
                "base_checksum": sent["checksum"],
                "base_content_hash": False,
                "base_version": False,
                "folder_id": (folder or step.parent).id,
                "tries": False,
            }
        )


# In a thread


def is_in_place(item, tries):
    """Whether an item still is where, and called what, one of the tries sent it."""
    return any(
        item.parent_id == attempt["parent"] and item.name in attempt["names"]
        for attempt in tries
    )


def was_sent(adapter, item, tries):
    """Whether an item holds the content of one of the tries."""
    if item.is_folder or item.size not in {attempt["size"] for attempt in tries}:
        return False
    checksum = hashlib.sha1(usedforsecurity=False)
    with closing(adapter.open(item.external_id)) as stream:
        for chunk in stream.chunks:
            checksum.update(chunk)
    sent = {(attempt["size"], attempt["checksum"]) for attempt in tries}
    return (item.size, checksum.hexdigest()) in sent
