# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..exceptions import AuthorizationLost, CloudError, RetryLater, masked
from .common import CloudCase

ENDPOINT = "https://drive.example.com/secret-path"


@tagged("post_install", "-at_install")
class TestBackendCredential(CloudCase):
    """Who sees a backend's secrets, and who decides where they go."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "manager",
            "connector_cloud.group_cloud_manager",
            context={"no_reset_password": True},
        )

    def setUp(self):
        super().setUp()
        self.credential = self.backend._credential()

    def _granted(self, **values):
        self.credential.write(
            {"access_token": "a", "refresh_token": "r", "data": "d", **values}
        )

    # Where they are

    def test_the_form_shows_what_the_credential_keeps(self):
        self.backend.endpoint_url = ENDPOINT
        self.assertEqual(self.credential.endpoint_url, ENDPOINT)
        self.credential.endpoint_url = False
        self.assertFalse(self.backend.endpoint_url)

    def test_fields_are_kept_one_by_one(self):
        self.credential.endpoint_url = ENDPOINT
        self.backend.invalidate_recordset()
        rows = self.backend | self.backend.create({"name": "B", "provider": "memory"})
        names = [n for n in self.backend._credential_fields() if n != "endpoint_url"]
        rows.write(dict.fromkeys(names, "x"))
        self.assertEqual(self.credential.endpoint_url, ENDPOINT)
        rows.endpoint_url = "memory:both"
        for row in rows:
            self.assertEqual(row._credential().endpoint_url, "memory:both")

    def test_nothing_of_it_can_be_searched_grouped_or_ordered(self):
        Backend = self.env["cloud.backend"].with_user(self.env.ref("base.user_admin"))
        self.assertIn("endpoint_url", Backend._credential_fields())
        for name in Backend._credential_fields():
            with self.subTest(name):
                self.assertFalse(Backend._fields[name]._description_searchable)
                with self.assertRaises(ValueError):
                    Backend.search([(name, "=like", "h%")])
                with self.assertRaises(ValueError):
                    Backend.search([], order=name)
                with self.assertRaises(ValueError):
                    Backend.formatted_read_group([], [name], ["__count"])

    def test_no_relation_leads_to_a_secret(self):
        closed = {"cloud.credential", "cloud.watch", "cloud.oauth.request"}
        relations = {
            f"{model._name}.{name}": field.comodel_name
            for model in self.env.values()
            for name, field in model._fields.items()
            if field.comodel_name in closed
        }
        self.assertFalse(relations)

    def test_no_row_is_made_for_nothing(self):
        backend = self.backend.create(
            {"name": "New", "provider": "memory", "endpoint_url": False}
        )
        backend.endpoint_url = ""
        self.assertFalse(backend._credentials())

    def test_the_row_is_made_only_once(self):
        self.credential.unlink()
        first = self.backend._credential()
        self.assertEqual(self.backend._credential(), first)
        # As a job does whose transaction did not see the row of another one.
        with patch.object(
            self.env.registry["cloud.credential"], "search", return_value=first.browse()
        ):
            self.backend._credential()
        self.assertEqual(self.backend._credential(), first)

    def test_disconnect_forgets_what_was_granted_only(self):
        self._granted(endpoint_url=ENDPOINT)
        self.backend.action_disconnect()
        self.assertFalse(
            self.credential.access_token
            or self.credential.refresh_token
            or self.credential.data
        )
        self.assertEqual(self.credential.endpoint_url, ENDPOINT)

    def test_a_deleted_backend_leaves_no_secret(self):
        backend = self.backend.create({"name": "Short", "provider": "memory"})
        row = backend._credential()
        backend.unlink()
        self.assertFalse(row.exists())

    def test_a_manager_duplicates_without_secrets(self):
        self._granted(endpoint_url=ENDPOINT)
        copy = self.backend.with_user(self.manager).copy()
        self.assertFalse(copy._credentials())
        self.assertEqual(copy.state, "draft")

    def test_an_administrator_duplicates_without_secrets(self):
        self._granted(endpoint_url=ENDPOINT)
        copy = self.backend.with_user(self.env.ref("base.user_admin")).copy()
        self.assertFalse(copy.endpoint_url)
        self.assertFalse(copy._credentials())

    # Who decides

    def test_a_manager_prepares_a_draft(self):
        backend = (
            self.env["cloud.backend"]
            .with_user(self.manager)
            .create({"name": "New", "provider": "memory"})
        )
        backend.write({"company_id": self.env.company.id, "provider": "memory"})
        with self.assertRaises(AccessError):
            backend.endpoint_url = ENDPOINT
        backend._credential()
        with self.assertRaisesRegex(AccessError, "Company"):
            backend.company_id = False

    def test_defaults_of_the_context_hold_no_address(self):
        values = {"name": "New", "provider": "memory"}
        Backend = self.backend.with_user(self.manager).with_context(
            default_endpoint_url=ENDPOINT
        )
        with self.assertRaises(AccessError):
            Backend.create(values)
        with self.assertRaises(AccessError):
            Backend.browse().web_save(values, {})
        with self.assertRaises(AccessError):
            self.backend.with_user(self.manager).copy({"endpoint_url": ENDPOINT})

    def test_what_is_set_up_is_an_administrators(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.manager.company_ids = [Command.link(company.id)]
        self._granted()
        changes = {
            "company_id": company.id,
            "drive_external_id": "other",
            "drive_name": "Other",
        }
        for state in ("draft", "connected", "paused", "reconnect"):
            self.backend.state = state
            backend = self.backend.with_user(self.manager)
            for name, value in changes.items():
                with self.subTest(f"{state} {name}"), self.assertRaises(AccessError):
                    backend.write({name: value})
                with self.subTest(f"{state} {name} saved"):
                    with self.assertRaises(AccessError):
                        backend.web_save({name: value}, {})
        self.assertFalse(self.backend.drive_external_id)

    def test_what_is_the_same_is_no_change(self):
        self._granted()
        backend = self.backend.with_user(self.manager)
        backend.write({"provider": "memory", "name": "Renamed"})
        self.assertEqual(self.backend.name, "Renamed")
        self.assertEqual(self.credential.refresh_token, "r")

    def test_the_drive_is_an_administrators(self):
        with self.assertRaises(AccessError):
            self.backend.with_user(self.manager).action_choose_drive()
        with self.assertRaises(AccessError):
            self.backend.with_user(self.manager)._use_drive("x", "X")
        self.cloud.add_drive("Sales")
        wizard = self.env["cloud.drive.wizard"].browse(
            self.backend.action_choose_drive()["res_id"]
        )
        for call in (
            lambda: wizard.with_user(self.manager).action_choose(),
            lambda: wizard.with_user(self.manager).action_search(),
            lambda: wizard.with_user(self.manager).create(
                {"backend_id": self.backend.id}
            ),
        ):
            with self.assertRaises(AccessError):
                call()

    # Where a token goes

    def test_another_address_gets_no_token(self):
        for state in ("connected", "paused", "reconnect"):
            with self.subTest(state):
                self._granted()
                self.backend.state = state
                self.backend.endpoint_url = f"https://{state}.example.com"
                self.assertEqual(self.backend.state, "draft")
                for name in ("access_token", "refresh_token", "data"):
                    self.assertFalse(self.credential[name], name)

    def test_nothing_that_began_elsewhere_goes_on(self):
        self.backend.instant = True
        self.backend._job_watch()
        self.assertTrue(self.credential.watch_secret)
        self.env["cloud.oauth.request"]._issue(self.backend)
        self.cloud.calls.clear()
        self.backend.endpoint_url = ENDPOINT
        self.assertFalse(self.credential.watch_secret)
        self.assertFalse(self.backend._watch())
        domain = [("backend_id", "=", self.backend.id)]
        self.assertFalse(self.env["cloud.oauth.request"].search(domain))
        self.assertFalse(self.cloud.calls)

    def test_the_form_of_an_administrator_says_the_same(self):
        self._granted()
        administrator = self.env.ref("base.user_admin")
        with Form(self.backend.with_user(administrator)) as form:
            form.name = "Only the name"
        self.assertEqual(self.credential.refresh_token, "r")
        self.assertEqual(self.backend.state, "connected")

    def test_not_while_files_are_restored(self):
        self._granted()
        self.backend.state = "reversing"
        with self.assertRaisesRegex(UserError, "are being restored"):
            self.backend.endpoint_url = ENDPOINT
        self.assertEqual(self.credential.refresh_token, "r")

    # Who connects

    def test_a_managers_test_connects_nothing(self):
        self.backend.action_disconnect()
        self.backend.with_user(self.manager).action_test_connection()
        self.assertEqual(self.backend.state, "draft")
        administrator = self.env.ref("base.user_admin")
        self.backend.with_user(administrator).action_test_connection()
        self.assertEqual(self.backend.state, "connected")

    def test_a_managers_test_changes_no_state(self):
        backend = self.backend.with_user(self.manager)
        for state in ("connected", "reconnect", "paused"):
            self.backend.state = state
            backend.action_test_connection()
            self.assertEqual(self.backend.state, state)
        self.backend.state = "connected"
        self.cloud.fail_next("test_connection", AuthorizationLost("Press Connect."))
        with self.assertRaisesRegex(UserError, "Press Connect"):
            backend.action_test_connection()
        self.assertEqual(self.backend.state, "connected")

    def test_a_manager_connects_nothing(self):
        self.backend.action_disconnect()
        with self.assertRaisesRegex(AccessError, "Only system administrators"):
            self.backend.with_user(self.manager).action_connect()

    # What people read

    def test_secrets_are_hidden_where_an_error_is_made(self):
        for text, hidden in (
            ("GET https://x.example.com/a?tempauth=CANARY&b=1 failed", "CANARY"),
            ("denied tempauth=CANARY", "CANARY"),
            ("Authorization: Bearer CANARY", "CANARY"),
            ('{"access_token": "CANARY"}', "CANARY"),
            ("client_secret=CANARY&code=1", "CANARY"),
            ("X-Authorization: bearer\nCANARY", "CANARY"),
        ):
            for message in (str(CloudError(text)), str(AuthorizationLost(text))):
                self.assertNotIn(hidden, message)
        for text in (
            "Is it there? Look again.",
            "Error code: 412",
            "author=Bob keyboard=us",
            "The client secret: wrong. Copy its value.",
        ):
            self.assertEqual(masked(text), text)

    def test_secrets_are_hidden_wherever_an_error_is_kept(self):
        secret = "denied tempauth=CANARY"
        partner = self._partner("Azure")
        self._attach(partner, "a.txt")
        self.cloud.fail_next("upload", CloudError(secret))
        with mute_logger("odoo.addons.connector_cloud"):
            self._sync(partner)
        file = self.env["cloud.file"].search([("backend_id", "=", self.backend.id)])
        self.assertIn("denied tempauth=…", file.error)
        self.backend._wait(RetryLater(secret))
        self.assertEqual(self.backend.last_message, "denied tempauth=…")
        self.cloud.fail_next("test_connection", CloudError(secret))
        with self.assertRaisesRegex(UserError, "denied tempauth=…"):
            self.backend.action_test_connection()
        messages = self._logs().mapped("message")
        self.assertFalse([text for text in messages if "CANARY" in text])

    def test_words_of_a_cloud_are_no_html(self):
        self.backend._authorization_lost('<a href="https://evil.example.com">go</a>')
        note = self.backend.activity_ids.note
        self.assertNotIn("<a", note)
        self.assertIn("&lt;a", note)

    def test_the_name_of_a_folder_is_no_html(self):
        self.backend.root_folder_name = '<img src="x">Odoo'
        values = {"reason": "root_missing", "direction": "direct"}
        hold = self.env["cloud.hold"]._of(self.backend, **values)
        hold._grow()
        self.assertNotIn("<img", hold.activity_ids.note)
        self.assertIn("&lt;img", hold.activity_ids.note)

    def test_the_chatter_takes_no_html(self):
        self.backend._tell_in_chatter("<b>a</b>", ["<i>b</i>", "c"])
        body = self.backend.message_ids[0].body
        self.assertEqual(
            body, "<p>&lt;b&gt;a&lt;/b&gt;</p><p>&lt;i&gt;b&lt;/i&gt;<br>c</p>"
        )

    def test_two_jobs_lose_one_connection(self):
        self.backend._authorization_lost("revoked")
        # As a job reads it that began before.
        self.env.flush_all()
        self.backend._fields["state"]._update_cache(self.backend, "connected")
        self.backend._authorization_lost("revoked")
        self.assertEqual(len(self.backend.activity_ids), 1)

    def test_a_job_that_ends_late_leaves_the_draft_alone(self):
        self.backend.endpoint_url = ENDPOINT
        self.backend._authorization_lost("not connected")
        self.assertEqual(self.backend.state, "draft")
        self.assertFalse(self.backend.activity_ids)
