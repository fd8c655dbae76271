# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The pure half of the connector: no Odoo, no input or output, only decisions."""
