# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta

from odoo import fields

from odoo.addons.connector_cloud.exceptions import AccessDenied, CloudError, RetryLater
from odoo.addons.connector_cloud.sync.remote import Watch

from cloud_emulator.receiver import Receiver

from .common import MicrosoftCase


class TestNotifications(MicrosoftCase):
    """Subscriptions to OneDrive and SharePoint."""

    def setUp(self):
        super().setUp()
        self.receiver = Receiver().__enter__()
        self.addCleanup(self.receiver.__exit__)
        self.end = fields.Datetime.now() + timedelta(days=2)

    def watch(self, **kwargs):
        terms = {"address": self.receiver.url, "secret": "s", "expires_at": self.end}
        return self.adapter.watch(**{**terms, **kwargs})

    def secrets(self, received):
        return self.backend._notification_secrets(received.headers, received.body)

    def test_life_of_a_subscription(self):
        watch = self.watch()
        self.assertEqual(watch.expires_at, self.end)
        self.microsoft.put_file("/", "a.txt", b"1")
        [received] = self.receiver.wait_for(1)
        self.assertEqual(self.secrets(received), ["s"])
        self.adapter.unwatch(watch)
        self.assertEqual(self.microsoft.subscriptions(), [])
        # it is gone already: that is fine
        self.adapter.unwatch(watch)

    def test_renewal_is_the_same_subscription(self):
        first = self.watch()
        later = self.end + timedelta(days=1)
        second = self.adapter.renew(first, self.receiver.url, "s", later)
        self.assertEqual(second, Watch(first.external_id, first.resource_id, later))
        self.assertEqual(len(self.microsoft.subscriptions()), 1)

    def test_renewal_too_late_is_a_new_one(self):
        first = self.watch()
        self.microsoft.expire_subscriptions()
        second = self.adapter.renew(first, self.receiver.url, "s", self.end)
        self.assertNotEqual(second.external_id, first.external_id)
        [row] = self.microsoft.subscriptions()
        self.assertEqual(row["id"], second.external_id)

    def test_a_library(self):
        library = self.microsoft.add_site("Team")["drive"]
        self.backend.onedrive_place = "site"
        self.backend._use_drive(library, "Team")
        self.use_adapter()
        self.watch()
        [row] = self.microsoft.subscriptions()
        self.assertEqual(row["resource"], f"/drives/{library}/root")
        self.microsoft.put_file("/", "mine.txt", b"1")
        self.microsoft.put_file(f"{library}:/", "a.txt", b"1")
        [received] = self.receiver.wait_for(1)
        self.assertEqual(self.secrets(received), ["s"])

    def test_the_application_itself(self):
        self.act_for_itself()
        self.backend.action_connect()
        self.use_adapter()
        watch = self.watch()
        self.assertEqual(self.microsoft.subscriptions()[0]["id"], watch.external_id)

    def test_refusals(self):
        self.receiver.validates = False
        with self.assertRaisesRegex(CloudError, "validation"):
            self.watch()
        self.control.add_fault(
            "error", "graph.subscriptions.create", count=1, status=403
        )
        with self.assertRaises(AccessDenied):
            self.watch()
        self.control.add_fault("server_error", "graph.subscriptions.create")
        with self.assertRaises(RetryLater):
            self.watch()
        self.assertEqual(self.microsoft.subscriptions(), [])

    def test_what_a_notification_presents(self):
        for body, secrets in (
            (b"", []),
            (b"\xff\xfe", []),
            (b"nonsense", []),
            (b"[]", []),
            (b"[" * 100_000, []),
            (b'"text"', []),
            (b'{"value": null}', []),
            (b'{"value": [null]}', []),
            (b'{"value": [{}]}', []),
            (b'{"value": [{"clientState": 5}]}', []),
            (b'{"value": [{"clientState": "a"}, {"clientState": "b"}]}', ["a", "b"]),
            (json.dumps({"value": [{"clientState": "\udcff"}]}).encode(), ["\udcff"]),
        ):
            with self.subTest(body[:50]):
                found = self.backend._notification_secrets({}, body)
                self.assertEqual(found, secrets)

    def test_a_visit_is_no_notification(self):
        echo = self.backend._notification_echo
        self.assertEqual(echo({"validationToken": "Validation: x"}), "Validation: x")
        self.assertIsNone(echo({}))
