# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from unittest.mock import patch

import requests

from odoo.tests import TransactionCase, tagged

from ..upgrade_api import (
    Credentials,
    NotOffered,
    Phase,
    Refused,
    TryLater,
    UnsafeAddress,
    UpgradeClient,
    phase_of,
    poll_delay,
)
from ..upgrade_api.answer import parse
from ..upgrade_api.gate import Gate
from .common import CONTRACT, ClientCase

PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"


class TestParse(TransactionCase):
    """JSON is read whatever the HTTP status says."""

    def test_failures_with_an_error_status(self):
        for status in (200, 400, 403, 413, 500):
            with self.assertRaises(Refused) as caught:
                parse(status, '{"failures": [{"reason": "A:B", "message": "No"}]}')
            self.assertEqual(str(caught.exception), "No (A:B).")

    def test_json_followed_by_an_error_page(self):
        with self.assertRaises(Refused):
            parse(500, '{"failures": [{"reason": "A:B"}]}\n' + PAGE)
        self.assertEqual(parse(200, '{"failures": []}' + PAGE).data, {"failures": []})

    def test_failure_without_a_message_or_a_form(self):
        with self.assertRaises(Refused) as caught:
            parse(200, '{"failures": [{"reason": "NEW:ONE"}, "just words", {}]}')
        texts = [str(failure) for failure in caught.exception.failures]
        self.assertEqual(
            texts,
            [
                "The platform gives no explanation (NEW:ONE).",
                "just words (UNKNOWN).",
                "The platform gives no explanation (UNKNOWN).",
            ],
        )

    def test_text_that_no_database_takes(self):
        data = parse(200, r'{"failures": [], "a\u0000": ["b\u0000", "\ud800"]}').data
        self.assertEqual(data, {"failures": [], "a": ["b", "?"]})

    def test_what_is_nested_too_deep_is_no_answer(self):
        with self.assertRaises(NotOffered):
            parse(200, '{"failures": ' + "[" * 10**5 + "]" * 10**5 + "}")

    def test_expected_values_of_any_kind(self):
        for value, expected in ((5, ("5",)), ({"a": 1}, ("{'a': 1}",)), (0, ())):
            text = json.dumps({"failures": [{"reason": "A:B", "expected": value}]})
            with self.assertRaises(Refused) as caught:
                parse(200, text)
            self.assertEqual(caught.exception.failures[0].expected, expected)

    def test_server_error_passes(self):
        with self.assertRaises(TryLater) as caught:
            parse(200, '{"failures": [{"reason": "SERVER:ERROR", "message": "Oops"}]}')
        self.assertEqual(caught.exception.failures[0].reason, "SERVER:ERROR")

    def test_server_error_beside_a_lasting_failure(self):
        text = '{"failures": [{"reason": "SERVER:ERROR"}, {"reason": "A:B"}]}'
        with self.assertRaises(Refused):
            parse(200, text)

    def test_pages_instead_of_json(self):
        expected = {
            200: NotOffered,
            301: NotOffered,
            404: NotOffered,
            410: NotOffered,
            403: Refused,
            413: Refused,
            429: TryLater,
            500: TryLater,
            502: TryLater,
            504: TryLater,
        }
        for status, error in expected.items():
            with self.subTest(status=status), self.assertRaises(error):
                parse(status, PAGE)

    def test_json_that_is_no_object(self):
        for text in ("[]", "null", '"text"', "", '{"error": "Sign in first"}'):
            with self.subTest(text=text), self.assertRaises(NotOffered):
                parse(200, text)

    def test_unknown_keys_survive(self):
        answer = parse(200, '{"failures": [], "request": {"new": [1]}, "more": 2}')
        self.assertEqual(answer.request, {"new": [1]})
        self.assertEqual(answer.data["more"], 2)


class TestStates(TransactionCase):
    def test_unknown_state_waits(self):
        self.assertIs(phase_of("brand_new"), Phase.WAIT)
        self.assertIs(phase_of(None), Phase.WAIT)

    def test_delays_grow_and_end(self):
        class Middle:
            def uniform(self, low, high):
                return (low + high) / 2

        delays = [poll_delay("pending", n, 30, Middle()) for n in range(60)]
        self.assertEqual(delays[0], 30)
        self.assertEqual(delays, sorted(delays))
        self.assertEqual(delays[-1], 15 * 60)
        self.assertEqual(poll_delay("testing", 0, 30, Middle()), 300)
        self.assertEqual(poll_delay("testing", 60, 30, Middle()), 4 * 60 * 60)

    def test_delays_are_spread(self):
        delays = {poll_delay("pending", 3) for _try in range(20)}
        self.assertGreater(len(delays), 1)


