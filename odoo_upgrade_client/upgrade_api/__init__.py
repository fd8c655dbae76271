# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Client of the database upgrade API of upgrade.odoo.com, without Odoo.

It follows https://www.odoo.com/documentation/8.0/reference/upgrade_api.html and what
later versions of that page added (SFTP, ``skip_test``).
"""

from .answer import Answer, Failure
from .client import DEFAULT_URL, Credentials, UpgradeClient, base_name
from .errors import (
    BadDump,
    NotOffered,
    Refused,
    Stopped,
    TryLater,
    UnsafeAddress,
    UpgradeError,
)
from .masking import mask, masked_values
from .states import Phase, phase_of, poll_delay

__all__ = [
    "DEFAULT_URL",
    "Answer",
    "BadDump",
    "Credentials",
    "Failure",
    "NotOffered",
    "Phase",
    "Refused",
    "Stopped",
    "TryLater",
    "UnsafeAddress",
    "UpgradeClient",
    "UpgradeError",
    "base_name",
    "mask",
    "masked_values",
    "phase_of",
    "poll_delay",
]
