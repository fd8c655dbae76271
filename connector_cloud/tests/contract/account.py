# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...exceptions import QuotaExceeded
from ...sync.remote import Account, Drive, Limits
from .base import LARGE, ContractBase


class AccountContract(ContractBase):
    def test_account(self):
        account = self.adapter.test_connection()
        self.assertIsInstance(account, Account)
        self.assertTrue(account.name)

    def test_account_has_an_identifier(self):
        account = self.adapter.test_connection()
        self.assertTrue(account.external_id)
        self.renew_adapter()
        again = self.adapter.test_connection()
        self.assertEqual(again.external_id, account.external_id)

    def test_root(self):
        self.assertTrue(self.root.is_folder)
        self.assertIsNone(self.root.parent_id)
        self.assertIsNone(self.root.size)
        self.assertFalse(self.root.binned or self.root.native)
        self.assertEqual(self.adapter.get(self.root.external_id), self.root)

    def test_limits(self):
        limits = self.adapter.limits
        self.assertIsInstance(limits, Limits)
        self.assertGreaterEqual(limits.folder_batch, 1)
        self.assertGreaterEqual(limits.name_length, 32)


class RoomContract(ContractBase):
    """For drives that tell how much room is left, and keep to it."""

    def test_room_is_told(self):
        self.upload("a.txt", b"12345")
        self.far.set_room(10_000)
        account = self.adapter.test_connection()
        self.assertEqual((account.used, account.total), (5, 10_000))

    def test_small_upload_into_a_full_drive(self):
        self.far.set_room(3)
        with self.assertRaises(QuotaExceeded):
            self.upload("a.txt", b"content")
        self.assertNoTrace()

    def test_large_upload_into_a_full_drive(self):
        self.far.set_room(len(LARGE) // 2)
        with self.assertRaises(QuotaExceeded):
            self.upload("a.bin", LARGE)
        self.assertNoTrace()

    def test_new_content_in_a_full_drive(self):
        item = self.upload("a.txt", b"old")
        self.far.set_room(10)
        with self.assertRaises(QuotaExceeded):
            self.replace(item, b"more than fits")
        self.assertEqual(self.adapter.get(item.external_id), item)
        self.assertStored(item, b"old")


class DrivesContract(ContractBase):
    """For accounts that can see more than one drive."""

    def test_drives(self):
        there = self.far.create_drive("Marketing 'new'")
        [drive] = [d for d in self.adapter.list_drives() if d.external_id == there]
        self.assertIsInstance(drive, Drive)
        self.assertIn("Marketing 'new'", drive.name)

    def test_drives_by_a_word(self):
        there = self.far.create_drive("Marketing")
        self.far.create_drive("Sales")
        drives = self.adapter.list_drives("Marketing")
        self.assertEqual([drive.external_id for drive in drives], [there])
        self.assertEqual(self.adapter.list_drives("Nothing of that name"), [])
