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
from odoo.addons.connector_cloud.tests.refusals_contract import RefusalsContract
from odoo.addons.connector_cloud.transfer.retry import LONGEST_WAIT

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


class TestErrors(RefusalsContract, GoogleCase):
    refusals = REFUSALS
    busy_faults = (
        {"kind": "rate_limit_403"},
        {"kind": "rate_limit_429"},
        {"kind": "server_error"},
    )
    item_route = "drive.files.get"

    def test_rate_limits(self):
        low, high = RATE_LIMIT_SECONDS
        for status, reason in [
            (403, "userRateLimitExceeded"),
            (403, "rateLimitExceeded"),
            (429, "rateLimitExceeded"),
        ]:
            with self.subTest(status=status, reason=reason):
                error, requests = self.refused(
                    kind="error", status=status, reason=reason
                )
                self.assertIsInstance(error, RetryLater)
                self.assertTrue(low <= error.seconds <= high, error.seconds)
                self.assertEqual(requests, 3)

    def test_passing_rate_limits(self):
        for kind in ("rate_limit_403", "rate_limit_429"):
            with self.subTest(kind=kind):
                self.control.clear_faults()
                self.control.add_fault(kind, self.item_route, count=2)
                self.assertEqual(self.adapter.root(), self.root)

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

    def test_senseless_answers(self):
        for content in (b"", b"<html>", b"[]", b'{"error": "text"}', b'{"error": {}}'):
            with self.subTest(content=content):
                self.assertIs(type(refusal(404, {}, content)), NotFound)
                self.assertIsInstance(refusal(502, {}, content), RetryLater)

    def test_wish_to_wait_as_a_date(self):
        """Proxies and gateways on the way may write the header in its other form."""
        headers = {"retry-after": "Fri, 31 Dec 9998 23:59:59 GMT"}
        for status in (429, 503):
            with self.subTest(status=status):
                error = refusal(status, headers, b"{}")
                self.assertIs(type(error), RetryLater)
                self.assertEqual(error.seconds, LONGEST_WAIT)

    def test_feed_position(self):
        content = b'{"error": {"errors": [{"reason": "invalid", "location": "%s"}]}}'
        self.assertIsInstance(refusal(400, {}, content % b"pageToken"), CursorExpired)
        self.assertIs(type(refusal(400, {}, content % b"q")), CloudError)
