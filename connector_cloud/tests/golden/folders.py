# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .base import SMALL, GoldenBase


class FoldersScenarios(GoldenBase):
    """Sub-folders (seed 003, "Default folders", "Synced files and folders")."""

    FOLDER = "Odoo/Customers/Azure Interior"

    def _sub(self, name="Scans"):
        """:return: (customer, id of a folder that somebody made in the cloud)"""
        customer, _attachment = self.synced()
        sub = self.far.create_folder(self.id_of(self.FOLDER), name)
        self.backward()
        return customer, sub

    def test_folders_01_a_child_folder_is_a_link(self):
        """A child folder that is made in the cloud is kept as a link among the
        attachments of its object, with a look of its own. What is in it are attachments
        as well: seed 004 goes beyond seed 003 there. (Seed 003, Files Sync 1, Synced
        files)"""
        customer, sub = self._sub()
        link = self.links(customer)
        self.assertEqual((link.name, link.type), ("Scans", "url"))
        self.assertTrue(link.url)
        self.assertFalse(link.sudo().cloud_file_id)
        self.far.put_file(sub, "deep.txt", b"deep")
        self.backward()
        self.assertEqual(
            self.contents(customer), {"scan1.jpeg": SMALL, "deep.txt": b"deep"}
        )

    def test_folders_02_only_the_first_level_is_shown(self):
        """Only child folders of the first level are shown among the attachments. (Seed
        003, Synced files)"""
        customer, sub = self._sub()
        self.far.create_folder(sub, "Deep")
        self.backward()
        self.assertEqual(self.links(customer).name, "Scans")

    def test_folders_03_the_link_follows_its_folder(self):
        """The link is called as its folder is, and goes with it. (Seed 003, Files Sync
        2 and 4)"""
        customer, sub = self._sub()
        link = self.links(customer)
        self.far.rename(sub, "Photos")
        self.backward()
        self.assertEqual((link.name, self.links(customer)), ("Photos", link))
        self.far.bin(sub)
        self.backward()
        self.assertFalse(self.links(customer))
        self.assertEqual(self.contents(customer), {"scan1.jpeg": SMALL})

    def test_folders_04_deleting_the_link_deletes_an_empty_folder(self):
        """A link that is deleted in Odoo deletes its folder in the cloud, if that is
        empty. (Seed 003, Files Sync 4)"""
        customer, _sub = self._sub()
        self.links(customer).unlink()
        self.direct()
        self.assertGone(f"{self.FOLDER}/Scans")
        self.backward()
        self.assertFalse(self.links(customer))

    def test_folders_05_the_link_of_a_folder_with_files_comes_back(self):
        """Where there are files in it, the link comes back: nobody loses a file that he
        did not name. (The decision table goes beyond seed 003, Files Sync 4)"""
        customer, sub = self._sub()
        self.far.put_file(sub, "deep.txt", b"deep")
        self.links(customer).unlink()
        self.direct()
        self.assertEqual(self.links(customer).name, "Scans")
        self.assertEqual(self.tree(self.FOLDER)["Scans/deep.txt"], b"deep")

    def test_folders_06_default_folders_come_with_the_first_sync(self):
        """The default folders of a model are made with the first sync of an object.
        (Seed 003, Default folders)"""
        self.rule(default_folder_outline="Folder 1\n    Folder 1.1")
        self.customer("S00001")
        self.customer("S00002")
        self.direct()
        self.assertEqual(
            set(self.tree("Odoo/Customers")),
            {
                f"{name}{below}"
                for name in ("S00001", "S00002")
                for below in ("", "/Folder 1", "/Folder 1/Folder 1.1")
            },
        )

    def test_folders_07_later_syncs_make_no_default_folders(self):
        """Later changes of the default folders do not affect the objects that have
        their folder. (Seed 003, Default folders)"""
        rule = self.rule(default_folder_outline="Folder 1")
        customer, _attachment = self.synced()
        rule.default_folder_outline = "Folder 1\nFolder 2"
        customer.ref = "touched"
        self.direct()
        self.assertNotIn("Folder 2", self.tree(self.FOLDER))

    def test_folders_08_default_folders_may_be_deleted(self):
        """Default folders may be deleted at any time: they are not made again. (Seed
        003, Default folders)"""
        self.rule(default_folder_outline="Folder 1")
        customer, _attachment = self.synced()
        self.far.bin(self.id_of(f"{self.FOLDER}/Folder 1"))
        self.backward()
        customer.ref = "touched"
        self.direct()
        self.assertEqual(self.tree(self.FOLDER), {"scan1.jpeg": SMALL})

    def test_folders_09_default_folders_may_be_renamed(self):
        """Default folders may be renamed in the cloud: nobody changes them back. (Seed
        003, Default folders)"""
        self.rule(default_folder_outline="Folder 1")
        customer, _attachment = self.synced()
        self.far.rename(self.id_of(f"{self.FOLDER}/Folder 1"), "Theirs")
        self.backward()
        customer.ref = "touched"
        self.direct()
        self.assertEqual(self.tree(self.FOLDER), {"scan1.jpeg": SMALL, "Theirs": None})
