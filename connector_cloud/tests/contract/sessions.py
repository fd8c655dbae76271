# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...exceptions import RetryLater
from ...transfer.resumable_session import SESSIONS
from .base import LARGE, ContractBase


class SessionsContract(ContractBase):
    """For adapters that send a large file in the pieces of an upload session.

    The far side also counts ``upload_start``, the requests that begin a session.
    """

    def test_no_session_for_a_small_file(self):
        for size in (0, 5000, self.upload_module.ONE_REQUEST):
            with self.subTest(size=size):
                content = bytes(size)
                self.far.forget_figures()
                self.assertStored(self.upload(f"{size}.bin", content), content)
                self.assertEqual(self.far.count("upload"), 1)
                self.assertEqual(self.far.count("upload_start"), 0)

    def test_one_session_for_a_large_file(self):
        self.assertStored(self.upload("a.bin", LARGE), LARGE)
        self.assertEqual(self.far.count("upload"), 0)
        self.assertEqual(self.far.count("upload_start"), 1)
        self.assertEqual(self.far.count("upload_large"), -(-len(LARGE) // self.piece))

    def test_cut_session_goes_on(self):
        self.far.cut_request("upload_large", after_bytes=self.piece // 2, skip=2)
        self.assertStored(self.upload("a.bin", LARGE), LARGE)
        self.assertEqual(self.far.count("upload_start"), 1)

    def test_session_goes_on_after_a_server_error(self):
        self.far.stumble("upload_large", skip=1)
        self.assertStored(self.upload("a.bin", LARGE), LARGE)
        self.assertEqual(self.far.count("upload_start"), 1)

    def test_another_session_for_a_lost_one(self):
        self.far.forget_upload(skip=2)
        self.assertStored(self.upload("a.bin", LARGE), LARGE)
        self.assertEqual(self.far.count("upload_start"), 2)

    def test_sessions_that_are_lost_again_and_again(self):
        self.far.forget_upload(count=None)
        with self.assertRaises(RetryLater):
            self.upload("a.bin", LARGE)
        self.assertEqual(self.far.count("upload_start"), SESSIONS)
        self.assertNoTrace()

    def test_endless_server_errors(self):
        self.far.stumble("upload_large", skip=1, count=None)
        with self.assertRaises(RetryLater) as caught:
            self.upload("a.bin", LARGE)
        self.assertGreaterEqual(caught.exception.seconds, 30)
        self.assertNoTrace()
