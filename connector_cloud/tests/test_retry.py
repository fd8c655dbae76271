# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..exceptions import AccessDenied
from ..models.cloud_binding import LAST_TRY, LONGEST_DELAY
from .backward_case import BackwardCase


@tagged("post_install", "-at_install")
class TestRetry(BackwardCase):
    """What fails is tried again: later each time, and not for ever."""

    def setUp(self):
        super().setUp()
        self.attachment = self._attach(self.partner, "a.txt", b"x")
        self.cloud.fail_next("upload", AccessDenied("Not allowed."), times=LAST_TRY)
        self._sync(self.partner)
        self.file = self.env["cloud.file"].search([])

    def _try_again(self):
        self.file.next_try = fields.Datetime.now()
        self._sync(self.partner)

    def test_delays_grow_up_to_a_day(self):
        delays = []
        for _try in range(LAST_TRY - 1):
            delay = self.file.next_try - fields.Datetime.now()
            # A second may pass between the failure and the look at it.
            delays.append(timedelta(minutes=round(delay / timedelta(minutes=1))))
            self._try_again()
        self.assertEqual(delays, sorted(delays))
        self.assertLess(delays[0], timedelta(minutes=3))
        self.assertEqual(delays[-1], LONGEST_DELAY)

    def test_given_up_after_the_last_try_until_a_person_helps(self):
        for _try in range(LAST_TRY - 1):
            self.assertFalse(self.file.given_up)
            self._try_again()
        self.assertTrue(self.file.given_up)
        self._sync(self.partner)
        self.assertEqual(self.file.try_count, LAST_TRY)
        self.file.action_retry()
        self._sync(self.partner)
        self.assertEqual(self.file.status, "synced")
        self.assertFalse(self.file.given_up)

    def test_a_change_in_odoo_is_tried_at_once(self):
        self.cloud.faults.clear()
        self.attachment.name = "b.txt"
        self._sync(self.partner)
        self.assertEqual(self._names(), ["b.txt"])
