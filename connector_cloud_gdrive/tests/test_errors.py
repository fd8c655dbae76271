# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

import httplib2

from odoo.addons.connector_cloud.exceptions import (
    AccessDenied,
    AuthorizationLost,
    CloudError,
    CursorExpired,
    NotFound,
    QuotaExceeded,
    RetryLater,
)

from ..components.errors import RATE_LIMIT_SECONDS, refusal
from .common import GoogleCase

# HTTP status, Drive's reason, our exception, a word of the sentence
REFUSALS = [
    (400, "badRequest", CloudError, "badRequest"),
    (400, "invalid", CloudError, "invalid"),
    (400, "invalidParameter", CloudError, "invalidParameter"),
    (400, "required", CloudError, "required"),
    (400, "invalidSharingRequest", CloudError, "invalidSharingRequest"),
    (403, "forbidden", AccessDenied, "forbidden"),
    (403, "dailyLimitExceeded", QuotaExceeded, "tomorrow"),
    (403, "quotaExceeded", QuotaExceeded, "tomorrow"),
    (403, "sharingRateLimitExceeded", QuotaExceeded, "tomorrow"),
    (403, "storageQuotaExceeded", QuotaExceeded, "full"),
    (403, "activeItemCreationLimitExceeded", QuotaExceeded, "items"),
    (403, "teamDriveFileLimitExceeded", QuotaExceeded, "shared drive"),
    (403, "numChildrenInNonRootLimitExceeded", CloudError, "items"),
    (403, "myDriveHierarchyDepthLimitExceeded", CloudError, "nested"),
    (403, "teamDriveHierarchyTooDeep", CloudError, "nested"),
    (403, "insufficientFilePermissions", AccessDenied, "rights"),
    (403, "insufficientPermissions", AuthorizationLost, "Connect"),
    (403, "appNotAuthorizedToFile", AccessDenied, "Connect"),
    (403, "domainPolicy", AccessDenied, "administrators"),
    (403, "fieldNotWritable", AccessDenied, "fieldNotWritable"),
    (403, "cannotAddParent", AccessDenied, "cannotAddParent"),
    (403, "downloadQuotaExceeded", AccessDenied, "day"),
    (403, "cannotDownloadAbusiveFile", AccessDenied, "malware"),
    (403, "accessNotConfigured", AccessDenied, "Enable"),
    (404, "notFound", NotFound, "find"),
    (418, "teapot", CloudError, "teapot"),
]


class TestErrors(GoogleCase):
    def fail_once_asked(self, **fault):
        """Let reading the root fail; :return: the exception and the requests made"""
        self.control.clear_faults()
        self.control.reset_log()
        self.control.add_fault(route="drive.files.get", **fault)
        with self.assertRaises(CloudError) as caught:
            self.adapter.root()
        return caught.exception, self.control.count("drive.files.get")

    def test_refusals(self):
        for status, reason, kind, word in REFUSALS:
            with self.subTest(reason=reason):
                error, requests_made = self.fail_once_asked(
                    kind="error", status=status, reason=reason
                )
                self.assertIs(type(error), kind)
                self.assertIn(word, str(error))
                self.assertEqual(requests_made, 1)

    def test_rate_limits(self):
        low, high = RATE_LIMIT_SECONDS
        for status, reason in [
            (403, "userRateLimitExceeded"),
            (403, "rateLimitExceeded"),
            (429, "rateLimitExceeded"),
        ]:
            with self.subTest(status=status, reason=reason):
                error, requests_made = self.fail_once_asked(
                    kind="error", status=status, reason=reason
                )
                self.assertIsInstance(error, RetryLater)
                self.assertTrue(low <= error.seconds <= high, error.seconds)
                self.assertEqual(requests_made, 3)

    def test_retry_after_is_obeyed_at_once(self):
        for kind in ("rate_limit_403", "rate_limit_429", "server_error"):
            with self.subTest(kind=kind):
                error, requests_made = self.fail_once_asked(kind=kind, retry_after=77)
                self.assertIs(type(error), RetryLater)
                self.assertEqual(error.seconds, 77)
                self.assertEqual(requests_made, 1)

    def test_server_errors(self):
        for status in (500, 502, 503, 504):
            with self.subTest(status=status):
                error, requests_made = self.fail_once_asked(
                    kind="server_error", status=status
                )
                self.assertIsInstance(error, RetryLater)
                self.assertEqual(requests_made, 3)

    def test_short_trouble_passes_unnoticed(self):
        for kind in (
            "server_error",
            "rate_limit_403",
            "rate_limit_429",
            "cut_response",
        ):
            with self.subTest(kind=kind):
                self.control.clear_faults()
                values = {"after_bytes": 0} if kind == "cut_response" else {}
                self.control.add_fault(kind, "drive.files.get", count=2, **values)
                self.assertEqual(self.adapter.root(), self.root)

    def test_cut_connection(self):
        error, _requests = self.fail_once_asked(kind="cut_response", after_bytes=0)
        self.assertIsInstance(error, RetryLater)

    def test_unreachable(self):
        self.backend.endpoint_url = "http://127.0.0.1:1"
        with self.open_adapter() as adapter, self.assertRaises(RetryLater):
            adapter.root()
        with self.open_adapter() as adapter, self.assertRaises(RetryLater):
            adapter.open("any")

    def test_page_instead_of_json(self):
        with (
            patch.object(
                httplib2.Http,
                "request",
                return_value=(httplib2.Response({"status": 200}), b"<html>Sign in"),
            ),
            self.assertRaises(RetryLater),
        ):
            self.adapter.root()

    def test_full_drive(self):
        self.google.set_quota(3)
        with self.assertRaisesRegex(QuotaExceeded, "full"):
            self.upload("a.txt")

    def test_senseless_answers(self):
        for content in (b"", b"<html>", b"[]", b'{"error": "text"}', b'{"error": {}}'):
            with self.subTest(content=content):
                self.assertIs(type(refusal(404, {}, content)), NotFound)
                self.assertIsInstance(refusal(502, {}, content), RetryLater)

    def test_feed_position(self):
        content = b'{"error": {"errors": [{"reason": "invalid", "location": "%s"}]}}'
        self.assertIsInstance(refusal(400, {}, content % b"pageToken"), CursorExpired)
        self.assertIs(type(refusal(400, {}, content % b"q")), CloudError)
