# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""PostgreSQL's own programs on the server."""

from odoo.tools.misc import find_pg_tool

from .upgrade_api import UpgradeError


def pg_tool(env, name):
    """Find a program of PostgreSQL.

    :param name: such as ``pg_dump``
    :return: its path
    :raises UpgradeError: it is not there
    """
    try:
        return find_pg_tool(name)
    except Exception as error:  # Odoo raises a bare Exception for a missing tool
        raise UpgradeError(env._("Install %s on the server.", name)) from error
