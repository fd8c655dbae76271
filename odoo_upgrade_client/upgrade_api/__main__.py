# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""``python -m upgrade_api``, with the folder of the addon on the path."""

import sys

from .command import main

sys.exit(main())
