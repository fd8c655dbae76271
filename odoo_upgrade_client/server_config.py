# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What only the person who runs the server may allow, in Odoo's configuration file.

::

    [upgrade_client]
    dump_paths = /srv/dumps,/srv/more   ; folders whose files may be sent
    allow_restore = True                ; new databases may be made
    work_dir = /srv/upgrade             ; where dumps are kept
"""

from configparser import ConfigParser
from pathlib import Path

from odoo.tools import config

SECTION = "upgrade_client"


def _options():
    parser = ConfigParser(interpolation=None, inline_comment_prefixes=(";",))
    if config.get("config"):
        parser.read(config["config"])
    return parser[SECTION] if parser.has_section(SECTION) else {}


def dump_paths():
    """:return: resolved folders whose files may be sent as dumps"""
    names = _options().get("dump_paths", "").split(",")
    return [Path(name.strip()).resolve() for name in names if name.strip()]


def restore_allowed():
    """Whether upgraded dumps may be restored into new databases here."""
    value = _options().get("allow_restore", "").strip().lower()
    return value in ("1", "true", "yes", "on")


def work_dir():
    """:return: the folder of dumps that are on their way"""
    configured = _options().get("work_dir", "").strip()
    return Path(configured or Path(config["data_dir"]) / "upgrade_client")


def serves_long_jobs():
    """:return: seconds a job may take (``limit_time_real``), None without a limit

    Without workers too: Odoo ends a request by restarting the whole server then.
    """
    limit = config["limit_time_real"]
    return limit if limit and limit > 0 else None
