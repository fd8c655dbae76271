# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class CloudFolder(models.Model):
    _inherit = "cloud.folder"

    has_leftovers = fields.Boolean(
        readonly=True,
        copy=False,
        help="In the cloud it may hold files of ours that no row tells of: they are "
        "taken over before anything is sent",
    )

    def _note_leftovers(self):
        """A file was let go here: should its record be synced again, it is found."""
        for folder in self | self._record_folder():
            if not folder.has_leftovers:
                folder.write({"has_leftovers": True, "checked_at": False})
