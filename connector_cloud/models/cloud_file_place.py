# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class CloudFile(models.Model):
    """A file that stayed behind in a place which its backend has left.

    Its content is read as ever, as long as the connected account sees it, and no sync
    touches it until it is found in the tree again.
    """

    _inherit = "cloud.file"

    status = fields.Selection(
        selection_add=[("left", "In a Former Place")], ondelete={"left": "set default"}
    )
    place_id = fields.Many2one(
        "cloud.place",
        "Former Place",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    def _come_back(self, folder=None):
        """It is in the tree again.

        :param folder: ``cloud.folder`` that it lies in; None: as before
        """
        values = {"status": "synced", "place_id": False}
        self.write({**values, "folder_id": folder.id} if folder else values)

    def _where(self):
        """:return: a sentence that says where a file is that stayed behind"""
        self.ensure_one()
        return self.env._(
            "%(name)s is in %(place)s, which the connected account does not see: "
            "%(address)s",
            name=self.base_name,
            place=self.place_id.display_name or self.env._("a former place"),
            address=self.web_url or "",
        )
