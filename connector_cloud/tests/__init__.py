# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_direct_failures
from . import test_direct_sync
from . import test_ir_attachment
from . import test_stream
from . import test_attachment_tour
from . import test_listeners
from . import test_default_folder
from . import test_default_folder_tour
from . import test_sync_log
from . import test_sync_period
from . import test_sync_rule
from . import test_sync_rule_name
from . import test_sync_rule_recheck
from . import test_unique_names
from . import test_credential_token
from . import test_drive_wizard
from . import test_http_download
from . import test_patience
