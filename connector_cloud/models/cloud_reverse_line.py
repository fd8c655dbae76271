# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class CloudReverseLine(models.Model):
    """A file of which a homecoming has something to tell."""

    _name = "cloud.reverse.line"
    _description = "Homecoming Detail"
    _order = "care desc, reason, id"

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
    name = fields.Char("File", readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", index="btree_not_null", ondelete="set null", readonly=True
    )
    file_id = fields.Many2one(
        "cloud.file",
        "Binding",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Record ID", model_field="res_model", readonly=True
    )
    record_name = fields.Char("Document", compute="_compute_record_name")
    web_url = fields.Char("Cloud Link", readonly=True)
    size = fields.Float("Bytes", digits=(20, 0), readonly=True)
    message = fields.Text("Note", readonly=True)

    @api.depends("reason")
    def _compute_care(self):
        for line in self:
            line.care = line.reason != "converted"
            line.away = line.reason not in ("converted", "both")

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        for line in self:
            line.record_name = line._record().sudo().display_name

    def _record(self):
        if self.res_model not in self.env:
            return self.browse()
        return self.env[self.res_model].browse(self.res_id or ()).exists()

    def action_open_record(self):
        self.ensure_one()
        record = self._record()
        if not record:
            raise UserError(self.env._("The document does not exist any more."))
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_in_cloud(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.web_url, "target": "new"}
