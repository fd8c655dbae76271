# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import res_config_settings
from . import upgrade_failure
from . import upgrade_request_approval
from . import upgrade_request_dump
from . import upgrade_request_jobs
from . import upgrade_request_steps
from . import upgrade_request_status
from . import upgrade_request_restore
from . import upgrade_request
from . import upgrade_secret
from . import upgrade_transfer
