# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.connector_cloud.exceptions import (
    AccessDenied,
    AuthorizationLost,
    RetryLater,
)
from odoo.addons.connector_cloud.sync.remote import Limits
from odoo.addons.connector_cloud.tests.adapter_case import AdapterCase
from odoo.addons.connector_cloud.tests.contract import (
    AdapterContract,
    DrivesContract,
    RoomContract,
)
from odoo.addons.connector_cloud.tests.contract.far_side import FarSide

METHODS = (
    *("test_connection", "root", "get", "get_many", "children", "find_by_tag"),
    *("reserve_ids", "create_folders", "upload", "replace_content", "move", "bin"),
    *("restore", "open", "export", "start_cursor", "changes"),
)


class MemoryFarSide(FarSide):
    def __init__(self, cloud):
        self.cloud = cloud

    def put_file(self, parent_id, name, content):
        return self.cloud.create(parent_id, name, content).external_id

    def put_files(self, parent_id, names):
        return [self.put_file(parent_id, name, b"content") for name in names]

    def create_folder(self, parent_id, name):
        return self.cloud.create_folder(parent_id, name).external_id

    def create_native(self, parent_id, name):
        return self.cloud.create_native(parent_id, name).external_id

    def create_exportable(self, parent_id, name):
        return self.create_native(parent_id, name)

    def create_drive(self, name):
        return self.cloud.add_drive(name)

    def replace_content(self, external_id, content):
        self.cloud.write(external_id, content)

    def rename(self, external_id, name):
        self.cloud.move(external_id, name=name)

    def move(self, external_id, parent_id):
        self.cloud.move(external_id, parent_id=parent_id)

    def bin(self, external_id):
        self.cloud.trash(external_id)

    def restore(self, external_id):
        self.cloud.untrash(external_id)

    def delete(self, external_id):
        self.cloud.purge(external_id)

    def read_file(self, external_id):
        return self.cloud.content(external_id)

    def names(self, parent_id):
        return sorted(item.name for item in self.cloud.children(parent_id))

    def below(self, folder_id, above=""):
        found = []
        for item in self.cloud.children(folder_id):
            path = above + item.name
            found.append((path, item.external_id, item.is_folder))
            found += self.below(item.external_id, f"{path}/")
        return found

    def _fail(self, method, error, **values):
        # An upload is one request here, whatever its size.
        method = {"upload_large": "upload", "find_by_name": "children"}.get(
            method, method
        )
        self.cloud.fail_next(method, error, **values)

    def throttle(self, method, seconds, skip=0):
        self._fail(method, RetryLater(f"Wait {seconds} seconds.", seconds))

    def stumble(self, method, skip=0, count=1):
        self._fail(method, RetryLater("The cloud stumbled."))

    def lose_answer(self, method, skip=0):
        self._fail(method, RetryLater("The connection broke."), after=True)

    def cut_request(self, method, after_bytes, skip=0):
        self._fail(method, RetryLater("The connection broke."))

    def cut_answer(self, method, after_bytes):
        self.cloud.break_after = after_bytes

    def forget_upload(self, skip=0, count=1):
        self._fail("upload", RetryLater("The upload is gone."))

    def deny(self, method):
        self._fail(method, AccessDenied("The account may not do this."))

    def end_authorization(self):
        for method in METHODS:
            self._fail(method, AuthorizationLost("Connect again."), times=2)

    def set_room(self, size):
        self.cloud.capacity = size

    def expire(self, cursor):
        self.cloud.expire_cursors()
        return cursor

    def limit_pages(self, size):
        self.cloud.page_size = size

    def be_well(self):
        self.cloud.faults.clear()
        self.cloud.break_after = None

    def forget_figures(self):
        self.cloud.calls.clear()

    def count(self, method):
        return self.cloud.calls[method]


class MemoryContract(RoomContract, AdapterContract):
    exports = {"pdf": b"pdf:", "docx": b"docx:"}
    resumes = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["cloud.backend"].create(
            {"name": "Memory", "provider": "memory", "company_id": False}
        )
        cls.backend.action_connect()

    def setUp(self):
        self.backend._credential().endpoint_url = f"memory:{self.id()}"
        self.cloud = self.backend._memory_cloud()
        self.furnish()
        self.use_adapter()
        super().setUp()

    def furnish(self):
        """Give the cloud its manners."""

    def far_side(self):
        return MemoryFarSide(self.cloud)


@tagged("contract")
class TestContract(DrivesContract, MemoryContract, AdapterCase):
    """A cloud with marks and equal names."""


@tagged("contract")
class TestContractWithoutMarks(MemoryContract, AdapterCase):
    """A cloud that tells items apart by place and name only."""

    keeps_tags = False

    def furnish(self):
        self.cloud.marks = False
        self.cloud.limits = Limits(
            duplicates=False,
            case_sensitive=False,
            forbidden=':"',
            reserved=frozenset(["con", "nul"]),
            strip=".",
            folder_batch=20,
        )
