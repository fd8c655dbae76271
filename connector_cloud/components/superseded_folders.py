# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager

from odoo.addons.component.core import Component

from ..exceptions import AlreadyExists, BackendUnavailable, CloudError, message_of
from ..session_lock import session_locks
from ..sync.naming import told_apart


class SupersededFolders(Component):
    """Take back a folder of ours that was lost, made again, and now left the bin.

    What is in it goes to the folder that took its place, the empty rest into the bin.
    Where none took its place yet, it is that folder again.
    """

    _name = "cloud.superseded.folders"
    _inherit = "cloud.base"
    _usage = "superseded.folders"

    def take_back(self, superseded, item):
        """
        :param superseded: ``cloud.superseded.folder`` whose folder's record is locked
        :param item: its RemoteItem, None for what is gone for good
        :return: whether nothing is left to do now
        """
        if item is None or item.binned:
            return True
        with self._alone(superseded.folder_id) as alone:
            return alone and self._take_back(superseded, item, superseded.folder_id)

    @contextmanager
    def _alone(self, place):
        """The folders above those of records are nobody's but the structure's."""
        keys = []
        if place.kind in ("root", "rule"):
            keys = [self.backend_record._structure_key()]
        with session_locks(self.env.cr, keys) as locked:
            self.backend_record._commit()
            yield len(locked) == len(keys)

    def _take_back(self, superseded, item, place):
        if place.external_id:
            return place.status == "synced" and self._merge(superseded, item, place)
        folders = self.component(usage="backward.folders")
        inside = folders.inside(item)
        superseded.unlink()
        self.binder_for("cloud.folder").bind_item(
            place, item, base_name=place.name, base_parent_id=place.parent_id.id
        )
        self.work.run.log_in(place, "restore", place.name, folder_id=place.id)
        folders.look_at(inside, place)
        return folders.put_right(place, item)

    def _merge(self, superseded, item, place):
        pages = self.adapter.children(item.external_id)
        children = [child for page in pages for child in page]
        inner = self._superseded(child.external_id for child in children)
        others = [child for child in children if child.external_id not in inner]
        arrived = self._move(others, superseded, place)
        self._look_at(inner | arrived)
        if len(arrived) < len(others):
            return False
        if not inner:
            self.adapter.bin(item.external_id)
            # The superseded folder around it may be empty now.
            self._look_at(self._superseded([item.parent_id]))
        return True

    def _move(self, items, superseded, place):
        """:return: set of the identifiers of the items that are in ``place`` now"""
        arrived = set()
        tasks = ((item, self._move_call(item, superseded, place)) for item in items)
        for item, _moved, error in self.work.transfer_pool.run(tasks):
            self.backend_record._commit()
            values = {}
            unavailable = isinstance(error, BackendUnavailable)
            if isinstance(error, CloudError) and not unavailable:
                values = {"level": "error", "message": message_of(self.env, error)}
            elif error:
                raise error
            else:
                arrived.add(item.external_id)
            self.work.run.log_in(place, "restore", item.name, **values)
            self.work.run.flush()
        return arrived

    def _move_call(self, item, superseded, place):
        adapter, external_id, parent_id = (
            self.adapter,
            item.external_id,
            place.external_id,
        )
        apart = told_apart(item.name, superseded.id, adapter.limits, item.is_folder)

        def call():
            try:
                return adapter.move(external_id, item.name, parent_id)
            except AlreadyExists:
                return adapter.move(external_id, apart, parent_id)

        return call

    def _superseded(self, external_ids):
        """:return: set of those identifiers that superseded folders of ours have"""
        rows = self.env["cloud.superseded.folder"]._of(
            self.backend_record, external_ids
        )
        return set(rows.mapped("external_id"))

    def _look_at(self, external_ids):
        self.env["cloud.observation"]._note(self.backend_record, external_ids)
