# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class CloudFolder(models.Model):
    """A sub-folder that is shown among the attachments of its record."""

    _inherit = "cloud.folder"

    is_linked = fields.Boolean(
        "Shown as an Attachment",
        readonly=True,
        copy=False,
        help="Somebody made it in the cloud: when it lies directly in the folder of a "
        "record, the record has a link to it",
    )
    link_id = fields.Many2one(
        "ir.attachment",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    def unlink(self):
        """Links go with their folders, and with those that hold them."""
        links = self.sudo().search([("id", "child_of", self.ids)]).link_id
        result = super().unlink()
        links.with_context(connector_no_export=True).unlink()
        return result
