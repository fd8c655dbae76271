# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    res_config_settings,
    upgrade_failure,
    upgrade_request,
    upgrade_request_approval,
    upgrade_request_dump,
    upgrade_request_jobs,
    upgrade_request_restore,
    upgrade_request_status,
    upgrade_request_steps,
    upgrade_secret,
    upgrade_transfer,
)
