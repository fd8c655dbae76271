# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from odoo.tests import BaseCase

from ..transfer.retry import LONGEST_WAIT, retry_after


def http_date(seconds):
    """:return: the HTTP date that is ``seconds`` from now"""
    moment = datetime.now(timezone.utc) + timedelta(seconds=seconds)
    return format_datetime(moment, usegmt=True)


class TestRetryAfter(BaseCase):
    """RFC 9110, sections 5.6.7 and 10.2.3."""

    def wait(self, value):
        return retry_after({"Retry-After": value})

    def test_seconds(self):
        for value in ("77", " 77 ", 77):
            with self.subTest(value=value):
                self.assertEqual(self.wait(value), 77)

    def test_no_header(self):
        self.assertIsNone(retry_after({"Date": http_date(90)}))

    def test_names_have_no_case(self):
        for name in ("retry-after", "RETRY-AFTER"):
            self.assertEqual(retry_after({name: "77"}), 77)

    def test_date_to_come(self):
        seconds = self.wait(http_date(90))
        self.assertIsInstance(seconds, int)
        self.assertTrue(85 <= seconds <= 90, seconds)

    def test_what_is_over_or_now(self):
        for value in ("0", http_date(0), http_date(-90)):
            with self.subTest(value=value):
                self.assertEqual(self.wait(value), 1)

    def test_obsolete_forms_of_a_date(self):
        for value in ("Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"):
            with self.subTest(value=value):
                self.assertEqual(self.wait(value), 1)

    def test_longest_wait(self):
        for value in ("9" * 30, http_date(10 * LONGEST_WAIT)):
            with self.subTest(value=value):
                self.assertEqual(self.wait(value), LONGEST_WAIT)

    def test_senseless(self):
        for value in ("", "soon", "-5", "1.5", "²", "9" * 5000, "40 Feb 99999"):
            with self.subTest(value=value):
                self.assertIsNone(self.wait(value))
