# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .names_case import LOG, NamesCase


@tagged("post_install", "-at_install", "browser")
class TestSyncLogTour(NamesCase, HttpCase):
    """The Sync Logs, as Cloud Users look at them."""

    def test_lines_open(self):
        ours = self.secret[LOG] | self.open[LOG]
        self.env[LOG].search([("id", "not in", ours.ids)]).unlink()
        self.start_tour(
            "/odoo/cloud-logs", "connector_cloud.sync_log", login=self.user.login
        )
