# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from io import BytesIO
from unittest.mock import patch

import requests

from odoo import fields
from odoo.tests import BaseCase

from ..exceptions import AccessDenied, NotFound, RetryLater
from ..transfer import retry
from ..transfer.http_client import TIMEOUT, HttpClient, HttpSession
from ..transfer.retry import TokenRefused, TransientError


class Client(HttpClient):
    """A cloud whose answers to each request are lists of outcomes."""

    cloud = "Cloud"
    batch_size = 2

    def __init__(self, answers=None):
        self.tokens = []
        super().__init__(HttpSession(), self.get_token)
        self.answers = answers or {}
        self.round_trips = []

    def get_token(self, refused):
        self.tokens.append(refused)
        return f"token {len(self.tokens)}", fields.Datetime.now() + timedelta(hours=1)

    def refusal(self, response):
        return TokenRefused("no") if response.status_code == 401 else AccessDenied("no")

    def send_batch(self, requests_):
        self.round_trips.append(list(requests_.values()))
        replies = {}
        for number, request in requests_.items():
            answer = self.answers[request].pop(0)
            if isinstance(answer, requests.RequestException):
                raise answer
            replies[number] = answer
        return replies


class TestHttpClient(BaseCase):
    def setUp(self):
        super().setUp()
        sleeping = patch.object(retry.time, "sleep")
        sleeping.start()
        self.addCleanup(sleeping.stop)

    def exchange(self, *statuses, **kwargs):
        """:return: what the retries come to, and the tokens that were sent"""
        client, sent = Client(), []

        def answer(_session, request, **_kwargs):
            sent.append(request.headers.get("Authorization"))
            response = requests.Response()
            response.status_code = statuses[len(sent) - 1]
            response.raw = BytesIO()
            return response

        with patch.object(requests.Session, "send", answer):
            try:
                outcome = client.with_retries(
                    lambda: client.exchange("GET", "https://cloud.invalid/", **kwargs)
                ).status_code
            except Exception as error:
                outcome = type(error)
        return outcome, sent

    def test_refused_token_is_replaced(self):
        self.assertEqual(
            self.exchange(401, 200), (200, ["Bearer token 1", "Bearer token 2"])
        )

    def test_no_token_for_addresses_that_authorise(self):
        self.assertEqual(self.exchange(200, authorized=False), (200, [None]))

    def test_statuses(self):
        self.assertEqual(self.exchange(302)[0], AccessDenied)
        self.assertEqual(self.exchange(302, accept=(302,))[0], 302)

    def test_broken_connection(self):
        def attempt():
            raise requests.ConnectionError("https://cloud.invalid/?sig=hush")

        with self.assertRaisesRegex(RetryLater, "^Cloud could not be reached"):
            Client().with_retries(attempt)

    def test_batches(self):
        client = Client({name: [name.upper()] for name in "abc"})
        self.assertEqual(client.batch(list("abc")), ["A", "B", "C"])
        self.assertEqual(client.round_trips, [["a", "b"], ["c"]])

    def test_only_what_failed_is_repeated(self):
        refused = AccessDenied("no")
        client = Client({"a": [refused], "b": [TransientError("busy"), "B"]})
        unclear = []
        self.assertEqual(client.batch(["a", "b"], unclear), [refused, "B"])
        self.assertEqual(client.round_trips, [["a", "b"], ["b"]])
        self.assertEqual(unclear, ["b"])

    def test_token_refused_to_a_part(self):
        client = Client({"a": ["A"], "b": [TokenRefused("no"), "B"]})
        self.assertEqual(client.batch(["a", "b"]), ["A", "B"])
        self.assertEqual(len(client.tokens), 1)

    def test_lost_answer_to_a_batch(self):
        client = Client({"a": [requests.ConnectionError(), "A"], "b": ["B"]})
        unclear = []
        self.assertEqual(client.batch(["a", "b"], unclear), ["A", "B"])
        self.assertEqual(unclear, ["a", "b"])

    def test_part_that_is_busy_for_ever(self):
        busy = [TransientError("busy") for _time in range(3)]
        client = Client({"a": ["A"], "b": list(busy)})
        self.assertEqual(client.batch(["a", "b"]), ["A", busy[-1]])

    def test_found(self):
        client = Client({"a": ["A"], "b": [NotFound("gone")]})
        self.assertEqual(client.found({1: "a", 2: "b"}), {1: "A"})

    def test_found_or_refused(self):
        client = Client({"a": ["A"], "b": [AccessDenied("no")]})
        with self.assertRaises(AccessDenied):
            client.found({1: "a", 2: "b"})

    def test_every_request_has_a_timeout(self):
        with patch.object(requests.Session, "send") as send:
            HttpSession().get("https://cloud.invalid/")
        self.assertEqual(send.call_args.kwargs["timeout"], TIMEOUT)
