# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

# What the pages of our tours load.
BUNDLES = {
    "web.__assets_tests_call__",
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_tests",
    "web.assets_web",
}


class IrQweb(models.AbstractModel):
    _inherit = "ir.qweb"

    def _get_bundles_to_pregenarate(self):
        """Before the tests, only make what they load: the others take half a minute."""
        return tuple(
            bundles & BUNDLES for bundles in super()._get_bundles_to_pregenarate()
        )
