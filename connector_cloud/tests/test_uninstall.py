# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..hooks import uninstall_hook
from .bound import BoundCase


@tagged("post_install", "-at_install")
class TestUninstall(BoundCase):
    """Nobody loses contents by removing what they are read with."""

    def _module(self, name):
        return self.env["ir.module.module"].search([("name", "=", name)])

    def test_refused_while_contents_are_away(self):
        self._bound()
        # The engine, what it builds on, and the provider alone.
        for name in ("connector_cloud", "connector", "test_connector_cloud"):
            module = self._module(name)
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, "1 attachments"),
                self.env.cr.savepoint(),
            ):
                module.button_uninstall()

    def test_allowed_when_everything_is_at_home(self):
        bound = self._bound()
        bound._cloud_store([b"some content"])
        module = self._module("connector_cloud")
        module.button_uninstall()
        self.assertEqual(module.state, "to remove")

    def test_other_addons_are_not_held_back(self):
        self._bound()
        module = self.env["ir.module.module"].create(
            {"name": "other_addon", "state": "installed"}
        )
        module.button_uninstall()
        self.assertEqual(module.state, "to remove")

    def test_whoever_forces_it_finds_links(self):
        bound = self._bound()
        local = self._attach(self.partner, "local.txt", b"local")
        address = bound.cloud_file_id.web_url
        uninstall_hook(self.env)
        self.assertEqual((bound.type, bound.url), ("url", address))
        self.assertEqual((local.type, local.raw), ("binary", b"local"))
