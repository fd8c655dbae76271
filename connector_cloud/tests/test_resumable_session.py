# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from types import SimpleNamespace

from odoo.tests import BaseCase

from ..exceptions import AccessDenied, RetryLater
from ..transfer.resumable_session import (
    SESSIONS,
    STANDSTILLS,
    ResumableSession,
    SessionGone,
    send_in_sessions,
)

CLIENT = SimpleNamespace(cloud="Cloud", with_retries=lambda attempt: attempt())


class Session(ResumableSession):
    """Stores what the steps say: bytes, a resource, or an exception."""

    def __init__(self, steps, progress=None):
        super().__init__(CLIENT, progress)
        self.steps = iter(steps)

    def send_part(self):
        step = next(self.steps)
        if isinstance(step, Exception):
            raise step
        if isinstance(step, dict):
            return step
        self.stored = step
        return None


class TestResumableSession(BaseCase):
    def send(self, *sessions):
        """:return: what was made of the content, and how many sessions were begun"""
        begun = iter(sessions)
        count = 0

        def begin():
            nonlocal count
            count += 1
            return Session(next(begun))

        return send_in_sessions(CLIENT, begin), count

    def test_parts(self):
        told = []
        self.assertEqual(Session([4, 8, {"id": 1}], told.append).send(), {"id": 1})
        self.assertEqual(told, [4, 8])

    def test_an_empty_resource_is_one(self):
        self.assertEqual(Session([{}]).send(), {})

    def test_forgotten_session_begins_anew(self):
        gone = SessionGone("gone")
        self.assertEqual(self.send([4, gone], [4, {"id": 1}]), ({"id": 1}, 2))

    def test_forgotten_for_ever(self):
        sessions = [[SessionGone("gone")] for _time in range(SESSIONS + 1)]
        with self.assertRaisesRegex(RetryLater, "^Cloud gave up"):
            self.send(*sessions)

    def test_refused(self):
        with self.assertRaises(AccessDenied):
            self.send([4, AccessDenied("no")], [{"id": 1}])

    def test_standstill(self):
        steps = [4] * STANDSTILLS
        self.assertEqual(Session([*steps, 8, *steps[1:], {"id": 1}]).send(), {"id": 1})
        with self.assertRaisesRegex(RetryLater, "^Cloud does not store"):
            Session([4, *steps, {"id": 1}]).send()
