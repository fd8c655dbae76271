# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class CloudMemoryDocument(models.Model):
    """A record with an attachment inside, as documents of products have one."""

    _name = "memory.document"
    _inherits = {"ir.attachment": "ir_attachment_id"}
    _description = "Document (test)"

    ir_attachment_id = fields.Many2one(
        "ir.attachment", required=True, ondelete="cascade"
    )
