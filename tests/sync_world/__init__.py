# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo, a cloud, and an engine between them, small enough for thousands of runs.

Nothing here knows the real engine; the only code of it that runs is
:func:`sync.decide.decide` and :meth:`sync.states.Decision.next_effect`.  The engine of
this world keeps the promises that the decisions rely on, so that a property which fails
tells of a wrong decision.
"""

from .cloud import Cloud
from .engine import Engine
from .local import Local
from .people import People

__all__ = ["Cloud", "Engine", "Local", "People"]
