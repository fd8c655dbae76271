# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import sys

from odoo.cli import Command

from odoo.addons.odoo_upgrade_client.upgrade_api.command import main


class UpgradeRequest(Command):
    """Upgrade a database dump on upgrade.odoo.com, step by step."""

    name = "upgrade_request"

    def run(self, args):
        sys.exit(main(args, prog=self.prog))