class TestGate(TransactionCase):
    def test_only_https_and_this_machine(self):
        for url in (
            "http://upgrade.odoo.com/database/v1/",
            "ftp://upgrade.odoo.com/",
            "https://user@upgrade.odoo.com/",
            "https://",
            "",
        ):
            with self.subTest(url=url), self.assertRaises(UnsafeAddress):
                UpgradeClient(url)
        UpgradeClient("http://127.0.0.1:1/")

    def test_only_the_host_and_what_is_below(self):
        gate = Gate("https://upgrade.odoo.com/database/v1/")
        gate.check("https://upgrade.odoo.com/x")
        gate.check("https://eu1.upgrade.odoo.com:443/x")
        for url in (
            "https://evil.example.com/x",
            "https://notupgrade.odoo.com/x",
            "https://upgrade.odoo.com.evil.example.com/x",
            "https://upgrade.odoo.com@evil.example.com/x",
            "https://user@upgrade.odoo.com/x",
            "http://upgrade.odoo.com/x",
            "https://upgrade.odoo.com:8443/x",
            "https://upgrade.odoo.com:port/x",
            "/x",
        ):
            with self.subTest(url=url), self.assertRaises(UnsafeAddress):
                gate.check(url)


@tagged("post_install", "-at_install")
class TestMethods(ClientCase):
    def test_create_is_a_post_form(self):
        self.created()
        [entry] = self.control.log()
        self.assertEqual((entry["method"], entry["parameters"]), ("POST", {}))

    def test_get_gives_the_same(self):
        fields = {
            "contract": CONTRACT,
            "email": "a@example.com",
            "target": "19.0",
            "aim": "test",
            "filename": "x.dump",
        }
        response = requests.get(self.platform.url + "create", params=fields, timeout=10)
        self.assertEqual(set(response.json()["request"]), set(self.created().request))

    def test_missing_parameters(self):
        with self.assertRaises(Refused) as caught:
            self.created(email="", filename="")
        values = [failure.value for failure in caught.exception.failures]
        self.assertEqual(values, ["email", "filename"])

    def test_keys_of_any_form_arrive(self):
        for key in ("a_b-c==", "a+b/c=&d"):
            with self.subTest(key=key), patch("requests.Session.send") as send:
                send.side_effect = requests.exceptions.ConnectTimeout()
                with self.assertRaises(TryLater):
                    self.client().upload(Credentials(7, key), self.file())
                url = send.call_args.args[0].url
                query = requests.compat.urlparse(url).query
                sent = dict(
                    requests.compat.unquote_plus(p).split("=", 1)
                    for p in query.split("&")
                )
                self.assertEqual(sent, {"request": "7", "key": key})

    def test_the_configured_authorities_win_over_the_environment(self):
        for bundle, expected in (("/own.pem", "/own.pem"), (None, "/env.pem")):
            client = UpgradeClient("https://127.0.0.1:9/", ca_bundle=bundle)
            with (
                patch.dict("os.environ", {"REQUESTS_CA_BUNDLE": "/env.pem"}),
                patch("requests.Session.send") as send,
                self.assertRaises(TryLater),
            ):
                send.side_effect = requests.exceptions.ConnectTimeout()
                client.status(Credentials(1, "k"))
            self.assertEqual(send.call_args.kwargs["verify"], expected)

    def test_an_unreachable_platform_was_not_asked(self):
        client = UpgradeClient("http://127.0.0.1:9/database/v1/")
        with self.assertRaises(TryLater) as caught:
            client.status(Credentials(1, "k"))
        self.assertFalse(caught.exception.sent)

    def test_a_lost_answer_may_mean_success(self):
        self.control.add_fault("timeout_after_success", "upgrade.create", count=1)
        with self.assertRaises(TryLater) as caught:
            self.created()
        self.assertTrue(caught.exception.sent)
        self.assertEqual(len(self.platform.requests()), 1)

    def test_skip_test(self):
        self.control.set(upgrade_testing_seconds=1000)
        credentials = self.credentials()
        client = self.client()
        client.upload(credentials, self.file())
        client.process(credentials)
        self.platform.advance(10)
        self.assertEqual(client.status(credentials).request["state"], "testing")
        client.skip_test(credentials)
        self.assertEqual(client.status(credentials).request["state"], "delivered")

    def test_skip_test_by_get_where_post_is_not_allowed(self):
        credentials = self.credentials()
        self.platform.set_state(credentials.request, "testing")
        self.control.add_fault("error", "upgrade.skip_test", method="POST", status=405)
        self.client().skip_test(credentials)
        self.assertEqual(self.control.count("upgrade.skip_test", "GET"), 1)

    def test_no_redirect_is_followed_with_the_key(self):
        self.control.add_fault("error", "upgrade.status", status=302)
        with self.assertRaises(NotOffered):
            self.client().status(self.credentials())
