# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.component.core import Component

from ..sync.naming import legal_name, name_key, told_apart
from ..sync.path_room import in_path


class FileNamer(Component):
    """Give files names that their cloud accepts, and tell twins apart where it must.

    Who has a name keeps it: a twin that comes later gets its attachment's id behind
    the name.
    """

    _name = "cloud.file.namer"
    _inherit = "cloud.base"
    _usage = "file.namer"

    def name(self, attachment, file, parent):
        """
        :param attachment: ``ir.attachment``
        :param file: ``cloud.file``, empty for a new attachment
        :param parent: the ``cloud.folder`` where Odoo wants it
        :return: the name in the cloud
        """
        limits = self.adapter.limits
        if limits.path_length is not None:
            limits = in_path(limits, parent._path_length())
        legal = legal_name(attachment._cloud_name(), limits)
        if limits.duplicates or self._has_its_name(attachment, file, parent):
            return legal
        taken = self._taken(parent, limits)
        if taken.setdefault(name_key(legal, limits), attachment.id) != attachment.id:
            legal = told_apart(legal, attachment.id, limits)
            taken.setdefault(name_key(legal, limits), attachment.id)
        return legal

    def _has_its_name(self, attachment, file, parent):
        unchanged = (file.base_name, file.folder_id) == (attachment.name, parent)
        return file.status == "synced" and unchanged

    def _taken(self, parent, limits):
        """:return: dict name key -> id of the attachment that has it, or None"""
        known = self.work.cache.taken_file_names
        if parent.id not in known:
            files = parent.file_ids.filtered("base_remote_name")
            folders = parent.search(
                [("parent_id", "=", parent.id), ("kind", "=", "sub")]
            )
            known[parent.id] = {
                name_key(file.base_remote_name, limits): file.odoo_id.id
                for file in files
            } | {
                name_key(folder.base_remote_name or folder.name, limits): None
                for folder in folders
            }
        return known[parent.id]
