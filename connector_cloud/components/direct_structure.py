# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.component.core import Component
from odoo.addons.queue_job.exception import RetryableJobError

from ..session_lock import session_locks


class DirectStructure(Component):
    """Give the cloud the fixed part of the tree: the root, and a folder per rule."""

    _name = "cloud.direct.structure"
    _inherit = "cloud.base"
    _usage = "direct.structure"

    def ensure(self):
        """Make or mend the root folder and one folder per rule.

        :raise RetryableJobError: another job is at it
        :raise SyncHeld: what is missing is not made again before a person said so
        """
        backend = self.backend_record
        if not backend._has_work():
            # Nothing is to be kept: an empty folder would only be in the way.
            return
        with session_locks(self.env.cr, [backend._structure_key()]) as locked:
            if not locked:
                raise RetryableJobError(
                    "Another job makes the folders of the models.",
                    seconds=5,
                    ignore_retry=True,
                )
            # What the job before us wrote while we waited for our turn is seen now.
            backend._commit()
            direct_folders = self.component(usage="direct.folders")
            root = self._root(direct_folders)
            items = self.component(usage="guard").check_tree()
            direct_folders.bring(root, items)
            if root.status == "synced":
                if not backend.owner_uuid:
                    self.component(usage="ownership").claim(root.external_id)
                if self.work.run.executes and not backend.place_id:
                    item = self.adapter.get(root.external_id)
                    self.component(usage="place").remember(item)
                direct_folders.bring(self._rule_folders(root), items)

    def _root(self, direct_folders):
        backend = self.backend_record
        Folder = self.env["cloud.folder"].sudo()
        root = Folder.search([("backend_id", "=", backend.id), ("kind", "=", "root")])
        if not root:
            root = Folder.create(
                {
                    "backend_id": backend.id,
                    "kind": "root",
                    "name": backend.root_folder_name,
                }
            )
            backend._commit()
        name = backend.root_folder_name
        if root.name not in (name, direct_folders.other_name(root, name)):
            root.name = name
        return root

    def _rule_folders(self, root):
        Folder = self.env["cloud.folder"].sudo()
        backend = self.backend_record
        rules = backend.rule_ids.filtered(lambda r: r.active and r._serves(backend))
        folders = Folder.search([("rule_id", "in", rules.ids), ("kind", "=", "rule")])
        Folder.create(
            [
                {
                    "backend_id": self.backend_record.id,
                    "kind": "rule",
                    "rule_id": rule.id,
                    "parent_id": root.id,
                    "name": rule.name,
                }
                for rule in rules - folders.rule_id
            ]
        )
        self.backend_record._commit()
        folders = Folder.search([("rule_id", "in", rules.ids), ("kind", "=", "rule")])
        self.component(usage="folder.namer").name_folders(
            {folder: folder.rule_id.name for folder in folders}
        )
        return folders
