# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import Mock, patch

from odoo.tests import BaseCase

from ..exceptions import AccessDenied, AuthorizationLost, RetryLater
from ..transfer import retry
from ..transfer.retry import TokenRefused, TransientError, with_retries


class TestWithRetries(BaseCase):
    def setUp(self):
        super().setUp()
        sleeping = patch.object(retry.time, "sleep")
        self.sleep = sleeping.start()
        self.addCleanup(sleeping.stop)
        self.renew = Mock()

    def run_with(self, *outcomes):
        """:return: the number of attempts, and the result or the exception"""
        attempt = Mock(side_effect=outcomes)
        try:
            result = with_retries(attempt, self.renew)
        except Exception as error:
            result = error
        return attempt.call_count, result

    def test_success(self):
        self.assertEqual(self.run_with("result"), (1, "result"))
        self.sleep.assert_not_called()

    def test_transient_errors_pass(self):
        outcomes = TransientError("one"), TransientError("two"), "result"
        self.assertEqual(self.run_with(*outcomes), (3, "result"))
        first, second = (call.args[0] for call in self.sleep.call_args_list)
        self.assertTrue(0.25 <= first <= 0.75)
        self.assertTrue(1 <= second <= 3)

    def test_endless_transient_errors(self):
        last = TransientError("three")
        count, error = self.run_with(
            TransientError("one"), TransientError("two"), last, "never"
        )
        self.assertEqual((count, error), (3, last))

    def test_new_token(self):
        self.assertEqual(self.run_with(TokenRefused("one"), "result"), (2, "result"))
        self.renew.assert_called_once_with()

    def test_new_token_refused(self):
        """Once more: it may have been refused by mistake, or have ended meanwhile."""
        refusals = TokenRefused("one"), TokenRefused("two")
        self.assertEqual(self.run_with(*refusals, "result"), (3, "result"))
        self.assertEqual(self.renew.call_count, 2)

    def test_new_tokens_refused(self):
        last = TokenRefused("three")
        refusals = TokenRefused("one"), TokenRefused("two"), last
        self.assertEqual(self.run_with(*refusals), (3, last))

    def test_no_new_token(self):
        lost = AuthorizationLost("revoked")
        self.renew.side_effect = lost
        self.assertEqual(self.run_with(TokenRefused("one")), (1, lost))

    def test_final_errors(self):
        for error in (RetryLater("later", 60), AccessDenied("no"), OSError("disk")):
            with self.subTest(error=error):
                self.assertEqual(self.run_with(error, "never"), (1, error))
        self.sleep.assert_not_called()
