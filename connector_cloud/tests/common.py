# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A backend of the provider ``memory`` and the few words that engine tests speak."""

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..components.adapter import OWNER_FILE


class CloudCase(TransactionComponentCase):
    """Tests of the engine against a cloud in the memory of the process.

    The provider comes with the test-only addon ``test_connector_cloud``, which the
    test command installs beside this one.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.backend = cls.env["cloud.backend"].create(
            {
                "name": "Memory",
                "provider": "memory",
                "company_id": False,
                "notify_user_ids": [(6, 0, cls.env.ref("base.user_admin").ids)],
            }
        )
        cls.backend.action_connect()
        cls.partner_model = cls.env["ir.model"]._get("res.partner")
        cls.tag = cls.env["res.partner.category"].create({"name": "Synced"})
        cls.rule = cls._rule("Contacts", f"[('category_id', 'in', {cls.tag.ids})]")
        # A new rule starts a sync, which is not what the tests look at.
        cls.env["queue.job"].search([("model_name", "=", "cloud.backend")]).unlink()

    def setUp(self):
        super().setUp()
        # The database is rolled back after each test; the cloud is a new one.
        # As if it had been connected there: whoever changes the form has to connect.
        self.backend._credential().endpoint_url = f"memory:{self.id()}"
        self.cloud = self.backend._memory_cloud()

    @classmethod
    def _rule(cls, name, domain="[]", **values):
        return cls.env["cloud.sync.rule"].create(
            {
                "backend_id": cls.backend.id,
                "name": name,
                "model_id": cls.partner_model.id,
                "domain": domain,
                **values,
            }
        )

    @classmethod
    def _partner(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "category_id": [(6, 0, cls.tag.ids)], **values}
        )

    @classmethod
    def _attach(cls, record, name, content=b"content", **values):
        return cls.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "res_model": record._name,
                "res_id": record.id,
                **values,
            }
        )

    def _sync(self, *records):
        """Run the direct sync of some records as its job would, or of all."""
        if not records:
            with trap_jobs() as trap:
                self.backend._job_prepare()
            # Not performed as jobs: those may commit, and want a cursor of their own.
            for job in trap.enqueued_jobs:
                job.func(*job.args, **job.kwargs)
            return
        for record in records:
            self.backend._job_sync_records(record._name, record.ids)

    def _interrupted_sync(self, record):
        """Run a sync that the cloud interrupts; what it wrote stays, as in its job.

        ``assertRaises`` would roll it back.

        :return: the ``RetryableJobError``
        """
        try:
            self._sync(record)
        except RetryableJobError as error:
            return error
        return self.fail("The sync was not interrupted.")

    def _tree(self):
        """:return: dict path -> content of all live files, None for folders; without
        the file that says whose the tree is
        """
        paths = dict(self._paths(self.cloud.tree()))
        return {k: v for k, v in paths.items() if not k.endswith(OWNER_FILE)}

    def _paths(self, tree, above=""):
        for name, content in tree.items():
            is_folder = isinstance(content, dict)
            yield above + name, None if is_folder else content
            if is_folder:
                yield from self._paths(content, f"{above}{name}/")

    def _logs(self, **values):
        return self.env["cloud.sync.log"].search(
            [
                ("backend_id", "=", self.backend.id),
                *((field, "=", value) for field, value in values.items()),
            ]
        )
