# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A machine to run, test and measure the addons on.

``with ensure_all() as machine`` installs what is missing and starts PostgreSQL; the
:class:`Machine` then makes databases, and an :class:`Odoo` works on one of them.
Nothing but the standard library is needed to import this package.
"""

from .console import Problem, run, say, script, step
from .machine import Machine, ensure_all
from .odoo import Odoo, free_port
from .places import CACHE, CHECKOUT, LOGS, STATE

__all__ = [
    "CACHE",
    "CHECKOUT",
    "LOGS",
    "Machine",
    "Odoo",
    "Problem",
    "STATE",
    "ensure_all",
    "free_port",
    "run",
    "say",
    "script",
    "step",
]
