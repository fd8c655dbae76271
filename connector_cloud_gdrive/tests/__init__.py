# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_backend
from . import test_connect_tour
from . import test_contract
from . import test_golden
from . import test_download
from . import test_engine
from . import test_errors
from . import test_folders
from . import test_items
from . import test_notifications
from . import test_oauth
from . import test_shared_drive
from . import test_reverse
from . import test_tokens
from . import test_upload
