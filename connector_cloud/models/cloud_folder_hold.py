# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class CloudFolder(models.Model):
    """A folder that waits: the lost root, one to be moved, or a deleted record's."""

    _inherit = "cloud.folder"

    def _hold_name(self):
        """:return: the path below the root folder, as people know it"""
        self.ensure_one()
        ids = [int(part) for part in (self.parent_path or "").split("/") if part]
        return " / ".join(self.browse(ids[1:]).mapped("name")) or self.name
