# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError


class IrModuleModule(models.Model):
    """What contents in a cloud are read with is not uninstalled while there are any."""

    _inherit = "ir.module.module"

    def button_uninstall(self):
        result = super().button_uninstall()
        # Those that depend on them are marked by now as well.
        self.search([("state", "=", "to remove")])._check_no_content_is_away()
        return result

    def _check_no_content_is_away(self):
        """:raise UserError: a provider that holds contents would go with its addon"""
        data = self.env["ir.model.data"].sudo()
        selection = data.search(
            [
                ("module", "in", self.mapped("name")),
                ("model", "=", "ir.model.fields.selection"),
            ]
        )
        providers = (
            self.env["ir.model.fields.selection"]
            .sudo()
            .search(
                [
                    ("id", "in", selection.mapped("res_id")),
                    ("field_id.model", "=", "cloud.backend"),
                    ("field_id.name", "=", "provider"),
                ]
            )
        )
        count = (
            self.env["cloud.file"]
            .sudo()
            .search_count(
                [
                    ("backend_id.provider", "in", providers.mapped("value")),
                    ("odoo_id", "!=", False),
                    ("released", "=", True),
                    ("native", "=", False),
                ]
            )
        )
        if count:
            raise UserError(
                self.env._(
                    "The contents of %s attachments are only in the cloud, and could "
                    "not be read any more. Restore them to Odoo first: open each "
                    "backend, press Bring Everything Home, and wait for its report.",
                    count,
                )
            )
