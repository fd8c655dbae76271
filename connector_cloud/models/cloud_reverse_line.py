# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..cloud_link import open_in_cloud


class CloudReverseLine(models.Model):
    """A file of which a homecoming has something to tell."""

    _name = "cloud.reverse.line"
    _inherit = "cloud.document.row"
    _description = "Homecoming Detail"
    _order = "care desc, reason, id"
    _shown = {
        "name": "raw_name",
        "record_name": "raw_record_name",
        "web_url": "raw_web_url",
        "message": "raw_message",
    }

    report_id = fields.Many2one(
        "cloud.reverse.report",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    backend_id = fields.Many2one(related="report_id.backend_id")
    reason = fields.Selection(
        [
            ("native", "Cannot Be Converted"),
            ("gone", "Gone in the Cloud"),
            ("damaged", "Arrived Damaged"),
            ("failed", "Could Not Be Fetched"),
            ("both", "Edited on Both Sides"),
            ("converted", "Converted"),
        ],
        "What Happened",
        required=True,
        readonly=True,
    )
    care = fields.Boolean(
        "Needs Care",
        compute="_compute_care",
        store=True,
        help="Odoo could not settle this by itself",
    )
    away = fields.Boolean(
        "Still Away",
        compute="_compute_care",
        store=True,
        help="Odoo holds a link to it, and no content",
    )
    raw_name = fields.Char(groups=fields.NO_ACCESS)
    name = fields.Char("File", compute="_compute_shown", search="_search_name")
    # Whoever reads a link is told what it leads to is called.
    attachment_id = fields.Many2one(
        "ir.attachment",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        groups=fields.NO_ACCESS,
    )
    file_id = fields.Many2one(
        "cloud.file",
        "Binding",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        groups=fields.NO_ACCESS,
    )
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Record ID", model_field="res_model", readonly=True
    )
    raw_record_name = fields.Char(groups=fields.NO_ACCESS)
    record_name = fields.Char(
        "Document",
        compute="_compute_shown",
        search="_search_record_name",
        help="As it was called then",
    )
    raw_web_url = fields.Char(groups=fields.NO_ACCESS)
    web_url = fields.Char("Cloud Link", compute="_compute_shown")
    size = fields.Float("Bytes", digits=(20, 0), readonly=True)
    raw_message = fields.Text(groups=fields.NO_ACCESS)
    message = fields.Text("Note", compute="_compute_shown", search="_search_message")

    @api.depends("reason")
    def _compute_care(self):
        for line in self:
            line.care = line.reason != "converted"
            line.away = line.reason not in ("converted", "both")

    def _document(self):
        # Of a file that lies in no record's folder, the attachment knows.
        row = self if self.res_id else self.attachment_id
        return row.res_model, row.res_id

    def action_open_in_cloud(self):
        self._check_readable()
        self.ensure_one()
        return open_in_cloud(self.env, self.web_url)
