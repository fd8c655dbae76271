# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import core
from . import adapter
from . import binder
from . import export_mapper
from . import file_namer
from . import folder_namer
from . import direct_prepare
from . import direct_folders
from . import direct_files
from . import file_executor
from . import unreserved_upload
from . import hand_over
from . import direct_sync
from . import listeners
