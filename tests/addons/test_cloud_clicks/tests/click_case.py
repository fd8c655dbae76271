# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import logging
from contextlib import contextmanager

from odoo.tests import HttpCase, new_test_user

from odoo.addons.connector_cloud.tests.common import CloudCase

READY = "odoo.isReady === true"
MARK = "click:"


class _Said(logging.Handler):
    """Keep what the page says with our mark."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        for line in record.getMessage().splitlines():
            if line.startswith(MARK):
                self.lines.append(line.removeprefix(MARK).split("|"))


class ClickCase(CloudCase, HttpCase):
    """Users, each of whom has their login as password, and a browser that clicks."""

    USERS = {
        "click_manager": "connector_cloud.group_cloud_manager,"
        "odoo_upgrade_client.group_upgrade_manager,base.group_partner_manager",
        "click_user": "connector_cloud.group_cloud_user,"
        "odoo_upgrade_client.group_upgrade_user,base.group_partner_manager",
        "click_plain": "base.group_user,base.group_partner_manager",
        "click_portal": "base.group_portal",
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login, groups in cls.USERS.items():
            new_test_user(
                cls.env,
                login,
                groups,
                email=f"{login}@example.com",
                context={"no_reset_password": True},
            )

    @contextmanager
    def _listening(self):
        """:return: context manager over the list of what the page says meanwhile"""
        said = _Said()
        logger = self._logger.getChild("browser")
        logger.addHandler(said)
        try:
            yield said.lines
        finally:
            logger.removeHandler(said)

    def _browse(self, login, path, code, ready=READY, **options):
        """Run code in a page; an error on its console fails the test.

        :return: list of what the code said with our mark
        """
        with self._listening() as lines:
            self.browser_js(path, code, ready, login=login, timeout=600, **options)
        return lines

    def _click_views(self, login, views):
        """:param views: list of dicts for ``doAction``"""
        module = "odoo.loader.modules.get('@test_cloud_clicks/../tests/click_buttons')"
        return self._browse(
            login,
            "/odoo",
            f"{module}.clickButtons({json.dumps(views)})",
            success_signal="buttons clicked",
        )

    def _click_app(self, login, menu):
        """Let Odoo's own click bot open the menus, views and filters of an app."""
        module = "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader')"
        return self._browse(
            login,
            "/odoo",
            f"{module}.startClickEverywhere('{menu}')",
            success_signal="clickbot test succeeded",
        )
