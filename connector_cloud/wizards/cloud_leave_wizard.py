# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import csv
import io

from odoo import api, fields, models
from odoo.fields import Domain


class CloudLeaveWizard(models.TransientModel):
    """Ask what becomes of the files of an account that is gone for good."""

    _name = "cloud.leave.wizard"
    _inherit = "cloud.place.figures"
    _description = "Leave an Account"

    choice = fields.Selection(
        [
            ("keep", "Keep the files as links"),
            ("connect", "Connect another account that sees the folder"),
            ("restore", "Bring back what can still be read"),
            ("give_up", "Delete the files that are only there"),
        ],
        "What to Do",
        required=True,
        default="keep",
    )
    names = fields.Binary("List of the Files", compute="_compute_names")
    names_filename = fields.Char(compute="_compute_names")

    @api.model
    def _open(self, backend):
        """:return: the action that asks about a backend's files"""
        wizard = self.create({"backend_id": backend.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Leave This Account"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _word(self):
        return self.env._("DELETE %s FILES", self.away_count)

    def _present_domain(self):
        # What was left earlier is to be decided about as well.
        return Domain("backend_id", "=", self.backend_id.id) & Domain(
            "odoo_id", "!=", False
        )

    # The names, to be kept before anything is given up

    def _compute_names(self):
        self._check_backend()
        for wizard in self:
            wizard.names = base64.b64encode(wizard._name_list().encode())
            wizard.names_filename = self.env._(
                "Files of %s.csv", wizard.backend_id.name
            )

    def _name_list(self):
        """:return: CSV text of all files that have no content in Odoo"""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(
            [
                self.env._("Name"),
                self.env._("Folder"),
                self.env._("Model"),
                self.env._("Record ID"),
                self.env._("Bytes"),
                self.env._("Address"),
            ]
        )
        for file in self._away_files():
            attachment = file.odoo_id
            values = (
                attachment.name,
                file.folder_id._hold_name(),
                attachment.res_model,
                attachment.res_id,
                int(file.size),
                file.web_url or "",
            )
            writer.writerow([_harmless(value) for value in values])
        return text.getvalue()

    def _away_files(self):
        files = self.env["cloud.file"].sudo().search(self._away_domain(), order="id")
        # Whatever a row says: what has content in Odoo is never given up.
        return files.filtered(
            lambda f: not (f.odoo_id.store_fname or f.odoo_id.db_datas)
        )

    # Buttons

    def action_confirm(self):
        self.ensure_one()
        self.backend_id._check_leaver()
        result = getattr(self, f"_do_{self.choice}")()
        return result or {"type": "ir.actions.client", "tag": "soft_reload"}

    def _do_keep(self):
        self.backend_id._leave_place()

    def _do_connect(self):
        return self.backend_id.action_connect()

    def _do_restore(self):
        self.backend_id._restore_reachable()

    def _do_give_up(self):
        """Delete the attachments whose only content is there; their names stay."""
        self._check_word()
        files, place = self._away_files(), self.backend_id.sudo().place_id
        names, filename = self.names, self.names_filename
        count = len(files)
        attachments = files.odoo_id
        # Nothing in the former place is touched: without a row nobody would.
        files.unlink()
        attachments.with_context(connector_no_export=True).unlink()
        self.backend_id._leave_place()
        place.write({"given_up": names, "given_up_filename": filename})
        message = self.env._("%s files were given up.", count)
        self.backend_id._log_one("warning", "unlink", message)


def _harmless(value):
    """A name that begins like a formula is none where a table is opened."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
