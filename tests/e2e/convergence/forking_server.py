# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo with worker processes, but without the one for web sockets.

Nobody uses it here, and it would be started again and again: Odoo cannot start it when
it runs as ``python -m odoo``.
"""

from odoo.cli.command import main
from odoo.service.server import PreforkServer

PreforkServer.long_polling_spawn = lambda self: None
main()
