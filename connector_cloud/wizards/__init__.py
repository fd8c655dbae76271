# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import cloud_place_figures
from . import cloud_fresh_start_wizard
from . import cloud_leave_wizard
from . import cloud_drive_wizard
from . import cloud_reverse_wizard
from . import cloud_plan
