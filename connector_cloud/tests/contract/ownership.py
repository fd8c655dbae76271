# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...exceptions import NotFound
from .base import ContractBase

OWNER = "6f1c7f0e-9a43-4a0f-8f0e-0d5c8a7e4f21:0b0d3c3a-3c5e-4b19-a8a4-5f6a1d2e9c77"


class OwnershipContract(ContractBase):
    """A root folder tells which database it belongs to."""

    def _is_owned_by(self, folder, owner):
        return self.adapter.is_owned_by(self.adapter.get(folder.external_id), owner)

    def test_nobody_has_written_anything(self):
        self.assertIsNone(self._is_owned_by(self.folder(), OWNER))

    def test_the_owner_is_told_from_others(self):
        folder = self.folder()
        self.adapter.write_owner(folder.external_id, OWNER)
        self.assertIs(self._is_owned_by(folder, OWNER), True)
        self.assertIs(self._is_owned_by(folder, OWNER[:-1] + "8"), False)
        self.renew_adapter()
        self.assertIs(self._is_owned_by(folder, OWNER), True)

    def test_the_owner_changes(self):
        folder = self.folder()
        self.adapter.write_owner(folder.external_id, "another")
        self.adapter.write_owner(folder.external_id, OWNER)
        self.assertIs(self._is_owned_by(folder, OWNER), True)
        self.assertIs(self._is_owned_by(folder, "another"), False)

    def test_the_folder_keeps_its_tag(self):
        folder = self.folder()
        self.adapter.write_owner(folder.external_id, OWNER)
        self.assertEqual(self.adapter.get(folder.external_id).tag, folder.tag)

    def test_owner_of_what_is_gone(self):
        folder = self.folder()
        self.far.delete(folder.external_id)
        with self.assertRaises(NotFound):
            self.adapter.write_owner(folder.external_id, OWNER)
