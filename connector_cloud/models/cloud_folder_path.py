# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class CloudFolder(models.Model):
    _inherit = "cloud.folder"

    def _path_length(self):
        """:return: characters of the path in the cloud, with a slash behind each name

        It is 0 for no folder.
        """
        ids = [int(part) for part in (self.parent_path or "").split("/") if part]
        return sum(len(f.base_remote_name or f.name) + 1 for f in self.browse(ids))
