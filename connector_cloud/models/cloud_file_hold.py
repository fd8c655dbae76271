# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class CloudFile(models.Model):
    """A file that was deleted in Odoo, and waits in the cloud for a person's word."""

    _inherit = "cloud.file"

    _deleted_idx = models.Index("(backend_id) WHERE odoo_id IS NULL")

    def _hold_name(self):
        """:return: the path below the root folder, as people know it"""
        self.ensure_one()
        return f"{self.folder_id._hold_name()} / {self.base_name}"
