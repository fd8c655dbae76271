# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a cloud answers when it refuses, told in the words of the adapter contract."""

from ..exceptions import CloudError, RetryLater


class RefusalsContract:
    """Goes before the provider's subclass of ``EmulatedCase``."""

    # Without it Odoo runs only the tests that a class itself defines.
    allow_inherited_tests_method = True

    # HTTP status, the cloud's own word, our exception, a word of our sentence.
    refusals = ()
    server_errors = (500, 502, 503, 504)
    # Kinds and values of faults that tell how long to wait.
    busy_faults = ()
    # The emulator's route of the request that is refused here.
    item_route = ""

    def refused(self, **fault):
        """Let reading the root fail; :return: the exception and the requests made"""
        self.control.clear_faults()
        self.control.reset_log()
        # A new client has not been told to wait.
        self.renew_adapter()
        self.control.add_fault(route=self.item_route, **fault)
        with self.assertRaises(CloudError) as caught:
            self.adapter.root()
        return caught.exception, self.control.count(self.item_route)

    def test_refusals(self):
        for status, reason, kind, word in self.refusals:
            with self.subTest(status=status, reason=reason):
                error, requests = self.refused(
                    kind="error", status=status, reason=reason
                )
                self.assertIs(type(error), kind)
                self.assertIn(word, str(error))
                self.assertEqual(requests, 1)

    def test_server_errors(self):
        for status in self.server_errors:
            with self.subTest(status=status):
                error, requests = self.refused(kind="server_error", status=status)
                self.assertIsInstance(error, RetryLater)
                self.assertEqual(requests, 3)

    def test_cut_answer(self):
        error, requests = self.refused(kind="cut_response", after_bytes=0)
        self.assertIsInstance(error, RetryLater)
        self.assertEqual(requests, 3)

    def test_wish_to_wait_is_obeyed_at_once(self):
        for fault in self.busy_faults:
            with self.subTest(**fault):
                error, requests = self.refused(retry_after=77, **fault)
                self.assertIs(type(error), RetryLater)
                self.assertEqual(error.seconds, 77)
                self.assertEqual(requests, 1)
                self.control.reset()
                self.connect()

    def test_short_trouble_passes_unnoticed(self):
        for fault in (
            {"kind": "server_error", "status": 500},
            {"kind": "server_error", "status": 503},
            {"kind": "cut_response", "after_bytes": 0},
        ):
            with self.subTest(**fault):
                self.control.clear_faults()
                self.control.add_fault(route=self.item_route, count=2, **fault)
                self.assertEqual(self.adapter.root(), self.root)
