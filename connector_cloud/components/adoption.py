# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import suppress
from functools import partial

from odoo.addons.component.core import Component

from ..exceptions import CloudError, NotFound


class Adoption(Component):
    """Take over the folders that an earlier connection, or a killed run, left.

    Our tags tell what is whose: they name the backend, the rule, the record and the
    attachment, and so outlive the rows.  A cloud without tags has unique names: there
    a folder is a record's own when a file of that record is in it, by its name and
    content.  What a killed run of ours made there has the name that was noted before.
    """

    _name = "cloud.adoption"
    _inherit = "cloud.base"
    _usage = "adoption"

    def adopt(self, folders):
        """Bind folders that are not made yet to those that are there.

        :param folders: ``cloud.folder``
        :return: dict ``cloud.folder`` -> RemoteItem of those that were found
        """
        adopted = {}
        roots = folders.filtered(lambda f: f.kind == "root" and not f.external_id)
        for root in roots:
            if item := self._former_root(root):
                self.component(usage="ownership").check(item)
                self._bind(root, item)
                adopted[root] = item
        for folder, found, error in self.work.transfer_pool.run(
            self._searches(folders - roots)
        ):
            self.backend_record._commit()
            if error:
                raise error
            item = next((i for i in found if self._is_free(folder, i)), None)
            if item:
                self._bind(folder, item)
                adopted[folder] = item
        return adopted

    def recognizes(self, folder, item):
        """Whether the item that has our folder's name is the folder that we left.

        :param folder: ``cloud.folder`` that could not be made for that name
        """
        if not self.backend_record.left_at or not self._is_free(folder, item):
            return False
        if folder.kind == "record":
            return self._is_older(folder) and self._holds_files_of(folder, item)
        return folder.kind != "root"

    def settle(self, folder, item):
        """Bind a folder that :meth:`recognizes` told to be ours."""
        self._bind(folder, item)

    def _former_root(self, root):
        """:return: RemoteItem of the root folder that is there already, or None"""
        backend = self.backend_record
        found = self.adapter.find_by_tag(root._tag())
        if not found and backend.left_root_id:
            items = self.adapter.get_many([backend.left_root_id])
            found = [item for item in items.values() if not item.binned]
        if found and not backend.left_at:
            backend._note_left()
        return found[0] if found else None

    def _searches(self, folders):
        """:return: generator of (folder, call for a thread)"""
        adapter = self.adapter
        for folder in folders:
            if self._may_be_there(folder):
                yield folder, partial(adapter.find_by_tag, folder._tag())
            elif folder.status == "reserved" and not folder.external_id:
                place = folder.base_parent_id.external_id or adapter.root().external_id
                yield folder, partial(self._find_begun, place, folder.base_remote_name)

    def _find_begun(self, parent_id, name):
        """:return: list of the one item that an interrupted run may have made"""
        with suppress(NotFound):
            if item := self.adapter.find_by_name(parent_id, name):
                return [item]
        return []

    def _may_be_there(self, folder):
        """Whether it may have been left: new records have not left any."""
        return (
            self.backend_record.left_at
            and not folder.external_id
            and folder.kind != "sub"
            and self._is_older(folder)
        )

    def _is_older(self, folder):
        if folder.kind != "record":
            return True
        record = self.env[folder.res_model].sudo().browse(folder.res_id)
        created = record.create_date if record._log_access else None
        return not created or created <= self.backend_record.left_at

    def _is_free(self, folder, item):
        domain = [
            ("backend_id", "=", self.backend_record.id),
            ("external_id", "=", item.external_id),
        ]
        others = (folder.search(domain) | self._superseded(item).folder_id) - folder
        return item.is_folder and not others

    def _superseded(self, item):
        """:return: the row that remembers that the item was a folder of ours once"""
        Superseded = self.env["cloud.superseded.folder"]
        return Superseded._of(self.backend_record, [item.external_id])

    def _holds_files_of(self, folder, item):
        matcher = self.component(usage="file.matcher")
        try:
            for page in self.adapter.children(item.external_id):
                if matcher.matches(folder, page):
                    return True
        except CloudError:
            return False
        return False

    def _bind(self, folder, item):
        self._superseded(item).unlink()
        # With the name it has there, what Odoo wants else is seen as a wish to rename.
        self.binder_for("cloud.folder").bind_item(
            folder, item, base_name=item.name, base_parent_id=folder.parent_id.id
        )
        folder.has_leftovers = True
        self.work.run.log(
            "check",
            folder.name,
            message=self.env._("It was in the cloud already."),
            res_model=folder.res_model,
            res_id=folder.res_id,
            folder_id=folder.id,
        )
        self.work.run.flush()
