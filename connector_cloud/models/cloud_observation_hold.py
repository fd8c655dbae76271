# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class CloudObservation(models.Model):
    """A deletion in the cloud that waits for a person's word."""

    _inherit = "cloud.observation"

    def _hold_name(self):
        """:return: the path below the root folder, as people know it"""
        self.ensure_one()
        file = self._files()
        return file._hold_name() if file else self.name or self.external_id

    def _files(self):
        """:return: the bound ``cloud.file`` of these items of one backend"""
        return (
            self.env["cloud.file"]
            .sudo()
            .search(
                [
                    ("backend_id", "in", self.backend_id.ids),
                    ("external_id", "in", self.mapped("external_id")),
                ]
            )
        )
