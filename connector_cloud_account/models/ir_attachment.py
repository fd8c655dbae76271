# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _cloud_leaving_domain(self):
        audited = self.env["account.move"]._search(
            [("company_id.restrictive_audit_trail", "=", True)], bypass_access=True
        )
        return super()._cloud_leaving_domain() & ~(
            Domain("res_model", "=", "account.move") & Domain("res_id", "in", audited)
        )

    @api.ondelete(at_uninstall=True)
    def _except_audit_trail(self):
        """Look at the company first: the content may be a download away."""
        audited = self.filtered(lambda a: a.company_id.restrictive_audit_trail)
        return super(IrAttachment, audited)._except_audit_trail()
