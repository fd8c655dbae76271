# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResUsers(models.Model):
    """Who may decide about what belongs to all companies at once."""

    _inherit = "res.users"

    def _is_in_all_companies(self):
        """:return: whether the user may enter each company of the database

        A backend without a company serves all of them: only such users see its raw
        rows, and decide about it.
        """
        self.ensure_one()
        companies = self.env["res.company"].sudo()
        mine = self.sudo().company_ids.ids
        return not companies.search_count([("id", "not in", mine)], limit=1)
