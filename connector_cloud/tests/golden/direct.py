# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.queue_job.tests.common import trap_jobs

from .base import SMALL, GoldenBase


class DirectScenarios(GoldenBase):
    """Odoo to cloud (seed 003, "How synchronization works"; seed 004, "direct")."""

    def test_direct_01_one_root_folder_holds_everything(self):
        """The direct sync makes a root folder Odoo, and in it the structure Odoo /
        document types / documents / files. (Seed 003, Direct sync 1)"""
        self.synced("commercial offer.pdf")
        self.assertEqual(
            self.tree(self.backend.root_folder_name)[
                "Customers/Azure Interior/commercial offer.pdf"
            ],
            SMALL,
        )

    def test_direct_02_all_attachments_are_uploaded(self):
        """All attachments of the models to sync go to the folders of their documents.
        (Seed 003, Direct sync 2)"""
        self.rule()
        for name in ("Azure Interior", "Deco Addict"):
            customer = self.customer(name)
            for number in range(2):
                self.attach(customer, f"{number}.txt", f"{name} {number}".encode())
        self.direct()
        self.assertEqual(
            self.tree("Odoo/Customers"),
            {
                "Azure Interior": None,
                "Azure Interior/0.txt": b"Azure Interior 0",
                "Azure Interior/1.txt": b"Azure Interior 1",
                "Deco Addict": None,
                "Deco Addict/0.txt": b"Deco Addict 0",
                "Deco Addict/1.txt": b"Deco Addict 1",
            },
        )

    def test_direct_03_synced_attachments_become_links(self):
        """Synced attachments become links, and their content leaves Odoo's server.
        (Seed 003, Direct sync 3; seed 004, direct)"""
        _customer, attachment = self.synced()
        self.assertAway(attachment)

    def test_direct_04_a_new_document_type_gets_its_folder(self):
        """A document type that is added to the models to sync is reflected in the
        cloud. (Seed 003, Direct sync 4)"""
        self.synced()
        tags = self.env["ir.model"]._get_id("res.partner.category")
        domain = repr([("id", "in", self.customers.ids)])
        self.rule("Tags", model_id=tags, domain=domain)
        self.attach(self.customers, "about.txt", b"tag")
        self.direct()
        self.assertEqual(self.tree("Odoo/Tags")["Customer/about.txt"], b"tag")

    def test_direct_05_a_renamed_document_type_renames_its_folder(self):
        """A document type that is renamed there is reflected in the cloud. (Seed 003,
        Direct sync 4)"""
        self.synced()
        self.backend.rule_ids.name = "Clients"
        self.direct()
        self.assertGone("Odoo/Customers")
        self.assertIn("Odoo/Clients/Azure Interior/scan1.jpeg", self.ids())

    def test_direct_06_a_replaced_document_type_is_followed(self):
        """A document type that is replaced there is reflected in the cloud: the
        documents of the new type get folders. (Seed 003, Direct sync 4)"""
        _customer, attachment = self.synced()
        tags = self.env["ir.model"]._get_id("res.partner.category")
        domain = repr([("id", "in", self.customers.ids)])
        self.backend.rule_ids.write({"model_id": tags, "domain": domain})
        self.direct()
        self.assertIn("Odoo/Customers/Customer", self.ids())
        self.assertAway(attachment)

    def test_direct_07_a_new_document_gets_its_folder(self):
        """A document that is made in Odoo is made in the cloud. (Seed 003, Direct sync
        5)"""
        self.synced()
        self.customer("Deco Addict")
        self.direct()
        self.assertIn("Odoo/Customers/Deco Addict", self.ids())

    def test_direct_08_an_updated_document_is_updated(self):
        """A document that is changed in Odoo is changed in the cloud. (Seed 003, Direct
        sync 5)"""
        customer, _attachment = self.synced()
        customer.name = "Azure Exterior"
        self.direct()
        self.assertEqual(
            self.tree("Odoo/Customers"),
            {"Azure Exterior": None, "Azure Exterior/scan1.jpeg": SMALL},
        )

    def test_direct_09_a_deleted_document_leaves_the_cloud(self):
        """A document that is deleted in Odoo leaves the cloud. (Seed 003, Direct sync
        5)"""
        customer, _attachment = self.synced()
        customer.unlink()
        self.direct()
        self.assertEqual(self.tree("Odoo/Customers"), {})

    def test_direct_10_an_added_attachment_is_made_in_the_cloud(self):
        """An attachment that is added to a synced document is made in the cloud, and
        moves there. (Seed 003, Direct sync 6; seed 004, direct)"""
        customer, _attachment = self.synced()
        attachment = self.attach(customer, "offer.pdf", b"offer")
        self.direct()
        self.assertEqual(
            self.tree("Odoo/Customers/Azure Interior")["offer.pdf"], b"offer"
        )
        self.assertAway(attachment, b"offer")

    def test_direct_11_a_deleted_attachment_leaves_the_cloud(self):
        """An attachment that is deleted from a synced document leaves the cloud. (Seed
        003, Direct sync 6; seed 004, direct)"""
        customer, attachment = self.synced()
        attachment.unlink()
        self.direct()
        self.assertEqual(self.tree("Odoo/Customers"), {customer.name: None})

    def test_direct_12_a_new_folder_in_odoo_gets_its_peer(self):
        """A folder that a person makes in Odoo gets its peer in the cloud. (Seed 004,
        direct)"""
        customer, _attachment = self.synced()
        self._folder(customer, "Scans")
        self.direct()
        self.assertIn("Odoo/Customers/Azure Interior/Scans", self.ids())

    def test_direct_13_an_automatic_folder_gets_its_peer(self):
        """So does a folder that is made automatically, such as a default one. (Seed
        004, direct)"""
        self.rule(default_folder_outline="Scans\n    Official")
        self.customer()
        self.direct()
        self.assertIn("Odoo/Customers/Azure Interior/Scans/Official", self.ids())

    def test_direct_14_a_folder_renamed_in_odoo_is_renamed(self):
        """Updates of folders in Odoo are reflected in the cloud. (Seed 004, direct)"""
        customer, _attachment = self.synced()
        folder = self._folder(customer, "Scans")
        self.direct()
        external_id = self.id_of("Odoo/Customers/Azure Interior/Scans")
        folder.name = "Photos"
        customer.ref = "touched"
        self.direct()
        self.assertEqual(
            self.id_of("Odoo/Customers/Azure Interior/Photos"), external_id
        )

    def test_direct_15_both_directions_are_scheduled(self):
        """Every 15 minutes a schedule looks for what changed in Odoo and in the cloud;
        nobody has to press a button. (Seed 004, Queue-based synchronization)"""
        cron = self.env.ref("connector_cloud.ir_cron_prepare")
        self.assertEqual((cron.interval_number, cron.interval_type), (15, "minutes"))
        with trap_jobs() as trap:
            self.env[cron.model_id.model]._cron_prepare()
        trap.assert_enqueued_job(self.backend._job_prepare)
        trap.assert_enqueued_job(self.backend._job_backward)

    def _folder(self, record, name):
        """What a person does in the file manager."""
        place = self.env["cloud.folder"].search(
            [
                ("kind", "=", "record"),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
            ]
        )
        record.write({"ref": name})
        return place.create(
            {
                "backend_id": self.backend.id,
                "kind": "sub",
                "parent_id": place.id,
                "name": name,
            }
        )
