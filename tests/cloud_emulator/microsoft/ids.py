# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Ids that look like those of OneDrive for Business and of OneDrive personal."""

import base64
import secrets
import uuid

#: the emulated organisation, and the one all personal accounts belong to
TENANT = str(uuid.uuid5(uuid.NAMESPACE_DNS, "example.com"))
CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"


def of_name(name):
    """The same GUID for the same name on every start."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def business_drive_id():
    return "b!" + base64.urlsafe_b64encode(secrets.token_bytes(48)).decode()


def personal_drive_id():
    return secrets.token_hex(8).upper()


def item_id(drive_id):
    """:param drive_id: the drive whose kind decides about the form"""
    if drive_id.startswith("b!"):
        return "01" + base64.b32encode(secrets.token_bytes(20)).decode()
    return f"{drive_id}!s{uuid.uuid4().hex}"


def guid():
    return str(uuid.uuid4())
