# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From the Python that a script was started with to the one that has the packages."""

import os
import sys
from pathlib import Path

from machine import CHECKOUT
from machine.odoo_source import find_odoo
from machine.python_env import odoo_env


def run_in_odoo_python():
    """Go on in Odoo's environment; make that first when it is missing.

    Returns at once when the script runs there already, else it starts the script again.

    :raises Problem: something cannot be installed
    """
    env = odoo_env(find_odoo())
    if Path(sys.prefix).resolve() != env.home.resolve():
        sys.stdout.flush()
        os.execv(env.python, [str(env.python), *sys.argv])
    # The emulator is a package of the tests.
    sys.path.insert(0, str(CHECKOUT / "tests"))
