# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import human_size


class CloudReverseWizard(models.TransientModel):
    """Ask whether everything shall come home, and say what that means."""

    _name = "cloud.reverse.wizard"
    _description = "Bring Everything Home"

    backend_id = fields.Many2one("cloud.backend", "Cloud", required=True, readonly=True)
    file_count = fields.Integer("Files", compute="_compute_figures")
    fetch_count = fields.Integer("To Download", compute="_compute_figures")
    native_count = fields.Integer("Cloud Documents", compute="_compute_figures")
    size_text = fields.Char("Room Needed", compute="_compute_figures")
    room_text = fields.Char("Room Left", compute="_compute_figures")
    fits = fields.Boolean(compute="_compute_figures")

    @api.depends("backend_id")
    def _compute_figures(self):
        File = self.env["cloud.file"].sudo()
        for wizard in self:
            backend = wizard.backend_id
            kept = Domain("backend_id", "=", backend.id) & Domain(
                "odoo_id", "!=", False
            )
            native = kept & Domain("native", "=", True)
            away = kept & Domain("released", "=", True)
            need, room = backend._need_of(kept), backend._room_for_files()
            wizard.file_count = File.search_count(kept)
            wizard.fetch_count = File.search_count(away & ~native)
            wizard.native_count = File.search_count(native)
            wizard.size_text = human_size(need) or self.env._("None")
            wizard.room_text = human_size(room or 0) or self.env._("None")
            if room is None:
                wizard.room_text = self.env._("Files are kept in the database")
            wizard.fits = room is None or need <= room

    def action_confirm(self):
        self.check_access("read")
        self.ensure_one()
        self.backend_id._start_reset()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
