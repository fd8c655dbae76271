# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Ids that look like Drive's."""

import secrets


def file_id():
    return "1" + secrets.token_urlsafe(24)


def drive_id():
    return "0A" + secrets.token_hex(7)[:14] + "PVA"


def revision_id():
    return "0B" + secrets.token_urlsafe(36)
