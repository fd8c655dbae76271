# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_access,
    test_approval,
    test_archive,
    test_client_answers,
    test_client_download,
    test_client_upload,
    test_command,
    test_documentation,
    test_recovery,
    test_remote_calls,
    test_request,
    test_restore,
    test_secrets,
    test_settings,
    test_sources,
    test_sql_script,
    test_status,
    test_steps,
    test_tour,
)
