# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..cloud import MemoryCloud


class CloudBackend(models.Model):
    _inherit = "cloud.backend"

    provider = fields.Selection(
        selection_add=[("memory", "Memory")], ondelete={"memory": "cascade"}
    )

    def _memory_cloud(self):
        """The cloud behind a backend of the provider ``memory``.

        Backends with the same ``endpoint_url`` share one account, as a restored copy
        of a database shares it with the original; without one each has its own.

        :return: the :class:`MemoryCloud` that tests may inspect, edit and disturb
        """
        self.ensure_one()
        return MemoryCloud.at(self.sudo().endpoint_url or f"memory:{self.uuid}")

    def _notification_echo(self, query):
        if self.provider != "memory":
            return super()._notification_echo(query)
        return query.get("echo")

    def _notification_secrets(self, headers, body):
        if self.provider != "memory":
            return super()._notification_secrets(headers, body)
        return [headers.get("X-Memory-Secret", "")]

    def _action_connect(self):
        """Connect at once: there is nobody to ask for consent."""
        if self.provider != "memory":
            return super()._action_connect()
        with self._adapter() as adapter:
            return self._mark_connected(adapter.test_connection())
