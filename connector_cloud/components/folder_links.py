# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.component.core import Component

from ..exceptions import BackendUnavailable, CloudError, message_of


class FolderLinks(Component):
    """Show the folders that people made in the cloud among the attachments.

    A record shows those that lie directly in its own folder (seed 003, "Files Sync" 1).
    A link is but a sign: what is in the folder are attachments of their own.
    """

    _name = "cloud.folder.links"
    _inherit = "cloud.base"
    _usage = "folder.links"

    def show(self, folder):
        """Make the link of a folder, or let it say where and what the folder is now.

        :param folder: ``cloud.folder`` of kind sub
        """
        if not folder.is_linked or folder.status != "synced":
            return
        link = folder.link_id.with_context(connector_no_export=True)
        if folder.parent_id.kind != "record":
            link.unlink()
            return
        values = self.component(usage="import.mapper").folder_link_values(folder)
        if not link:
            folder.link_id = link.create({"type": "url", **values})
            return
        changed = {
            name: value
            for name, value in values.items()
            if link._fields[name].convert_to_write(link[name], link) != value
        }
        if changed:
            link.write(changed)

    def follow(self, places):
        """Do to folders what people did to their links in Odoo.

        :param places: ``cloud.folder`` of kind record, present in the cloud
        """
        folders = places.search(
            [
                ("parent_id", "in", places.ids),
                ("kind", "=", "sub"),
                ("is_linked", "=", True),
                ("status", "=", "synced"),
            ]
        )
        for folder in folders:
            link = folder.link_id
            if link and link.name != folder.name:
                folder.name = link.name
            elif link or not self._bin_if_empty(folder):
                self.show(folder)
        self.backend_record._commit()

    def _bin_if_empty(self, folder):
        """Nobody who removes a link means to delete files that it does not name.

        :return: whether the folder is gone
        """
        below = folder.search_count([("parent_id", "=", folder.id)], limit=1)
        if below or folder.file_ids:
            return False
        try:
            if any(self.adapter.children(folder.external_id)):
                return False
            self.adapter.bin(folder.external_id)
        except BackendUnavailable:
            raise
        except CloudError as error:
            self._log(folder, level="error", message=message_of(self.env, error))
            return False
        self._log(folder)
        folder.unlink()
        return True

    def _log(self, folder, **values):
        self.work.run.log_in(folder, "bin_folder", folder.name, **values)
