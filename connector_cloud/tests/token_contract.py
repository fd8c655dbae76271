# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Access tokens: used while they are good, renewed in time, and by one of us."""

from odoo.exceptions import AccessError, UserError

from ..exceptions import AuthorizationLost, RetryLater


class TokenContract:
    """Goes before the provider's subclass of ``EmulatedCase``."""

    # Without it Odoo runs only the tests that a class itself defines.
    allow_inherited_tests_method = True

    # The emulator's routes for tokens and for an item.
    token_route = ""
    item_route = ""
    # Values of a fault that tells a sign-in service which is busy.
    busy_faults = ()
    # Values of the backend that make an access token useless.
    other_sign_in = {}
    # The same for what decides where tokens go.
    other_destination = {}
    # The same for all other fields of the provider that only administrators change.
    other_setup = {}
    # Field of the credential with what brings new tokens.
    lasting_field = ""
    # Field of the backend, and what is said when it is wrong.
    secret_field = ""
    wrong_secret_words = ""

    def setUp(self):
        super().setUp()
        self.credential = self.backend._credential()

    def expire_tokens(self):
        """Let the cloud not accept any access token any more."""
        raise NotImplementedError

    def refreshes(self):
        return self.control.count(self.token_route)

    def assertLost(self, words):
        """A new adapter cannot work, and its sentence holds these words.

        :return: the exception
        """
        with (
            self.open_adapter() as adapter,
            self.assertRaisesRegex(AuthorizationLost, words) as caught,
        ):
            adapter.root()
        return caught.exception

    def test_good_token_is_used(self):
        self.adapter.root()
        self.assertEqual(self.refreshes(), 0)

    def test_token_is_renewed_before_its_end(self):
        old = self.credential.access_token
        self.credential.expires_at = self.in_minutes(4)
        with self.open_adapter() as adapter:
            adapter.root()
            adapter.root()
        self.assertEqual(self.refreshes(), 1)
        self.assertNotEqual(self.credential.access_token, old)
        self.assertGreater(self.credential.expires_at, self.in_minutes(50))

    def test_somebody_else_was_faster(self):
        with self.open_adapter() as other:
            other.root()
            self.expire_tokens()
            self.adapter.root()
            other.root()
        self.assertEqual(self.refreshes(), 1)

    def test_refused_token_is_renewed_twice(self):
        """One that is refused right after it was given may be so by mistake."""
        self.control.add_fault("unauthorized", self.item_route)
        with self.assertRaisesRegex(AuthorizationLost, "Press Connect"):
            self.adapter.root()
        self.assertEqual(self.refreshes(), 2)
        self.assertEqual(self.control.count(self.item_route), 3)

    def test_never_connected(self):
        self.credential.unlink()
        self.assertLost("Press Connect")

    def test_wrong_secret(self):
        self.backend[self.secret_field] = "wrong"
        self.assertLost(self.wrong_secret_words)

    def test_sign_in_service_is_busy(self):
        for fault in self.busy_faults:
            with self.subTest(**fault):
                self.control.clear_faults()
                self.control.add_fault(**{"route": self.token_route, **fault})
                self.credential.expires_at = self.in_minutes(0)
                with self.open_adapter() as adapter, self.assertRaises(RetryLater):
                    adapter.root()

    def test_other_sign_in_data_drops_the_access_token(self):
        for field, value in self.other_sign_in.items():
            with self.subTest(field=field):
                self.credential.access_token = "token"
                self.backend[field] = value
                self.assertFalse(self.credential.access_token)
                self.assertTrue(self.credential[self.lasting_field])

    def test_another_destination_gets_nothing(self):
        for field, value in self.other_destination.items():
            with self.subTest(field=field):
                self.credential.write(
                    {"access_token": "token", self.lasting_field: "token"}
                )
                self.backend.state = "connected"
                self.backend[field] = value
                self.assertEqual(self.backend.state, "draft")
                self.assertFalse(self.credential.access_token)
                self.assertFalse(self.credential[self.lasting_field])

    def test_the_new_destination_hears_nothing_before_connect(self):
        address = self.backend.endpoint_url
        self.backend.endpoint_url = "http://127.0.0.1:1"
        self.backend.endpoint_url = address
        self.control.reset_log()
        self.assertLost("Press Connect")
        self.backend._job_watch()
        self.backend._job_prepare()
        self.assertFalse(self.control.log())

    def test_no_other_destination_while_files_are_restored(self):
        self.backend.state = "reversing"
        for field, value in self.other_destination.items():
            with (
                self.subTest(field=field),
                self.assertRaisesRegex(UserError, "being restored"),
            ):
                self.backend[field] = value

    def test_another_provider(self):
        self.backend.drive_external_id = "drive"
        folder = self.env["cloud.folder"].create(
            {"backend_id": self.backend.id, "kind": "root", "name": "Odoo"}
        )
        file = self.env["cloud.file"].create(
            {"backend_id": self.backend.id, "folder_id": folder.id}
        )
        with self.assertRaisesRegex(UserError, "keeps documents"):
            self.backend.provider = "memory"
        file.unlink()
        folder.external_id = "of another cloud"
        self.backend.provider = "memory"
        self.assertFalse(folder.external_id)
        self.assertEqual(self.backend.state, "draft")
        self.assertFalse(self.backend.drive_external_id)
        self.assertFalse(self.credential[self.lasting_field])

    def test_sign_in_and_place_are_an_administrators(self):
        manager = self.new_user("manager", "base.group_user")
        backend = self.backend.with_user(manager)
        changes = {
            "provider": "memory",
            "company_id": self.env.company.id,
            "drive_external_id": "other",
            "drive_name": "other",
            **self.other_sign_in,
            **self.other_destination,
            **self.other_setup,
        }
        self.assertEqual(backend._administrators_fields(), changes.keys())
        for state in ("connected", "draft"):
            self.backend.state = state
            for field, value in changes.items():
                with self.subTest(field=field), self.assertRaises(AccessError):
                    backend.write({field: value})
                with self.subTest(saved=field), self.assertRaises(AccessError):
                    backend.web_save({field: value}, {})
        names = [
            name
            for name in changes.keys() - set(backend._credential_fields())
            if not backend._is_engine_field(backend._fields[name])
        ]
        [same] = backend.read(names, load=None)
        backend.write({name: same[name] for name in names})
