# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..models.upgrade_request_jobs import STEPS
from ..upgrade_api.archive import kind_of
from .common import PlatformMixin


def _at_once(request, eta=None):
    """Run the step instead of enqueueing it: no job runner looks into a test."""
    getattr(request, f"_job_{STEPS[request.state]}")()


@tagged("post_install", "-at_install", "browser")
class TestTour(PlatformMixin, HttpCase):
    """From a new request to the downloaded dump, as a manager sees it."""

    def test_upgrade(self):
        self.control.set(upgrade_pending_seconds=0, upgrade_processing_seconds=0)
        with patch.object(self.env.registry["upgrade.request"], "_enqueue", _at_once):
            self.start_tour(
                "/odoo/upgrades", "odoo_upgrade_client.upgrade", login="admin"
            )
        request = self.env["upgrade.request"].search([], limit=1)
        self.assertEqual(request.state, "done")
        self.assertEqual(kind_of(request._result_path()), "pgdmp_custom")
        self.assertEqual(request.expected_targets, "17.0, 18.0, 19.0")
