# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.connector_cloud.tests.contract import (
    AdapterContract,
    DrivesContract,
    RoomContract,
    SessionsContract,
    WireContract,
)
from odoo.addons.connector_cloud.tests.contract.emulated import (
    EmulatedFarSide,
    SmallPieces,
)

from ..components import upload
from .common import GoogleCase


class GoogleFarSide(EmulatedFarSide):
    page_switch = "google_page_limit"
    denial = "insufficientFilePermissions"
    routes = {
        "test_connection": "drive.about.get",
        "root": "drive.files.get",
        "get": "drive.files.get",
        "get_many": "drive.batch",
        "children": "drive.files.list",
        "find_by_tag": "drive.files.list",
        "find_by_name": "drive.files.list",
        "reserve_ids": "drive.files.generateIds",
        "create_folders": "drive.batch",
        "upload": "drive.upload.multipart",
        "upload_start": "drive.upload.start",
        "upload_large": "drive.upload.chunk",
        "replace_content": "drive.upload.media",
        "move": "drive.files.update",
        "bin": "drive.files.update",
        "restore": "drive.files.update",
        "open": "drive.files.download",
        "export": "drive.files.export",
        "start_cursor": "drive.changes.getStartPageToken",
        "changes": "drive.changes.list",
    }

    def create_native(self, parent_id, name):
        return self.people.create_native(parent_id, name, text="hello there")

    def create_exportable(self, parent_id, name):
        return self.create_native(parent_id, name)

    def create_drive(self, name):
        return self.people.create_drive(name)

    def set_room(self, size):
        self.people.set_quota(size)

    def expire(self, cursor):
        # Drive's own never expire; this one is from a time to come.
        return f"{cursor}000"


class GoogleContract(AdapterContract, SmallPieces):
    exports = {"pdf": b"%PDF", "docx": b"PK"}
    upload_module = upload

    def far_side(self):
        return GoogleFarSide(self.control, self.google)


@tagged("contract")
class TestContract(
    RoomContract,
    DrivesContract,
    SessionsContract,
    WireContract,
    GoogleContract,
    GoogleCase,
):
    """The account's own drive."""

    secret_parameters = ("upload_id=",)

    def secrets(self):
        credential = self.backend._credential()
        return {credential.access_token, credential.refresh_token, "demo-secret"}

    def expire_token(self):
        self.google.expire_access_tokens()


@tagged("contract")
class TestContractSharedDrive(GoogleContract, GoogleCase):
    def furnish(self):
        self.backend.gdrive_use_shared_drive = True
        self.backend._use_drive(self.google.create_drive("Team"), "Team")
