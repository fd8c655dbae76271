# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import cloud_backend
from . import cloud_backend_jobs
from . import cloud_backend_drive
from . import cloud_credential
from . import cloud_credential_token
from . import cloud_oauth_request
from . import cloud_binding
from . import cloud_folder
from . import cloud_folder_path
from . import cloud_file
from . import cloud_sync_rule
from . import cloud_sync_rule_match
from . import cloud_sync_rule_name
from . import cloud_sync_rule_folders
from . import cloud_sync_period
from . import cloud_default_folder
from . import cloud_sync_log
from . import res_config_settings
from . import ir_attachment
