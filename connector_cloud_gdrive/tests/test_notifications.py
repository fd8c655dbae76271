# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time
from datetime import datetime, timedelta

from odoo import fields

from odoo.addons.connector_cloud.components.adapter import CloudAdapter
from odoo.addons.connector_cloud.exceptions import CloudError, RetryLater
from odoo.addons.connector_cloud.sync.remote import Watch

from cloud_emulator.receiver import Receiver

from .common import GoogleCase

WATCH = "drive.changes.watch"


class TestNotifications(GoogleCase):
    """Notification channels of Google Drive."""

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

    def test_life_of_a_channel(self):
        watch = self.watch()
        self.assertEqual(watch.expires_at, self.end)
        [sync] = self.receiver.wait_for(1)
        self.assertEqual(self.secrets(sync), ["s"])
        self.google.put_file("/", "a.txt", b"1")
        self.assertEqual(self.secrets(self.receiver.wait_for(2)[-1]), ["s"])
        self.adapter.unwatch(watch)
        self.assertEqual(self.google.channels(), [])
        # it is gone already: that is fine
        self.adapter.unwatch(watch)

    def test_google_shortens_it(self):
        watch = self.watch(expires_at=self.end + timedelta(days=30))
        self.assertLess(watch.expires_at, self.end + timedelta(days=6))
        self.assertIsInstance(watch.expires_at, datetime)
        self.assertIsNone(watch.expires_at.tzinfo)

    def test_renewal_is_another_channel(self):
        first = self.watch()
        second = self.adapter.renew(first, self.receiver.url, "s", self.end)
        self.assertNotEqual(second.external_id, first.external_id)
        [channel] = self.google.channels()
        self.assertEqual(channel["id"], second.external_id)
        self.assertIs(type(self.adapter).renew, CloudAdapter.renew)

    def test_an_answer_that_gets_lost(self):
        self.control.add_fault("timeout_after_success", WATCH, count=1)
        watch = self.watch()
        ids = {channel["id"] for channel in self.google.channels()}
        self.assertIn(watch.external_id, ids)
        self.assertEqual(len(ids), 2)

    def test_only_the_chosen_drive(self):
        drive = self.google.create_drive("Team")
        self.backend._use_drive(drive, "Team")
        self.use_adapter()
        self.watch()
        self.receiver.wait_for(1)
        self.google.put_file("/", "mine.txt", b"1")
        time.sleep(0.6)
        self.assertEqual(len(self.receiver.received), 1)
        self.google.put_file(drive, "a.txt", b"1")
        change = self.receiver.wait_for(2)[-1]
        self.assertEqual(change.headers["X-Goog-Resource-State"], "change")

    def test_refusals(self):
        with self.assertRaisesRegex(CloudError, "https"):
            self.watch(address="http://odoo.example.com/notify")
        # That Google dislikes the address is no matter of the sign-in.
        self.control.add_fault(
            "error", WATCH, count=1, status=401, reason="push.webhookUrlUnauthorized"
        )
        with self.assertRaisesRegex(CloudError, "certificate") as caught:
            self.watch()
        self.assertIs(type(caught.exception), CloudError)
        self.control.add_fault("server_error", WATCH)
        with self.assertRaises(RetryLater):
            self.watch()

    def test_a_channel_nobody_can_stop(self):
        gone = Watch("unknown", "unknown", self.end)
        self.adapter.unwatch(gone)
        self.control.add_fault("server_error", "drive.channels.stop")
        with self.assertRaises(RetryLater):
            self.adapter.unwatch(gone)

    def test_what_a_notification_presents(self):
        for headers, secrets in (
            ({}, []),
            ({"X-Goog-Channel-Token": ""}, []),
            ({"X-Goog-Channel-Token": "forged"}, ["forged"]),
        ):
            with self.subTest(headers):
                found = self.backend._notification_secrets(headers, b"")
                self.assertEqual(found, secrets)
        self.assertIsNone(self.backend._notification_echo({"validationToken": "x"}))
