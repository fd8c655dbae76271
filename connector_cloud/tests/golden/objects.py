# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .base import SMALL, GoldenBase


class ObjectsScenarios(GoldenBase):
    """Objects: the records of models to sync (seed 003, "Objects Sync")."""

    def _assertFolder(self, name):
        """There is this one folder of an object, with the file in it."""
        self.assertEqual(
            self.tree("Odoo/Customers"), {name: None, f"{name}/scan1.jpeg": SMALL}
        )

    def test_objects_01_each_object_has_its_own_folder(self):
        """After the first sync each object has a folder of its own, with its
        attachments. (Seed 003, Objects Sync)"""
        self.synced()
        self._assertFolder("Azure Interior")

    def test_objects_02_so_has_an_object_without_attachments(self):
        """The folder is made also where an object has no attachments. (Seed 003,
        Objects Sync)"""
        self.rule()
        self.customer()
        self.direct()
        self.assertEqual(self.tree("Odoo/Customers"), {"Azure Interior": None})

    def test_objects_03_renaming_an_object_in_odoo(self):
        """An object that is renamed in Odoo renames its folder in the cloud with the
        first direct sync. (Seed 003, Objects Sync 1)"""
        customer, attachment = self.synced()
        external_id = self.id_of("Odoo/Customers/Azure Interior")
        customer.name = "Azure Exterior"
        self.direct()
        self._assertFolder("Azure Exterior")
        self.assertEqual(self.id_of("Odoo/Customers/Azure Exterior"), external_id)
        self.assertAway(attachment)

    def test_objects_04_renaming_an_object_in_the_cloud(self):
        """A folder of an object that is renamed in the cloud gets back the name that
        the object has in Odoo. (Seed 003, Objects Sync 1)"""
        customer, _attachment = self.synced()
        self.far.rename(self.id_of("Odoo/Customers/Azure Interior"), "Theirs")
        self.backward()
        self.direct()
        self._assertFolder("Azure Interior")
        self.assertEqual(customer.name, "Azure Interior")

    def test_objects_05_a_new_name_expression_renames_the_folders(self):
        """A name expression that is introduced is applied to the folders that are there
        already, with the first direct sync. (Seed 003, Objects Sync 1)"""
        customer, _attachment = self.synced()
        customer.ref = "C7"
        self.backend.rule_ids.name_expression = "${object.name} ${object.ref}"
        self.direct()
        self._assertFolder("Azure Interior C7")

    def test_objects_06_a_removed_name_expression_too(self):
        """Where it is removed again, the names are the standard ones again. (Seed 003,
        Objects Sync 1)"""
        rule = self.rule(name_expression="Files of ${object.name}")
        customer, _attachment = self.synced()
        self._assertFolder("Files of Azure Interior")
        rule.name_expression = False
        self.direct()
        self._assertFolder(customer.display_name)

    def test_objects_07_deleting_an_object_in_odoo(self):
        """An object that is deleted in Odoo takes its folder with all attachments
        along: into the bin. (Seed 003, Objects Sync 2)"""
        customer, _attachment = self.synced()
        external_id = self.id_of("Odoo/Customers/Azure Interior")
        customer.unlink()
        self.direct()
        self.assertEqual(self.tree("Odoo/Customers"), {})
        self.far.restore(external_id)
        self._assertFolder("Azure Interior")

    def test_objects_08_deleting_an_object_in_the_cloud(self):
        """A folder of an object that is deleted in the cloud is made again with the
        next sync. (Seed 003, Objects Sync 2)"""
        customer, _attachment = self.synced()
        self.far.delete(self.id_of("Odoo/Customers/Azure Interior"))
        self.backward()
        self.direct()
        self.assertEqual(self.tree("Odoo/Customers"), {"Azure Interior": None})
        self.assertTrue(customer.exists())

    def test_objects_09_its_folder_need_not_leave_the_bin(self):
        """A folder that is still in the bin is no hindrance: another one is made, and
        what happens to the object in Odoo goes on being synced. (Seed 003, Objects Sync
        2, where nobody sees that folder; the decision table says "made again")"""
        customer, _attachment = self.synced()
        self.far.bin(self.id_of("Odoo/Customers/Azure Interior"))
        self.backward()
        self.direct()
        self.attach(customer, "later.txt", b"later")
        self.direct()
        self.assertEqual(
            self.tree("Odoo/Customers/Azure Interior"), {"later.txt": b"later"}
        )

    def test_objects_10_what_comes_back_from_the_bin_comes_back(self):
        """A folder that comes back from the bin brings its files back to its object,
        into the folder that took its place. (The decision table, "binned")"""
        customer, _attachment = self.synced()
        former = self.id_of("Odoo/Customers/Azure Interior")
        self.far.bin(former)
        self.backward()
        self.direct()
        self.attach(customer, "later.txt", b"later")
        self.direct()
        # Some clouds put nothing back where its name is taken.
        self.far.rename(self.id_of("Odoo/Customers/Azure Interior"), "In the way")
        self.far.restore(former)
        self.backward()
        self.direct()
        wanted = {"scan1.jpeg": SMALL, "later.txt": b"later"}
        self.assertEqual(self.contents(customer), wanted)
        self.assertEqual(self.tree("Odoo/Customers/Azure Interior"), wanted)
        self.assertEqual(len(self.tree("Odoo/Customers")), 3)
