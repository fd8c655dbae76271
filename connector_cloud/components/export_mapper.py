# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.component.core import Component

from ..sync.naming import folder_name
from ..sync.path_room import BELOW, in_path
from ..sync.states import BaseState, LocalState


class CloudExportMapper(Component):
    """From Odoo's rows to the states that :func:`..sync.decide.decide` compares."""

    _name = "cloud.export.mapper"
    _inherit = ["base.mapper", "cloud.base"]
    _usage = "export.mapper"

    def folder_limits(self, parent):
        """:return: what the provider demands of the folders in ``parent``"""
        limits = self.adapter.limits
        if limits.path_length is None:
            return limits
        return in_path(limits, parent._path_length(), BELOW)

    def folder_states(self, folder):
        """:return: (local, base) of a ``cloud.folder``; no base before its birth"""
        limits = self.folder_limits(folder.parent_id)
        local = LocalState(
            folder.name, folder_name(folder.name, limits), folder.parent_id.id
        )
        if folder.status != "synced":
            return local, None
        base = BaseState(
            folder.base_name, folder.base_remote_name, folder.base_parent_id.id
        )
        return local, base

    def file_states(self, attachment, file, parent):
        """
        :param attachment: ``ir.attachment``, empty when it was deleted
        :param file: ``cloud.file``, empty for a new attachment
        :param parent: the ``cloud.folder`` where Odoo wants it
        :return: (local, base), each of them possibly None
        """
        local = base = None
        if attachment:
            local = LocalState(
                attachment.name,
                self.component(usage="file.namer").name(attachment, file, parent),
                parent.id,
                attachment.checksum or None,
            )
        if file and file.status == "synced":
            base = BaseState(
                file.base_name,
                file.base_remote_name,
                file.folder_id.id,
                file.base_checksum or None,
                file.base_content_hash or None,
                native=file.native,
            )
        return local, base
