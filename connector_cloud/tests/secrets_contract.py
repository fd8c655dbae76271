# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may see the secrets of a backend, and where they must not go."""

from odoo.exceptions import AccessError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import new_test_user


class SecretsContract:
    """Goes before a ``TransactionCase``."""

    # Without it Odoo runs only the tests that a class itself defines.
    allow_inherited_tests_method = True

    # The provider's addon, the values of its backend, and which fields are secret.
    addon = ""
    backend_values = {}
    secrets = ()
    # A field of the provider that every manager may read.
    public_field = ""
    # Field of the credential with what brings new tokens.
    lasting_field = ""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["cloud.backend"].create(cls.backend_values)

    def fill(self):
        """Keep something in all secrets, usable or not; :return: the credential"""
        credential = self.backend._credential()
        names = ("endpoint_url", *self.secrets, self.lasting_field, "watch_secret")
        credential.write(dict.fromkeys(names, "demo"))
        return credential

    def manager(self):
        return new_test_user(
            self.env,
            "manager",
            "connector_cloud.group_cloud_manager",
            context={"no_reset_password": True},
        )

    def test_no_search_leads_to_a_secret(self):
        self.fill()
        self.assertEqual(
            {"endpoint_url", *self.secrets}, set(self.backend._credential_fields())
        )
        Backend, Attachment = self.env["cloud.backend"], self.env["ir.attachment"]
        for name in ("endpoint_url", *self.secrets):
            self.assertFalse(Backend._fields[name].store)
            for call in (
                lambda name=name: Backend.search([(name, "=like", "d%")]),
                lambda name=name: Backend.search([], order=name),
                lambda name=name: Backend.formatted_read_group([], [name]),
                lambda name=name: Attachment.search_count(
                    [(f"cloud_file_id.backend_id.{name}", "=like", "d%")]
                ),
            ):
                with self.subTest(name=name), self.assertRaises(ValueError):
                    call()

    def test_a_field_leaves_the_others_alone(self):
        credential = self.fill()
        self.backend.invalidate_recordset()
        self.backend.endpoint_url = "http://127.0.0.1:1"
        self.assertEqual(credential.endpoint_url, "http://127.0.0.1:1")
        for name in self.secrets:
            self.assertEqual(credential[name], "demo", name)

    def test_disconnect_keeps_what_was_entered(self):
        credential = self.fill()
        self.backend.action_disconnect()
        self.assertFalse(credential[self.lasting_field] or credential.watch_secret)
        for name in ("endpoint_url", *self.secrets):
            self.assertEqual(credential[name], "demo", name)

    def test_a_deleted_backend_leaves_no_secret(self):
        credential = self.fill()
        self.backend.unlink()
        self.assertFalse(credential.exists())

    def test_secrets_are_for_system_administrators(self):
        manager = self.manager()
        backend = self.backend.with_user(manager)
        self.assertTrue(backend[self.public_field])
        for name in self.secrets:
            with self.subTest(name=name), self.assertRaises(AccessError):
                backend.read([name])
        for model in ("cloud.credential", "cloud.oauth.request"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(manager).search([])
        arch = backend.get_view(view_type="form")["arch"]
        for name in self.secrets:
            self.assertNotIn(name, arch)

    def test_secrets_are_not_copied(self):
        self.fill()
        for user in (self.env.ref("base.user_admin"), self.manager()):
            copy = self.backend.with_user(user).copy()
            self.assertFalse(copy._credentials())
            self.assertEqual(copy.state, "draft")

    def test_neutralized_database_has_no_secrets(self):
        credential = self.fill()
        self.env.flush_all()
        for query in get_neutralization_queries(["connector_cloud", self.addon]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertFalse(credential.exists())
        for name in ("endpoint_url", *self.secrets):
            self.assertFalse(self.backend[name], name)
            self.assertFalse(self.env["cloud.backend"]._fields[name].store)
