# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class CloudBackend(models.Model):
    _inherit = "cloud.backend"

    def _notification_secrets(self, headers, body):
        if self.provider != "gdrive":
            return super()._notification_secrets(headers, body)
        token = headers.get("X-Goog-Channel-Token")
        return [token] if token else []
