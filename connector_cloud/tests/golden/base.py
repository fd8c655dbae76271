# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command

from odoo.addons.queue_job.tests.common import trap_jobs

from ...models.ir_attachment import FOLDER_MIMETYPE

SMALL = b"small content"


class GoldenBase:
    """The words of the scenarios.

    It goes before a case class that has a ``backend`` and whose ``connect()`` connects
    it to the cloud of the test.

    People in Odoo use Odoo's records; people in the cloud act through ``far``, behind
    our back; ``direct()``, ``backward()``, ``reverse()`` run the jobs of a direction.
    """

    # Without it Odoo runs only the tests that a class itself defines.
    allow_inherited_tests_method = True

    def far_side(self):
        """:return: the :class:`~..contract.far_side.FarSide` of this test's cloud"""
        raise NotImplementedError

    def another_backend(self):
        """:return: a connected backend whose tree is elsewhere than the first one's"""
        raise NotImplementedError

    def setUp(self):
        super().setUp()
        self.env = self.env(context={**self.env.context, "tracking_disable": True})
        self.connect()
        self.far = self.far_side()
        self.customers = self.env["res.partner.category"].create({"name": "Customer"})
        self.jobs = []

    # People in Odoo

    def rule(self, name="Customers", *conditions, **values):
        """:return: a model to sync; contacts, unless the values say otherwise"""
        return self.env["cloud.sync.rule"].create(
            {
                "backend_id": self.backend.id,
                "name": name,
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain": self.filter(*conditions),
                **values,
            }
        )

    def filter(self, *conditions):
        """:return: a rule's filter for customers"""
        return repr([("category_id", "in", self.customers.ids), *conditions])

    def customer(self, name="Azure Interior", **values):
        tags = [Command.set(self.customers.ids)]
        return self.env["res.partner"].create(
            {"name": name, "category_id": tags, **values}
        )

    def attach(self, record, name="scan1.jpeg", content=SMALL):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def synced(self, name="scan1.jpeg", content=SMALL):
        """:return: a customer of a model to sync, and his file; both sides agree"""
        if not self.backend.rule_ids:
            self.rule()
        customer = self.customer()
        attachment = self.attach(customer, name, content)
        self.direct()
        self.backward()
        return customer, attachment

    def attached(self, record):
        """:return: the attachments of a record: files and links to folders"""
        return self.env["ir.attachment"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)], order="id"
        )

    def files(self, record):
        return self.attached(record).filtered(lambda a: a.mimetype != FOLDER_MIMETYPE)

    def links(self, record):
        """:return: the links to folders that a record has"""
        return self.attached(record) - self.files(record)

    def contents(self, record):
        """:return: dict name -> content of a record's files, wherever that is kept"""
        self.env.invalidate_all()
        return {file.name: file.raw for file in self.files(record)}

    # Jobs

    def direct(self):
        """Odoo to cloud: what the changes enqueued, and what the schedule finds."""
        self._run(self._prepare, "_job_sync_records")

    def _prepare(self):
        for backend in self.env["cloud.backend"].search([("state", "=", "connected")]):
            backend._job_prepare()

    def backward(self):
        """Cloud to Odoo."""
        self._run(self.backend._enqueue_backward, "_job_backward")

    def reverse(self, action):
        """Everything home.

        :param action: what a person does that leads to it
        """
        self._run(action, "_job_reverse")

    def _run(self, action, method):
        """Run an action, and the jobs of one method; the others stay enqueued."""
        with trap_jobs() as trap:
            # The transaction of the people in Odoo ends.
            self.env.flush_all()
            self.env.cr.precommit.run()
            action()
            while True:
                self.jobs += trap.enqueued_jobs
                trap.enqueued_jobs.clear()
                job = next((j for j in self.jobs if j.method_name == method), None)
                if not job:
                    break
                self.jobs.remove(job)
                job.func(*job.args, **job.kwargs)
        self.env.invalidate_all()

    # The cloud, as people see it there

    def top(self, backend=None):
        """:return: the id of the top of the drive"""
        with (backend or self.backend)._adapter() as adapter:
            return adapter.root().external_id

    def ids(self, backend=None):
        """:return: dict path -> id of all that is alive in the cloud"""
        return {path: id_ for path, id_, _f in self.far.below(self.top(backend))}

    def id_of(self, path):
        """:return: the id of what is at a path such as ``Odoo/Customers``"""
        found = self.ids()
        self.assertIn(path, found)
        return found[path]

    def tree(self, path="Odoo", backend=None):
        """:return: dict path -> content (None: a folder) of what is in a folder"""
        return {
            below.removeprefix(f"{path}/"): None
            if is_folder
            else self.far.read_file(external_id)
            for below, external_id, is_folder in self.far.below(self.top(backend))
            if below.startswith(f"{path}/")
        }

    def assertGone(self, path):
        self.assertNotIn(path, self.ids())

    def assertHome(self, attachment, content=SMALL):
        """The content is a file of Odoo's own."""
        attachment.invalidate_recordset()
        self.assertEqual((attachment.type, attachment.raw), ("binary", content))
        self.assertFalse(attachment.url)
        self.assertTrue(attachment.store_fname)

    def assertAway(self, attachment, content=SMALL):
        """Odoo keeps but a link, and still delivers the content.

        The link is the address beside the file: for people it stays a file.
        """
        attachment.invalidate_recordset()
        self.assertEqual(attachment.type, "binary")
        self.assertTrue(attachment.sudo().cloud_file_id.web_url)
        self.assertFalse(attachment.store_fname)
        self.assertFalse(attachment.db_datas)
        self.assertEqual(attachment.raw, content)
