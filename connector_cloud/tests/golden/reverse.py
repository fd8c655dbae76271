# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .base import SMALL, GoldenBase


class ReverseScenarios(GoldenBase):
    """Everything home (seed 004, "Resetting or changing": reverse sync)."""

    # Whether the cloud turns a document of its own editors into a file.
    converts = True

    def _reset(self):
        action = self.backend.action_reset()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.reverse(wizard.action_confirm)

    def test_reverse_01_a_reset_brings_all_files_home(self):
        """Who resets the connection gets the files back to Odoo; what is in the cloud
        stays there. (Seed 004, reverse)"""
        customer, attachment = self.synced()
        self.far.put_file(
            self.id_of("Odoo/Customers/Azure Interior"), "offer.pdf", b"offer"
        )
        self.backward()
        tree = self.tree()
        self._reset()
        self.assertHome(attachment)
        self.assertHome(self.files(customer) - attachment, b"offer")
        self.assertEqual(self.backend.state, "draft")
        self.connect()
        self.assertEqual(self.tree(), tree)

    def test_reverse_02_another_cloud_gets_the_files_in_its_turn(self):
        """A model that is attached to another cloud gets its files back to Odoo first,
        and then they go to the new cloud. (Seed 004, reverse)"""
        customer, attachment = self.synced()
        new = self.another_backend()
        self.reverse(lambda: self.backend.rule_ids.write({"backend_id": new.id}))
        self.assertHome(attachment)
        self.direct()
        self.assertAway(attachment)
        self.assertEqual(attachment.sudo().cloud_file_id.backend_id, new)
        path = f"Customers/{customer.name}/{attachment.name}"
        self.assertEqual(self.tree(backend=new)[path], SMALL)

    def test_reverse_03_the_way_home_comes_first(self):
        """The reverse sync comes before the direct and the backward one. (Seed 004,
        reverse)"""
        customer, _attachment = self.synced()
        self.backend._enqueue_prepare()
        self.backend._enqueue_backward()
        self.backend._enqueue_records("res.partner", customer.ids)
        self.backend._enqueue_reverse()
        jobs = self.env["queue.job"].search([("state", "=", "pending")])
        priorities = {job.method_name: job.priority for job in jobs}
        first = priorities.pop("_job_reverse")
        self.assertEqual(len(priorities), 3)
        self.assertLess(first, min(priorities.values()))

    def test_reverse_04_documents_of_the_cloud_are_converted_or_listed(self):
        """Documents that exist only in the cloud's editors are converted if possible;
        others stay links, and are listed for a person. (Seed 004, reverse)"""
        customer, _attachment = self.synced()
        folder = self.id_of("Odoo/Customers/Azure Interior")
        self.far.create_native(folder, "Minutes")
        self.backward()
        document = self.files(customer)[-1]
        self.assertEqual(document.type, "url")
        self._reset()
        line = self.env["cloud.reverse.line"].search([])
        self.assertIn("Minutes", line.name)
        document.invalidate_recordset()
        self.assertEqual(document.type, "binary" if self.converts else "url")
        self.assertTrue(document.raw if self.converts else document.url)

    def test_reverse_05_who_comes_back_finds_his_files(self):
        """Who connects the same storage again after a reset gets no second tree: the
        folders and files that are there are taken over, and nothing is sent twice. (The
        design goes beyond seed 003, Administrator's interface, which makes all folders
        anew)"""
        _customer, attachment = self.synced()
        before = self.ids()
        self._reset()
        self.connect()
        self.direct()
        self.assertEqual(self.ids(), before)
        self.assertAway(attachment)
