# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os

from odoo.tests import tagged

from ..upgrade_api import Refused, Stopped, TryLater
from ..upgrade_api.progress import Meter
from .common import ClientCase

GIB = 1024**3


@tagged("post_install", "-at_install")
class TestUpload(ClientCase):
    def setUp(self):
        super().setUp()
        self.request = self.credentials()

    def assertArrived(self, content):
        self.assertEqual(self.platform.read_dump(self.request.request), content)

    def test_upload_tells_its_progress(self):
        seen = []
        content = b"PGDMP" + os.urandom(300_000)
        path = self.file(content=content)
        self.client().upload(self.request, path, lambda *at: seen.append(at))
        self.assertArrived(content)
        self.assertEqual(seen[-1], (300_005, 300_005))
        self.assertEqual(seen, sorted(seen))

    def test_empty_file(self):
        self.client().upload(self.request, self.file(content=b""))
        self.assertArrived(b"")

    def test_more_than_two_gibibytes(self):
        path = self.file("sparse.dump", b"PGDMP")
        os.truncate(path, 2 * GIB + 1)
        self.addCleanup(path.unlink)
        self.client().upload(self.request, path)
        [request] = self.platform.requests()
        self.assertEqual(request["dump_size"], 2 * GIB + 1)

    def test_broken_connection_in_the_middle(self):
        size = 8 * 1024 * 1024
        path = self.file(content=b"PGDMP".ljust(size))
        self.control.add_fault("cut", "upgrade.upload", count=1, after_bytes=size // 2)
        with self.assertRaises(TryLater) as caught:
            self.client().upload(self.request, path)
        self.assertTrue(caught.exception.sent)
        self.assertIsNone(self.platform.requests()[0]["dump"])
        self.client().upload(self.request, path)
        self.assertEqual(self.platform.requests()[0]["dump_size"], size)

    def test_early_refusal_with_failures(self):
        values = {"status": 400, "reason": "CONTRACT:EXPIRED", "message": "Expired"}
        self.control.add_fault("error", "upgrade.upload", count=1, **values)
        with self.assertRaises(Refused) as caught:
            self.client().upload(self.request, self.file())
        self.assertEqual(caught.exception.failures[0].reason, "CONTRACT:EXPIRED")

    def test_pages_of_proxies(self):
        for status, error in ((413, Refused), (502, TryLater), (504, TryLater)):
            self.control.add_fault("error", "upgrade.upload", count=1, status=status)
            with self.subTest(status=status), self.assertRaises(error):
                self.client().upload(self.request, self.file())

    def test_it_can_be_stopped(self):
        def stop(done, _total):
            if done > 100_000:
                raise Stopped("enough")

        with self.assertRaises(Stopped):
            path = self.file(content=b"PGDMP".ljust(4_000_000))
            self.client().upload(self.request, path, stop)
        self.assertIsNone(self.platform.requests()[0]["dump"])

    def test_meter(self):
        now, reports = [0.0], []
        meter = Meter(reports.append, interval=2, clock=lambda: now[0])
        for second in range(9):
            now[0] = second
            meter(second * 100, 1000)
        self.assertEqual([each.done for each in reports], [0, 200, 400, 600, 800])
        self.assertEqual(reports[-1].rate, 100)
        self.assertEqual(reports[-1].seconds_left, 2)
