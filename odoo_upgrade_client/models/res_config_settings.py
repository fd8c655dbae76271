# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
import shutil
import subprocess
from pathlib import Path

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import human_size

from .. import server_config
from ..pg_tools import pg_tool
from ..upgrade_api import DEFAULT_URL, Credentials, Refused, UpgradeError
from ..upgrade_api.gate import Gate

PREFIX = "odoo_upgrade_client."


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    upgrade_base_url = fields.Char(
        "Upgrade Platform",
        config_parameter=PREFIX + "base_url",
        default=DEFAULT_URL,
        help="Address of the upgrade API; it has to begin with https://",
    )
    upgrade_ca_bundle = fields.Char(
        "Certificate Authorities",
        config_parameter=PREFIX + "ca_bundle",
        help="PEM file on the server, where a proxy has certificates of its own",
    )
    upgrade_poll_seconds = fields.Integer(
        "First Question After",
        config_parameter=PREFIX + "poll_seconds",
        default=30,
        help="Seconds until the status is asked again. The pauses grow to a quarter of"
        " an hour, and to four hours while people test.",
    )
    upgrade_connect_timeout = fields.Integer(
        "Connection Timeout", config_parameter=PREFIX + "connect_timeout", default=30
    )
    upgrade_read_timeout = fields.Integer(
        "Answer Timeout", config_parameter=PREFIX + "read_timeout", default=600
    )

    def _check_system(self):
        """:raises AccessError: also without any record, which no rule would ask"""
        if not self.env.is_system():
            raise AccessError(
                self.env._("The settings are for system administrators only.")
            )

    def set_values(self):
        self._check_system()
        for settings in self:
            settings._check_upgrade_values()
        return super().set_values()

    def _check_upgrade_values(self):
        """:raises UserError: with what to do"""
        try:
            Gate(self.upgrade_base_url or DEFAULT_URL)
        except UpgradeError as error:
            raise UserError(str(error)) from error
        bundle = self.upgrade_ca_bundle
        if bundle and not Path(bundle).is_file():
            raise UserError(self.env._("There is no file %s.", bundle))
        seconds = (
            self.upgrade_poll_seconds,
            self.upgrade_connect_timeout,
            self.upgrade_read_timeout,
        )
        if min(seconds) < 0:
            raise UserError(self.env._("Seconds cannot be less than zero."))

    def action_upgrade_check(self):
        """Tell whether everything that an upgrade needs is here."""
        self._check_system()
        lines = [
            self._check_platform(),
            self._check_pg_dump(),
            self._check_space(),
        ]
        good = all(line[0] for line in lines)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if good else "danger",
                "title": self.env._("Ready to upgrade")
                if good
                else self.env._("Something is missing"),
                "message": " ".join(line[1] for line in lines),
                "sticky": not good,
            },
        }

    def _check_platform(self):
        """The platform has to refuse, in its own form, a request that is not there."""
        try:
            self.env["upgrade.request"]._client().status(Credentials(0, "check"))
        except UpgradeError as error:
            if not (isinstance(error, Refused) and error.by_api):
                return False, str(error)
        return True, self.env._("The platform answers.")

    def _check_pg_dump(self):
        """pg_dump must not be older than the server."""
        try:
            command = [pg_tool(self.env, "pg_dump"), "--version"]
        except UpgradeError as error:
            return False, str(error)
        output = subprocess.check_output(command, text=True)
        tool = int(re.search(r"\d+", output)[0])
        server = self.env.cr._cnx.server_version // 10000
        if tool < server:
            return False, self.env._(
                "pg_dump is of version %(tool)s, PostgreSQL of %(server)s: install the"
                " client of that version.",
                tool=tool,
                server=server,
            )
        return True, self.env._("pg_dump is there.")

    def _check_space(self):
        folder = server_config.work_dir()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        free = shutil.disk_usage(folder).free
        self.env.cr.execute("SELECT pg_database_size(current_database())")
        needed = self.env.cr.fetchone()[0]
        text = self.env._(
            "%(free)s are free, the database has %(needed)s.",
            free=human_size(free),
            needed=human_size(needed),
        )
        return free > needed, text
