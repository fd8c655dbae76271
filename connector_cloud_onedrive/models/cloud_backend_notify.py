# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import models


class CloudBackend(models.Model):
    _inherit = "cloud.backend"

    def _notification_echo(self, query):
        if self.provider != "onedrive":
            return super()._notification_echo(query)
        return query.get("validationToken")

    def _notification_secrets(self, headers, body):
        if self.provider != "onedrive":
            return super()._notification_secrets(headers, body)
        try:
            entries = json.loads(body)["value"]
            states = [entry.get("clientState") for entry in entries]
        # Whatever a stranger may send.
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            return []
        return [state for state in states if isinstance(state, str)]
