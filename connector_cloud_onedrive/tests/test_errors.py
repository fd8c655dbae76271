# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

import requests

from odoo.addons.connector_cloud.exceptions import (
    AccessDenied,
    CloudError,
    CursorExpired,
    InvalidName,
    NotFound,
    QuotaExceeded,
    RetryLater,
)
from odoo.addons.connector_cloud.tests.refusals_contract import RefusalsContract
from odoo.addons.connector_cloud.transfer.retry import LONGEST_WAIT

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


class TestErrors(RefusalsContract, MicrosoftCase):
    refusals = REFUSALS
    server_errors = (500, 502, 503, 504, 509)
    busy_faults = (
        {"kind": "rate_limit_429"},
        {"kind": "server_error", "status": 503},
        {"kind": "server_error", "status": 509},
    )
    item_route = "graph.items.get"

    def test_innermost_known_code_decides(self):
        inner = {"code": "invalidPath", "innererror": {"code": "unheardOf"}}
        body = {"error": {"code": "invalidRequest", "innerError": inner}}
        self.assertIs(type(refusal(400, {}, body)), InvalidName)

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

    def test_wish_to_wait_as_a_date(self):
        """Proxies and gateways on the way may write the header in its other form."""
        headers = {"retry-after": "Fri, 31 Dec 9998 23:59:59 GMT"}
        for status in (429, 503):
            with self.subTest(status=status):
                error = refusal(status, headers, {})
                self.assertIs(type(error), RetryLater)
                self.assertEqual(error.seconds, LONGEST_WAIT)

    def test_account_without_a_onedrive(self):
        self.microsoft.add_user("new@example.com", licensed=False)
        self.act_for_itself(onedrive_user_name="new@example.com")
        with self.open_adapter(connecting=True) as adapter:
            with self.assertRaisesRegex(NotFound, "licence"):
                adapter.drive_of_user("new@example.com")
            with self.assertRaisesRegex(NotFound, "user name"):
                adapter.drive_of_user("nobody@example.com")

    def test_link_to_another_host_is_not_followed(self):
        """Whatever a link says, the token goes to Graph only."""
        path = self.adapter.client.path_of("https://evil.example.com/v1.0/me?$skip=1")
        self.assertEqual(path, "/me?$skip=1")
