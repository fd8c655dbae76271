# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo and the emulated clouds together: what demo, bench and e2e tests share.

Apart from :mod:`.python`, the modules need the packages of Odoo's environment.
"""
