# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import cloud_backend_expiry
from . import cloud_backend_place
from . import cloud_backend
from . import cloud_credential
from . import cloud_oauth_request
