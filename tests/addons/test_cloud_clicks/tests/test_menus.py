# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .click_case import ClickCase

CLOUD = "connector_cloud.menu_cloud_root"
UPGRADES = "odoo_upgrade_client.menu_upgrade_root"


@tagged("post_install", "-at_install", "browser")
class TestMenus(ClickCase):
    """Each menu opens, with each of its views and filters, for whoever sees it."""

    def setUp(self):
        super().setUp()
        self.partner = self._partner("Azure Interior")
        self._attach(self.partner, "offer.pdf")
        self._sync()

    def test_administrator(self):
        self._click_app("admin", CLOUD)
        self._click_app("admin", UPGRADES)

    def test_manager(self):
        self._click_app("click_manager", CLOUD)
        self._click_app("click_manager", UPGRADES)

    def test_user(self):
        self._click_app("click_user", CLOUD)
        self._click_app("click_user", UPGRADES)

    def test_others_see_no_menu(self):
        user = self.env["res.users"].search([("login", "=", "click_plain")])
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False).values()
        self.assertFalse({menu.get("xmlid") for menu in menus} & {CLOUD, UPGRADES})
