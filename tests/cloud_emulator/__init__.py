# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Local emulator of the clouds the connectors talk to.

``Emulator`` runs it as a process, ``Control`` steers a running one; see README.rst.
"""

from .control import Control, ControlError
from .process import Emulator, EmulatorError

__all__ = ["Control", "ControlError", "Emulator", "EmulatorError"]
