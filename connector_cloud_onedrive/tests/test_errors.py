# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

import requests

from odoo.addons.connector_cloud.exceptions import (
    AccessDenied,
    AuthorizationLost,
    CloudError,
    CursorExpired,
    InvalidName,
    NotFound,
    QuotaExceeded,
    RetryLater,
)

from ..components.errors import ItemChanged, NameTaken, RangeRefused, refusal
from .common import MicrosoftCase

# HTTP status, Graph's code, our exception, a word of the sentence
REFUSALS = [
    (400, "invalidRequest", CloudError, "invalidRequest"),
    (400, "BadRequest", CloudError, "BadRequest"),
    (400, "invalidPath", InvalidName, "name"),
    (400, "pathIsTooLong", InvalidName, "Shorten"),
    (400, "notSupported", CloudError, "cannot"),
    (403, "accessDenied", AccessDenied, "rights"),
    (403, "Authorization_RequestDenied", AccessDenied, "admin consent"),
    (403, "accessRestricted", AccessDenied, "restricts"),
    (403, "provisioningNotAllowed", AccessDenied, "licence"),
    (403, "malwareDetected", AccessDenied, "malware"),
    (403, "teapot", AccessDenied, "teapot"),
    (404, "itemNotFound", NotFound, "find"),
    (404, "ResourceNotFound", NotFound, "licence"),
    (404, "Request_ResourceNotFound", NotFound, "user name"),
    (409, "nameAlreadyExists", NameTaken, "name"),
    (410, "resyncRequired", CursorExpired, "changes"),
    (412, "notAllowed", ItemChanged, "changed"),
    (412, "resourceModified", ItemChanged, "changed"),
    (416, "invalidRange", RangeRefused, "part"),
    (418, "teapot", CloudError, "teapot"),
    (423, "resourceLocked", CloudError, "open or checked out"),
    (423, "accessDenied", CloudError, "open or checked out"),
    (423, "notAllowed", CloudError, "open or checked out"),
    (507, "quotaLimitReached", QuotaExceeded, "full"),
    (507, "teapot", QuotaExceeded, "full"),
]


class TestErrors(MicrosoftCase):
    def fail_once_asked(self, **fault):
        """Let reading the root fail; :return: the exception and the requests made"""
        self.control.clear_faults()
        self.control.reset_log()
        self.use_client()
        self.control.add_fault(route="graph.items.get", **fault)
        with self.assertRaises(CloudError) as caught:
            self.adapter.root()
        return caught.exception, self.control.count("graph.items.get")

    def use_client(self):
        """Forget what the client was told to wait."""
        opened = self.open_adapter()
        self.adapter = opened.__enter__()
        self.addCleanup(opened.__exit__, None, None, None)

    def test_refusals(self):
        for status, code, kind, word in REFUSALS:
            with self.subTest(status=status, code=code):
                error, requests_made = self.fail_once_asked(
                    kind="error", status=status, reason=code
                )
                self.assertIs(type(error), kind)
                self.assertIn(word, str(error))
                self.assertEqual(requests_made, 1)

    def test_innermost_known_code_decides(self):
        inner = {"code": "invalidPath", "innererror": {"code": "unheardOf"}}
        body = {"error": {"code": "invalidRequest", "innerError": inner}}
        self.assertIs(type(refusal(400, {}, body)), InvalidName)

    def test_server_errors(self):
        for status in (500, 502, 503, 504, 509):
            with self.subTest(status=status):
                error, requests_made = self.fail_once_asked(
                    kind="server_error", status=status
                )
                self.assertIsInstance(error, RetryLater)
                self.assertEqual(requests_made, 3)

    def test_retry_after_is_obeyed_at_once(self):
        for fault in (
            {"kind": "rate_limit_429"},
            {"kind": "server_error", "status": 503},
            {"kind": "server_error", "status": 509},
        ):
            with self.subTest(**fault):
                error, requests_made = self.fail_once_asked(retry_after=77, **fault)
                self.assertIs(type(error), RetryLater)
                self.assertEqual(error.seconds, 77)
                self.assertEqual(requests_made, 1)
                self.control.reset()
                self.connect()

    def test_retry_after_concerns_the_whole_account(self):
        self.control.add_fault(
            "rate_limit_429", "graph.items.get", count=1, retry_after=30
        )
        with self.assertRaises(RetryLater):
            self.adapter.root()
        self.control.reset_log()
        for call in (
            self.adapter.test_connection,
            lambda: self.upload("a.txt"),
            lambda: self.adapter.get_many([self.root.external_id]),
            lambda: self.adapter.open(self.root.external_id),
        ):
            with self.assertRaises(RetryLater) as caught:
                call()
            self.assertTrue(25 <= caught.exception.seconds <= 30)
        self.assertEqual(self.control.counters()["total"], 0)
        self.assertEqual(self.microsoft.throttled(), {})

    def test_short_trouble_passes_unnoticed(self):
        for fault in (
            {"kind": "server_error", "status": 500},
            {"kind": "server_error", "status": 503},
            {"kind": "cut_response", "after_bytes": 0},
        ):
            with self.subTest(**fault):
                self.control.clear_faults()
                self.control.add_fault(route="graph.items.get", count=2, **fault)
                self.assertEqual(self.adapter.root(), self.root)

    def test_unreachable(self):
        self.backend.endpoint_url = "http://127.0.0.1:1"
        self.use_client()
        with self.assertRaises(RetryLater):
            self.adapter.root()
        with self.assertRaises(RetryLater):
            self.adapter.open("any")

    def test_page_instead_of_json(self):
        page = requests.Response()
        page.status_code = 200
        page._content = b"<html>Sign in to the network</html>"
        with (
            patch.object(requests.Session, "request", return_value=page),
            self.assertRaises(RetryLater),
        ):
            self.adapter.root()

    def test_senseless_answers(self):
        for body in (None, [], "text", {"error": "text"}, {"error": {}}):
            with self.subTest(body=body):
                self.assertIs(type(refusal(404, {}, body)), NotFound)
                self.assertIsInstance(refusal(502, {}, body), RetryLater)

    def test_refused_token_is_renewed_once(self):
        self.control.add_fault("unauthorized", "graph.items.get")
        with self.assertRaisesRegex(AuthorizationLost, "Press Connect"):
            self.adapter.root()
        self.assertEqual(self.control.count("entra.token"), 1)
        self.assertEqual(self.control.count("graph.items.get"), 2)

    def test_account_without_a_onedrive(self):
        self.microsoft.add_user("new@example.com", licensed=False)
        self.act_for_itself(onedrive_user_name="new@example.com")
        self.use_client()
        with self.assertRaisesRegex(NotFound, "licence"):
            self.adapter.drive_of_user("new@example.com")
        with self.assertRaisesRegex(NotFound, "user name"):
            self.adapter.drive_of_user("nobody@example.com")

    def test_link_to_another_host_is_not_followed(self):
        """Whatever a link says, the token goes to Graph only."""
        path = self.adapter.client.path_of("https://evil.example.com/v1.0/me?$skip=1")
        self.assertEqual(path, "/me?$skip=1")
