# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..controllers.notify import MAX_BODY, MAX_ECHO
from .common import CloudCase


@tagged("post_install", "-at_install")
class TestNotify(CloudCase, HttpCase):
    """What strangers and clouds get at the address for notifications."""

    def setUp(self):
        super().setUp()
        self.backend.instant = True
        self.backend._job_watch()
        self.watch = self.backend._watch()
        self.path = f"/connector_cloud/notify/memory/{self.watch.uuid}"
        self.jobs = self._jobs()

    def _jobs(self):
        """:return: the backward jobs that wait"""
        return self.env["queue.job"].search([("method_name", "=", "_job_backward")])

    def _post(self, path=None, secret=None, body=b"", **headers):
        secret = self.watch._secret() if secret is None else secret
        response = self.url_open(
            path or self.path,
            data=body or b" ",
            headers={
                "X-Memory-Secret": secret,
                "Content-Type": "application/octet-stream",
                **headers,
            },
        )
        self.assertNotIn("session_id", response.cookies)
        return response

    def _assert_ignored(self, response, status=404):
        self.assertEqual(response.status_code, status)
        self.assertFalse(self._jobs() - self.jobs)
        self.assertFalse(self.watch.last_notified_at)

    def test_notification(self):
        response = self._post()
        self.assertEqual((response.status_code, response.content), (202, b""))
        [job] = self._jobs() - self.jobs
        self.assertEqual(job.records, self.backend)
        soon = job.eta - fields.Datetime.now()
        self.assertLess(soon, timedelta(seconds=10))
        self.assertTrue(self.watch.last_notified_at)
        self.assertEqual(self.backend.notified_at, self.watch.last_notified_at)

    def test_a_burst_is_one_job(self):
        for _number in range(5):
            self.assertEqual(self._post().status_code, 202)
        self.assertEqual(len(self._jobs() - self.jobs), 1)

    def test_the_payload_is_never_believed(self):
        response = self._post(body=b'{"backend_id": 1, "full": true}')
        self.assertEqual(response.status_code, 202)
        [job] = self._jobs() - self.jobs
        self.assertFalse(job.args)

    def test_wrong_secrets_and_addresses_look_the_same(self):
        wrong = [
            self._post(secret="forged"),
            self._post(secret=""),
            self._post(secret=self.watch._secret() + "x"),
            self._post(secret=b"\xe9\xff"),
            self._post(path="/connector_cloud/notify/memory/unknown"),
            self._post(path=f"/connector_cloud/notify/other/{self.watch.uuid}"),
            self._post(path="/connector_cloud/notify/memory/unknown?echo=me"),
            self._post(path=f"/connector_cloud/notify/memory/{uuid.uuid4()}"),
            self._post(path="/connector_cloud/notify/memory/x%00"),
            self._post(path=f"{self.path}%00"),
            self._post(path=f"{self.path}%0A"),
        ]
        for response in wrong:
            self._assert_ignored(response)
        self.assertEqual({response.content for response in wrong}, {b""})
        self.assertEqual(len({r.headers["Content-Type"] for r in wrong}), 1)

    def test_echo(self):
        response = self._post(path=self.path + "?echo=Token%3A%20a%2Bb")
        self._assert_ignored(response, 200)
        self.assertEqual(response.text, "Token: a+b")
        self.assertEqual(response.headers["Content-Type"], "text/plain; charset=utf-8")
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")

    def test_echo_is_escaped_and_short(self):
        response = self._post(path=self.path + "?echo=<script>alert(1)</script>")
        self.assertNotIn("<", response.text)
        fits = self._post(path=self.path + "?echo=" + "x" * MAX_ECHO)
        self._assert_ignored(fits, 200)
        self._assert_ignored(self._post(path=self.path + "?echo=x" + "x" * MAX_ECHO))

    def test_wrong_method(self):
        response = self.url_open(self.path, headers={"X-Memory-Secret": "x"})
        self._assert_ignored(response, 405)

    def test_huge_body(self):
        self._assert_ignored(self._post(body=b"x" * (MAX_BODY + 1)), 413)
        form = "application/x-www-form-urlencoded"
        response = self._post(body=b"x" * (MAX_BODY + 1), **{"Content-Type": form})
        self._assert_ignored(response, 413)

    def test_paused_backends_are_left_alone(self):
        self.backend.state = "paused"
        self.assertEqual(self._post().status_code, 202)
        self.assertFalse(self._jobs() - self.jobs)

    def test_removed_watch(self):
        self.watch.unlink()
        self.assertEqual(self._post(secret="x").status_code, 404)
