# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta, timezone
from threading import Barrier, Thread
from unittest.mock import Mock

from odoo.tests import BaseCase

from ..transfer.access_token import AccessToken


def in_minutes(minutes):
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    return now + timedelta(minutes=minutes)


class Credential:
    """Knows one token for all, and renews it for the first that was refused it."""

    def __init__(self):
        self.number = 1

    def get(self, refused):
        if refused == f"token {self.number}":
            self.number += 1
        return f"token {self.number}", in_minutes(60)


class TestAccessToken(BaseCase):
    def test_asked_for_once(self):
        get = Mock(return_value=("token", in_minutes(60)))
        token = AccessToken(get)
        self.assertEqual([token.to_send(), token.to_send()], ["token", "token"])
        get.assert_called_once_with(None)

    def test_asked_for_again_before_its_end(self):
        get = Mock(return_value=("token", in_minutes(0.5)))
        token = AccessToken(get)
        token.to_send()
        token.to_send()
        self.assertEqual(get.call_count, 2)

    def test_renewed(self):
        token = AccessToken(Credential().get)
        self.assertEqual(token.to_send(), "token 1")
        token.renew()
        self.assertEqual(token.to_send(), "token 2")
        token.renew()
        self.assertEqual(token.to_send(), "token 3")

    def test_refused_to_two_threads_and_renewed_once(self):
        credential = Credential()
        token = AccessToken(credential.get)
        both = Barrier(2, timeout=10)

        def request():
            token.to_send()
            both.wait()
            # One after the other: the second has seen what the first one got.
            with_turn.pop()()

        def first():
            token.renew()
            both.wait()

        def second():
            both.wait()
            token.renew()

        with_turn = [second, first]
        threads = [Thread(target=request) for _turn in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(credential.number, 2)
        self.assertEqual(token.to_send(), "token 2")
