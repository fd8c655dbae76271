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
    # Those that a copy, and a neutralized database, must not have.
    not_copied = ()
    not_kept = ()
    # A field of the provider that every manager may read.
    public_field = ""
    # Field of the credential with what brings new tokens.
    lasting_field = ""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["cloud.backend"].create(cls.backend_values)

    def test_secrets_are_for_system_administrators(self):
        manager = new_test_user(
            self.env,
            "manager",
            "connector_cloud.group_cloud_manager",
            {"no_reset_password": True},
        )
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
        copy = self.backend.copy()
        for name in self.not_copied:
            self.assertFalse(copy[name], name)

    def test_neutralized_database_has_no_secrets(self):
        self.backend._credential()[self.lasting_field] = "token"
        self.env.flush_all()
        for query in get_neutralization_queries(["connector_cloud", self.addon]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        for name in self.not_kept:
            self.assertFalse(self.backend[name], name)
        self.assertFalse(self.backend._credential()[self.lasting_field])
