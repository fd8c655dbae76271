# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.tests import tagged

from odoo.addons.connector_cloud.tests.contract import (
    AccountContract,
    AdapterContract,
    BinContract,
    ChangeFeedContract,
    DrivesContract,
    NamesContract,
    RoomContract,
    SessionsContract,
    WireContract,
)
from odoo.addons.connector_cloud.tests.contract.emulated import (
    EmulatedFarSide,
    SmallPieces,
)

from ..components import upload
from .common import MicrosoftCase


class MicrosoftFarSide(EmulatedFarSide):
    """
    :param drive: id of the drive the tests work in, None for the account's own
    """

    page_switch = "microsoft_page_limit"
    denial = "accessDenied"
    routes = {
        "test_connection": "graph.drives.get",
        "root": "graph.items.get",
        "get": "graph.items.get",
        "get_many": "graph.batch",
        "children": "graph.items.children",
        "find_by_name": "graph.items.get",
        "create_folders": "graph.batch",
        "upload": "graph.items.upload",
        "upload_start": "graph.upload.create",
        "upload_large": "graph.upload.chunk",
        "replace_content": "graph.items.upload",
        "move": "graph.items.update",
        "bin": "graph.items.delete",
        "restore": "graph.items.restore",
        "open": "graph.download",
        "export": "graph.items.content",
        "start_cursor": "graph.delta",
        "changes": "graph.delta",
    }

    def __init__(self, control, people, user=None, drive=None):
        super().__init__(control, people, user)
        self.place = {"drive": drive} if drive else {"user": user}

    def create_native(self, parent_id, name):
        return self.people.create_package(parent_id, name)

    def create_exportable(self, parent_id, name):
        return self.people.put_file(parent_id, f"{name}.docx", b"letter")

    def create_drive(self, name):
        return self.people.add_site(name)["drive"]

    def set_room(self, size):
        self.people.set_quota(size, **self.place)

    def expire(self, cursor):
        self.people.expire_delta_tokens(**self.place)
        return cursor

    def be_well(self):
        self.control.clear_faults()
        self.people.end_throttling()


class MicrosoftManners(SmallPieces):
    keeps_tags = False
    reads_bin = False
    restores = False
    piece = 4 * 320 * 1024
    upload_module = upload
    silent = ("find_by_tag", "reserve_ids")

    def far_side(self):
        return MicrosoftFarSide(self.control, self.microsoft)


@tagged("contract")
class TestContract(
    RoomContract,
    SessionsContract,
    WireContract,
    AdapterContract,
    MicrosoftManners,
    MicrosoftCase,
):
    """The OneDrive of a user in an organisation."""

    secret_parameters = ("tempauth",)

    def secrets(self):
        credential = self.backend._credential()
        [cached] = json.loads(credential.data)["RefreshToken"].values()
        return {credential.access_token, cached["secret"], "demo-secret"}

    def expire_token(self):
        self.microsoft.expire_access_tokens()


@tagged("contract")
class TestContractLibrary(
    RoomContract, DrivesContract, AdapterContract, MicrosoftManners, MicrosoftCase
):
    """A document library of a SharePoint site."""

    refused_at_top = ("forms",)

    def furnish(self):
        self.library = self.microsoft.add_site("Team")["drive"]
        self.backend.onedrive_place = "site"
        self.backend._use_drive(self.library, "Team")

    def far_side(self):
        return MicrosoftFarSide(self.control, self.microsoft, drive=self.library)


@tagged("contract")
class TestContractPersonal(
    AccountContract,
    RoomContract,
    BinContract,
    ChangeFeedContract,
    NamesContract,
    MicrosoftManners,
    MicrosoftCase,
):
    """The OneDrive of a person: where it differs from those of organisations."""

    restores = True
    account = "person@outlook.example"

    def furnish(self):
        self.microsoft.add_user(self.account, personal=True)
        self.backend.onedrive_tenant = "consumers"

    def far_side(self):
        return MicrosoftFarSide(self.control, self.microsoft, self.account)
