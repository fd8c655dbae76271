# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields

from .base import SMALL, GoldenBase


class ModelsScenarios(GoldenBase):
    """Models to sync (seed 003, "Models Sync", "Sync Models", "Filters & Periods")."""

    def _former(self, sequence=1):
        """:return: a model to sync above all others, for customers who left"""
        left = ("function", "=", "left")
        return self.rule("Former Customers", left, sequence=sequence)

    def _assertIn(self, model, customer="Azure Interior", content=SMALL):
        """The customer's folder is in that model's folder, and nowhere else."""
        found = {path: c for path, c in self.tree().items() if customer in path}
        place = f"{model}/{customer}"
        self.assertEqual(found, {place: None, f"{place}/scan1.jpeg": content})

    def _assertNothingNew(self, customer):
        """What is attached from now on stays a file of Odoo's own."""
        attachment = self.attach(customer, "later.txt", b"later")
        self.direct()
        self.assertHome(attachment, b"later")
        self.assertFalse([path for path in self.ids() if "later" in path])

    def test_models_01_each_model_has_its_own_folder(self):
        """After the first sync each model to sync has a folder of its own, inside of
        the root folder. (Seed 003, Models Sync)"""
        self.rule()
        self._former()
        self.direct()
        folders = {path for path, content in self.tree().items() if content is None}
        self.assertEqual(folders, {"Customers", "Former Customers"})

    def test_models_02_model_folders_hold_the_folders_of_objects(self):
        """The folders of models hold those of objects, and these hold the files. (Seed
        003, Models Sync)"""
        self.synced()
        self._assertIn("Customers")

    def test_models_03_renaming_a_model_in_odoo(self):
        """A new folder name of a model in Odoo is applied in the cloud with the next
        direct sync. (Seed 003, Models Sync 1)"""
        _customer, attachment = self.synced()
        external_id = self.id_of("Odoo/Customers")
        self.backend.rule_ids.name = "Clients"
        self.direct()
        self._assertIn("Clients")
        self.assertEqual(self.id_of("Odoo/Clients"), external_id)
        self.assertAway(attachment)

    def test_models_04_renaming_a_model_in_the_cloud(self):
        """A model's folder that is renamed in the cloud gets its name back with the
        next direct sync. (Seed 003, Models Sync 1)"""
        _customer, attachment = self.synced()
        self.far.rename(self.id_of("Odoo/Customers"), "Theirs")
        self.backward()
        self.direct()
        self._assertIn("Customers")
        self.assertGone("Odoo/Theirs")
        self.assertAway(attachment)

    def test_models_05_a_deleted_model_leaves_its_folder(self):
        """A model that is deleted in Odoo is not synced any more, but its folder stays
        in the cloud with all objects and files. (Seed 003, Models Sync 2)"""
        customer, _attachment = self.synced()
        self.backend.rule_ids.unlink()
        customer.name = "Renamed"
        self.direct()
        self.backward()
        self._assertIn("Customers")

    def test_models_06_links_of_a_deleted_model_still_work(self):
        """They are still accessible through the links in Odoo. (Seed 003, Models Sync
        2)"""
        _customer, attachment = self.synced()
        self.backend.rule_ids.unlink()
        self.direct()
        self.backward()
        self.assertAway(attachment)

    def test_models_07_a_deleted_model_takes_no_new_files(self):
        """New attachments remain in Odoo as files. (Seed 003, Models Sync 2)"""
        customer, _attachment = self.synced()
        self.backend.rule_ids.unlink()
        self._assertNothingNew(customer)

    def test_models_08_a_model_can_be_put_back(self):
        """A model that is taken out of the list is kept (archived), and can be put
        back: it goes on in the folder it had. (Seed 003, Sync Models)"""
        customer, _attachment = self.synced()
        rule = self.backend.rule_ids
        external_id = self.id_of("Odoo/Customers")
        rule.active = False
        attachment = self.attach(customer, "later.txt", b"later")
        self.direct()
        self.assertHome(attachment, b"later")
        rule.active = True
        self.direct()
        self.assertAway(attachment, b"later")
        self.assertEqual(self.id_of("Odoo/Customers"), external_id)
        self.assertIn("later.txt", self.tree("Odoo/Customers/Azure Interior"))

    def test_models_09_without_models_nothing_is_synced(self):
        """Where all models are removed from the list, nothing is synced. (Seed 003,
        Administrator's interface)"""
        customer, _attachment = self.synced()
        self.backend.rule_ids.active = False
        tree = self.tree()
        self.customer("Deco Addict")
        self._assertNothingNew(customer)
        self.assertEqual(self.tree(), tree)

    def test_models_10_a_deleted_model_folder_is_made_again(self):
        """A model's folder that is deleted in the cloud is made again with the next
        direct sync, with the folders of its objects. (Seed 003, Models Sync 2)"""
        self.synced()
        self.far.bin(self.id_of("Odoo/Customers"))
        self.direct()
        self.assertIn("Odoo/Customers/Azure Interior", self.ids())

    def test_models_11_the_links_of_a_deleted_model_folder_go(self):
        """But the files went with it, and so the next backward sync removes their links
        from the attachments. (Seed 003, Models Sync 2)"""
        customer, _attachment = self.synced()
        self.far.bin(self.id_of("Odoo/Customers"))
        self.direct()
        self.backward()
        self.assertFalse(self.files(customer))

    def test_models_12_the_higher_of_two_models_takes_the_object(self):
        """An object that two models match is synced to the one with the smaller
        sequence, which is higher in the list. (Seed 003, Models Sync 3)"""
        self.rule()
        self._former()
        self.attach(self.customer(function="left"))
        self.direct()
        self._assertIn("Former Customers")

    def test_models_13_an_object_that_matches_a_higher_model_moves(self):
        """An object that comes to match a model higher in the list is synced to that
        one. (Seed 003, Models Sync 3)"""
        self.rule()
        self._former()
        customer = self.customer()
        attachment = self.attach(customer)
        self.direct()
        self._assertIn("Customers")
        customer.function = "left"
        self.direct()
        self._assertIn("Former Customers")
        self.backward()
        self.assertAway(attachment)

    def test_models_14_the_order_of_models_can_be_changed(self):
        """Models are ordered by drag and drop; the objects follow to the one that is
        the higher one now. (Seed 003, Sync Models)"""
        customer, attachment = self.synced()
        customer.function = "left"
        former = self._former(sequence=99)
        self.direct()
        self._assertIn("Customers")
        former.sequence = 1
        self.direct()
        self._assertIn("Former Customers")
        self.assertAway(attachment)

    def test_models_15_other_models_take_over_the_files(self):
        """Where the models are replaced by others with other filters, the files are
        transferred to the right folders with the next direct sync. (Seed 003, Models
        Sync 4)"""
        customer, attachment = self.synced()
        external_id = self.id_of("Odoo/Customers/Azure Interior/scan1.jpeg")
        customer.function = "left"
        self.backend.rule_ids.unlink()
        self._former()
        self.direct()
        self.backward()
        self._assertIn("Former Customers")
        path = "Odoo/Former Customers/Azure Interior/scan1.jpeg"
        self.assertEqual(self.id_of(path), external_id)
        self.assertAway(attachment)

    def test_models_16_what_matches_no_new_model_stays(self):
        """Files that match none of the new filters stay in the folder they have, and
        are not synced any more. (Seed 003, Models Sync 4)"""
        customer, attachment = self.synced()
        self.backend.rule_ids.unlink()
        self._former()
        self._assertNothingNew(customer)
        self._assertIn("Customers")
        self.assertAway(attachment)

    def test_models_17_an_object_that_no_filter_matches_keeps_its_folder(self):
        """An object that does not match a changed filter keeps its folder in the cloud,
        and its attachments stay links: no file is lost. (Seed 003, Models Sync 5)"""
        _customer, attachment = self.synced()
        self.backend.rule_ids.domain = self.filter(("function", "=", "left"))
        self.direct()
        self.backward()
        self._assertIn("Customers")
        self.assertAway(attachment)

    def test_models_18_an_object_that_no_filter_matches_takes_no_new_files(self):
        """Its new files are not synced, they are kept in Odoo. (Seed 003, Filters &
        Periods)"""
        customer, _attachment = self.synced()
        customer.category_id = [Command.clear()]
        self._assertNothingNew(customer)

    def test_models_19_an_object_that_comes_to_match_gets_its_folder(self):
        """An object that was not synced, but matches now, gets its folder, and its
        attachments are synced. (Seed 003, Filters & Periods)"""
        self.rule()
        customer = self.customer(category_id=[])
        attachment = self.attach(customer)
        self.direct()
        self.assertHome(attachment)
        self.assertEqual(self.tree("Odoo/Customers"), {})
        customer.category_id = self.customers
        self.direct()
        self._assertIn("Customers")
        self.assertAway(attachment)

    def test_models_20_an_object_out_of_its_period_keeps_its_folder(self):
        """An object that a period does not contain any more remains in its folder, and
        is not checked any more. (Seed 003, Filters & Periods)"""
        rule = self.rule()
        self._recent(rule)
        customer, attachment = self.synced()
        self._assertIn("Customers")
        self._make_old(customer)
        self._assertNothingNew(customer)
        self._assertIn("Customers")
        self.assertAway(attachment)

    def test_models_21_old_objects_can_have_a_folder_of_their_own(self):
        """With periods old objects move to a folder of their own, such as "last year".
        (Seed 003, Filters & Periods)"""
        self._recent(self.rule("This Year", sequence=1))
        self.rule("Archive", sequence=2)
        customer, attachment = self.synced()
        self._assertIn("This Year")
        self._make_old(customer)
        self.direct()
        self._assertIn("Archive")
        self.assertAway(attachment)

    def _recent(self, rule):
        """Let a model contain what was made in the last twelve months."""
        field = self.env["ir.model.fields"]._get("res.partner", "create_date")
        values = {"field_id": field.id, "direction": "last", "interval_number": 12}
        values.update(unit="month", including_current=True)
        rule.period_ids = [Command.create(values)]

    def _make_old(self, record):
        """Two years later."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = create_date - interval '2 years'"
            " WHERE id = %s",
            record.ids,
        )
        self.env.invalidate_all()
        record.ref = fields.Date.to_string(record.create_date)

    def test_models_22_the_structure_is_flat(self):
        """Different document types never share a folder: each has one of its own (or a
        few), with its objects. (Seed 003, Folders' structure)"""
        tags = self.env["ir.model"]._get_id("res.partner.category")
        self.rule(
            "Tags", model_id=tags, domain=repr([("id", "in", self.customers.ids)])
        )
        self.attach(self.customers, "scan1.jpeg", b"tag")
        self.rule()
        self.attach(self.customer("Customer"))
        self.direct()
        tree = self.tree()
        self.assertEqual(tree["Tags/Customer/scan1.jpeg"], b"tag")
        self.assertEqual(tree["Customers/Customer/scan1.jpeg"], SMALL)

    def test_models_23_an_archived_object_keeps_its_folder(self):
        """An object that is archived is not synced any more: it keeps its folder and
        its links, new files stay in Odoo. (Seed 003, Performance; Models Sync 5)"""
        customer, attachment = self.synced()
        customer.active = False
        self._assertNothingNew(customer)
        self._assertIn("Customers")
        self.assertAway(attachment)
