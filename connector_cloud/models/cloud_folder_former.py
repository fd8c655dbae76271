# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class CloudFolder(models.Model):
    """The folder that another one was before the cloud lost it.

    It lies in the folder that took its place: should it come back from the cloud's bin,
    what is in it belongs there.
    """

    _inherit = "cloud.folder"

    kind = fields.Selection(
        selection_add=[("former", "Former Folder")], ondelete={"former": "cascade"}
    )

    def _lose(self):
        """Let the folder be made again, and remember which one it was."""
        for folder in self:
            external_id = folder.external_id
            folder.write(
                {"external_id": False, "status": "pending", "base_version": False}
            )
            if external_id:
                # An item can be bound only once.
                folder.flush_recordset(["external_id"])
                folder.create(
                    {
                        "backend_id": folder.backend_id.id,
                        "kind": "former",
                        "status": "lost",
                        "name": folder.name,
                        "parent_id": folder.id,
                        "external_id": external_id,
                    }
                )

    def _record_folder(self):
        place = self.parent_id if self.kind == "former" else self
        return super(CloudFolder, place)._record_folder()
