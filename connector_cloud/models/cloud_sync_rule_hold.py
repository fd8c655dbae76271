# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import SQL


class CloudSyncRule(models.Model):
    _inherit = "cloud.sync.rule"

    def _recheck(self, model_names):
        """Folders that a person left where they are may be meant to move now."""
        result = super()._recheck(model_names)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE cloud_folder f SET hold_id = NULL, approved = NULL
                FROM cloud_hold h
                WHERE h.id = f.hold_id AND h.reason = 'many_moves'
                  AND f.res_model = ANY(%s)
                """,
                list(model_names),
            )
        )
        self.env["cloud.folder"].invalidate_model(["hold_id", "approved"])
        waiting = (
            self.env["cloud.hold"]
            .sudo()
            .search([("reason", "=", "many_moves"), ("state", "=", "waiting")])
        )
        waiting._settle_empty()
        # What the rules say now is done at once.
        backends = self.env["cloud.backend"]._backends_by_model()
        ids = set().union(*(backends.get(name, ()) for name in model_names))
        self.env["cloud.backend"].browse(ids)._sync_soon()
        return result
