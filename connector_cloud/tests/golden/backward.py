# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .base import SMALL, GoldenBase


class BackwardScenarios(GoldenBase):
    """Cloud to Odoo (seed 003, "How synchronization works"; seed 004, "backward")."""

    FOLDER = "Odoo/Customers/Azure Interior"

    def test_backward_01_a_new_file_becomes_an_attachment(self):
        """A file that is added to a document's folder becomes a URL attachment of the
        document. (Seed 003, Backward sync 1; seed 004, backward)"""
        customer, _attachment = self.synced()
        self.far.put_file(self.id_of(self.FOLDER), "offer.pdf", b"offer")
        self.backward()
        new = self.files(customer).filtered(lambda a: a.name == "offer.pdf")
        self.assertAway(new, b"offer")

    def test_backward_02_a_new_subfolder_becomes_a_directory(self):
        """A sub-folder that is added there becomes a sub-directory of the document's.
        (Seed 004, backward)"""
        customer, _attachment = self.synced()
        sub = self.far.create_folder(self.id_of(self.FOLDER), "Scans")
        deep = self.far.create_folder(sub, "Official")
        self.far.put_file(deep, "deep.txt", b"deep")
        self.backward()
        self.assertEqual(self.contents(customer)["deep.txt"], b"deep")
        file = self.files(customer)[-1].sudo().cloud_file_id
        self.assertEqual(file.folder_id.name, "Official")
        self.assertEqual(file.folder_id.parent_id.name, "Scans")

    def test_backward_03_a_renamed_item_renames_its_attachment(self):
        """An item that is renamed in the cloud renames its attachment. (Seed 003,
        Backward sync 2; seed 004, backward)"""
        _customer, attachment = self.synced()
        self.far.rename(self.id_of(f"{self.FOLDER}/scan1.jpeg"), "scan2.jpeg")
        self.backward()
        self.assertEqual(attachment.name, "scan2.jpeg")
        self.assertAway(attachment)

    def test_backward_04_a_deleted_item_unlinks_its_attachment(self):
        """An item that is deleted in a document's folder unlinks its attachment. (Seed
        003, Backward sync 3; seed 004, backward)"""
        _customer, attachment = self.synced()
        self.far.bin(self.id_of(f"{self.FOLDER}/scan1.jpeg"))
        self.backward()
        self.assertFalse(attachment.exists())

    def test_backward_05_a_moved_item_moves_its_attachment(self):
        """An item that is moved to another document's folder moves its attachment.
        (Seed 003, Backward sync 3; seed 004, backward)"""
        _customer, attachment = self.synced()
        other = self.customer("Deco Addict")
        self.direct()
        self.far.move(
            self.id_of(f"{self.FOLDER}/scan1.jpeg"),
            self.id_of("Odoo/Customers/Deco Addict"),
        )
        self.backward()
        self.assertEqual(attachment.res_id, other.id)
        self.assertAway(attachment)

    def test_backward_06_an_item_moved_away_unlinks_its_attachment(self):
        """An item that is moved out of the tree of Odoo is as good as deleted there.
        (Seed 003, Backward sync 3)"""
        _customer, attachment = self.synced()
        self.far.move(self.id_of(f"{self.FOLDER}/scan1.jpeg"), self.top())
        self.backward()
        self.assertFalse(attachment.exists())

    def test_backward_07_updates_of_folders_are_reflected(self):
        """Updates of sub-folders in the cloud are reflected in Odoo. (Seed 004,
        backward)"""
        customer, _attachment = self.synced()
        sub = self.far.create_folder(self.id_of(self.FOLDER), "Scans")
        self.far.put_file(sub, "deep.txt", b"deep")
        self.backward()
        self.far.rename(sub, "Photos")
        self.backward()
        file = self.files(customer)[-1].sudo().cloud_file_id
        self.assertEqual(file.folder_id.name, "Photos")

    def test_backward_08_updates_of_contents_are_reflected(self):
        """Updates of files in the cloud are reflected in Odoo. (Seed 004, backward)"""
        customer, attachment = self.synced()
        checksum = attachment.checksum
        self.far.replace_content(self.id_of(f"{self.FOLDER}/scan1.jpeg"), b"edited")
        self.backward()
        self.assertEqual(self.contents(customer), {"scan1.jpeg": b"edited"})
        self.assertNotEqual(attachment.checksum, checksum)
        self.assertEqual(attachment.file_size, len(b"edited"))

    def test_backward_09_a_deleted_document_folder_takes_its_files(self):
        """Who deletes the folder of a document in the cloud deletes the files in it:
        Odoo removes their attachments; the direct sync makes the folder again. (Seed
        004, backward)"""
        customer, attachment = self.synced()
        self.far.bin(self.id_of(self.FOLDER))
        self.backward()
        self.assertFalse(attachment.exists())
        self.direct()
        self.assertEqual(self.tree("Odoo/Customers"), {customer.name: None})

    def test_backward_10_a_deleted_model_folder_takes_its_files(self):
        """So it is with the folder of a model to sync. (Seed 004, backward)"""
        customer, attachment = self.synced()
        self.far.bin(self.id_of("Odoo/Customers"))
        self.backward()
        self.assertFalse(attachment.exists())
        self.direct()
        self.assertEqual(
            self.tree(),
            {"Customers": None, "Customers/Azure Interior": None} | self._marker(),
        )
        self.assertTrue(customer.exists())

    def _marker(self):
        """:return: what the root folder holds beside the models' folders"""
        return {p: c for p, c in self.tree().items() if not p.startswith("Customers")}

    def test_backward_11_odoo_wins_conflicts_about_folders(self):
        """In conflicts changes in Odoo are in general the more important ones: so for
        the folders of models and documents; for files the decision table of the design
        is finer, see the next two. (Seed 004, backward)"""
        customer, _attachment = self.synced()
        self.far.rename(self.id_of(self.FOLDER), "Theirs")
        customer.name = "Ours"
        self.backward()
        self.direct()
        self.assertEqual(
            self.tree("Odoo/Customers"), {"Ours": None, "Ours/scan1.jpeg": SMALL}
        )

    def test_backward_12_both_edits_of_a_file_are_kept(self):
        """Different edits of one file are both kept: the cloud's where it is, Odoo's in
        a copy beside it. (The decision table goes beyond seed 004, backward)"""
        customer, attachment = self.synced("letter.txt")
        self.far.replace_content(self.id_of(f"{self.FOLDER}/letter.txt"), b"theirs")
        attachment.raw = b"ours"
        self.backward()
        self.direct()
        contents = self.contents(customer)
        self.assertEqual(contents.pop("letter.txt"), b"theirs")
        [(name, content)] = contents.items()
        self.assertIn("Odoo conflict", name)
        self.assertEqual(content, b"ours")
        self.assertEqual(
            self.tree(self.FOLDER), {"letter.txt": b"theirs", name: b"ours"}
        )

    def test_backward_13_the_clouds_name_of_a_file_wins(self):
        """A file that is renamed on both sides takes the cloud's name: files are
        managed by the cloud. (Seed 003, Basic principles; the decision table)"""
        _customer, attachment = self.synced()
        self.far.rename(self.id_of(f"{self.FOLDER}/scan1.jpeg"), "theirs.jpeg")
        attachment.name = "ours.jpeg"
        self.backward()
        self.direct()
        self.assertEqual(attachment.name, "theirs.jpeg")
        self.assertEqual(self.tree(self.FOLDER), {"theirs.jpeg": SMALL})

    def test_backward_14_both_directions_may_be_asked_for_at_once(self):
        """Neither the order nor the overlap of the directions does harm: the design
        does away with what seed 003 warns of. (Seed 003, Basic configuration)"""
        customer, attachment = self.synced()
        self.attach(customer, "ours.txt", b"ours")
        self.far.put_file(self.id_of(self.FOLDER), "theirs.txt", b"theirs")
        self.backward()
        self.direct()
        self.backward()
        wanted = {"scan1.jpeg": SMALL, "ours.txt": b"ours", "theirs.txt": b"theirs"}
        self.assertEqual(self.tree(self.FOLDER), wanted)
        self.assertEqual(self.contents(customer), wanted)
        self.assertTrue(attachment.exists())
