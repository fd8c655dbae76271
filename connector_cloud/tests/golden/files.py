# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .base import SMALL, GoldenBase


class FilesScenarios(GoldenBase):
    """Files: the attachments of objects (seed 003, "Files Sync")."""

    FOLDER = "Odoo/Customers/Azure Interior"
    FILE = f"{FOLDER}/scan1.jpeg"

    def test_files_01_attachments_move_to_the_folder_of_their_object(self):
        """After the sync the attachments of an object are in its folder in the cloud.
        (Seed 003, Files Sync)"""
        self.synced()
        self.assertEqual(self.tree(self.FOLDER), {"scan1.jpeg": SMALL})

    def test_files_02_odoo_keeps_only_links(self):
        """Only links to the files are kept in Odoo. (Seed 003, Files Sync)"""
        _customer, attachment = self.synced()
        self.assertAway(attachment)

    def test_files_03_files_of_the_message_thread_are_synced(self):
        """A file that is added to the messages of an object is synced as well. (Seed
        003, Synced files)"""
        customer, _attachment = self.synced()
        customer.message_post(attachments=[("a.txt", b"posted")])
        self.direct()
        self.assertEqual(self.tree(self.FOLDER)["a.txt"], b"posted")

    def test_files_04_files_that_are_uploaded_to_odoo_go_to_the_cloud(self):
        """A file that is uploaded to Odoo is transferred to the cloud; Odoo keeps a
        link, by which it can be opened as before. (Seed 003, Files Sync 1)"""
        customer, _attachment = self.synced()
        attachment = self.attach(customer, "offer.pdf", b"offer")
        self.direct()
        self.assertEqual(self.tree(self.FOLDER)["offer.pdf"], b"offer")
        self.assertAway(attachment, b"offer")

    def test_files_05_files_that_are_uploaded_to_the_cloud_come_to_odoo(self):
        """A file that is uploaded to the cloud becomes a URL attachment of the linked
        object. (Seed 003, Files Sync 1)"""
        customer, attachment = self.synced()
        self.far.put_file(self.id_of(self.FOLDER), "offer.pdf", b"offer")
        self.backward()
        self.assertAway(self.files(customer) - attachment, b"offer")

    def test_files_06_renaming_a_file_in_the_cloud(self):
        """A file that is renamed in the cloud renames its attachment. (Seed 003, Files
        Sync 2)"""
        _customer, attachment = self.synced()
        self.far.rename(self.id_of(self.FILE), "scan2.jpeg")
        self.backward()
        self.assertEqual(attachment.name, "scan2.jpeg")

    def test_files_07_renaming_a_file_in_odoo(self):
        """A file that is renamed in Odoo is renamed in the cloud: the decision table
        goes beyond the seed, which would rename it back. (Seed 003, Files Sync 2)"""
        _customer, attachment = self.synced()
        external_id = self.id_of(self.FILE)
        attachment.name = "scan2.jpeg"
        self.direct()
        self.backward()
        self.assertEqual(self.id_of(f"{self.FOLDER}/scan2.jpeg"), external_id)
        self.assertEqual(attachment.name, "scan2.jpeg")

    def test_files_08_editing_a_file_in_odoo(self):
        """A new content of a synced file in Odoo goes to the cloud: here, too, the
        decision table goes beyond the seed. (Seed 003, Files Sync 2)"""
        _customer, attachment = self.synced()
        external_id = self.id_of(self.FILE)
        attachment.raw = b"edited"
        self.direct()
        self.assertEqual(self.tree(self.FOLDER), {"scan1.jpeg": b"edited"})
        self.assertEqual(self.id_of(self.FILE), external_id)
        self.assertAway(attachment, b"edited")

    def test_files_09_editing_a_file_in_the_cloud(self):
        """A change of a file in the cloud is reflected in Odoo. (Seed 003, Files Sync
        2)"""
        _customer, attachment = self.synced()
        self.far.replace_content(self.id_of(self.FILE), b"edited")
        self.backward()
        self.assertAway(attachment, b"edited")

    def test_files_10_moving_a_file_in_the_cloud(self):
        """A file that is moved in the cloud from one object to another moves its
        attachment. (Seed 003, Files Sync 3)"""
        _customer, attachment = self.synced()
        other = self.customer("Deco Addict")
        self.direct()
        target = self.id_of("Odoo/Customers/Deco Addict")
        self.far.move(self.id_of(self.FILE), target)
        self.backward()
        self.assertEqual(
            (attachment.res_model, attachment.res_id), (other._name, other.id)
        )
        self.assertAway(attachment)

    def test_files_11_moving_a_file_in_odoo(self):
        """An attachment that is moved to another object in Odoo moves its file: the
        decision table goes beyond the seed. (Seed 003, Files Sync 3)"""
        _customer, attachment = self.synced()
        external_id = self.id_of(self.FILE)
        attachment.res_id = self.customer("Deco Addict").id
        self.direct()
        self.backward()
        path = "Odoo/Customers/Deco Addict/scan1.jpeg"
        self.assertEqual(self.id_of(path), external_id)
        self.assertAway(attachment)

    def test_files_12_deleting_a_file_in_odoo(self):
        """A URL attachment that is deleted in Odoo is deleted in the cloud as well: it
        goes to the bin. (Seed 003, Files Sync 4)"""
        customer, attachment = self.synced()
        external_id = self.id_of(self.FILE)
        attachment.unlink()
        self.direct()
        self.assertEqual(self.tree(self.FOLDER), {})
        self.far.restore(external_id)
        self.backward()
        self.assertEqual(self.contents(customer), {"scan1.jpeg": SMALL})

    def test_files_13_deleting_a_file_in_the_cloud(self):
        """A file that is deleted in the cloud deletes its attachment. (Seed 003, Files
        Sync 4)"""
        _customer, attachment = self.synced()
        self.far.delete(self.id_of(self.FILE))
        self.backward()
        self.assertFalse(attachment.exists())

    def test_files_14_what_comes_back_from_the_bin_comes_back(self):
        """A file that comes back from the bin of the cloud comes back to its object.
        (The decision table, "binned")"""
        customer, _attachment = self.synced()
        external_id = self.id_of(self.FILE)
        self.far.bin(external_id)
        self.backward()
        self.assertFalse(self.files(customer))
        self.far.restore(external_id)
        self.backward()
        self.assertEqual(self.contents(customer), {"scan1.jpeg": SMALL})

    def test_files_15_a_change_beats_a_deletion(self):
        """A file that is edited on one side and deleted on the other stays. (The
        decision table; the seeds know no such case)"""
        customer, attachment = self.synced()
        self.far.replace_content(self.id_of(self.FILE), b"edited")
        attachment.unlink()
        self.direct()
        self.backward()
        self.assertEqual(self.contents(customer), {"scan1.jpeg": b"edited"})
        self.files(customer).raw = b"edited again"
        self.far.bin(self.id_of(self.FILE))
        self.backward()
        self.direct()
        self.assertEqual(self.tree(self.FOLDER), {"scan1.jpeg": b"edited again"})

    def test_files_16_files_can_always_be_downloaded(self):
        """A synced file can be downloaded from Odoo, which needs no login to the cloud,
        and from the cloud. (Seed 003, Files Sync 5)"""
        _customer, attachment = self.synced()
        stream = self.env["ir.binary"]._get_stream_from(attachment)
        self.assertEqual((stream.data, stream.download_name), (SMALL, "scan1.jpeg"))
        self.assertEqual(self.far.read_file(self.id_of(self.FILE)), SMALL)

    def test_files_17_names_are_made_legal_and_kept_here(self):
        """Symbols that file systems do not take are replaced by a dash in the cloud; in
        Odoo the name stays. (Seed 003, Name expressions)"""
        customer, attachment = self.synced('a: "b" <c>?.txt')
        self.assertEqual(self.tree(self.FOLDER), {"a- -b- -c--.txt": SMALL})
        self.assertEqual(attachment.name, 'a: "b" <c>?.txt')
        self.backward()
        self.assertEqual(self.contents(customer), {'a: "b" <c>?.txt': SMALL})
