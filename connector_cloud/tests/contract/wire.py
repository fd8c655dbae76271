# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import gc
import logging
import socket
import threading
from contextlib import closing, contextmanager, suppress
from unittest.mock import patch
from urllib.parse import urlsplit

import psutil

from ...exceptions import AuthorizationLost, CloudError, RetryLater
from ...sync.transfer import TransferPool
from .base import LARGE
from .errors import Calls


class WireContract(Calls):
    """For adapters that talk HTTP: time limits, tokens, threads, and silence."""

    # Beginnings of what authorises by itself in an address.
    secret_parameters = ()

    def secrets(self):
        """:return: set of the tokens and passwords of the backend at this moment"""
        raise NotImplementedError

    def expire_token(self):
        """Let the cloud not accept the access token any more."""
        raise NotImplementedError

    @contextmanager
    def watched_sockets(self):
        """Note the time limit of each wait of this thread; give the list."""
        limits, me = [], threading.get_ident()

        def watched(name):
            original = getattr(socket.socket, name)

            def wait(sock, *args, **kwargs):
                if threading.get_ident() == me:
                    limits.append(sock.gettimeout())
                return original(sock, *args, **kwargs)

            return patch.object(socket.socket, name, wait)

        with watched("connect"), watched("recv_into"):
            yield limits

    def test_no_request_without_a_time_limit(self):
        for method, call in self.calls().items():
            self.renew_adapter()
            with self.subTest(method), self.watched_sockets() as limits:
                # Whether it comes through is another test's question.
                try:
                    call()
                except CloudError:
                    self.assertEqual(method, "restore")
                self.assertTrue(limits)
                self.assertTrue(all(0 < limit <= 600 for limit in limits), limits)

    def test_unreachable(self):
        calls = self.calls()
        self.backend._credential().endpoint_url = "http://127.0.0.1:1"
        for method, call in calls.items():
            self.renew_adapter()
            with self.subTest(method), self.assertRaises(RetryLater):
                call()

    def connections(self):
        """:return: how many this process has to the cloud"""
        gc.collect()
        port = urlsplit(self.backend.endpoint_url).port
        everywhere = psutil.Process().connections("tcp")
        return sum(bool(one.raddr) and one.raddr.port == port for one in everywhere)

    def test_connections_end_with_the_work(self):
        calls = self.calls()
        before = self.connections()
        with self.backend._adapter() as self.adapter:
            for call in calls.values():
                with suppress(CloudError):
                    call()
            self.assertGreater(self.connections(), before)
        self.assertEqual(self.connections(), before)

    def test_download_outlives_the_work(self):
        file = self.upload("a.bin", LARGE)
        before = self.connections()
        with self.backend._adapter() as adapter:
            stream = adapter.open(file.external_id)
        with closing(stream):
            self.assertEqual(b"".join(stream.chunks), LARGE)
        # The download's connection lives as long as the download.
        del stream
        self.assertEqual(self.connections(), before)

    def test_expired_token_is_renewed(self):
        for method, call in self.calls().items():
            if method == "restore":
                self.adapter.bin(self.file.external_id)
                if not self.restores:
                    continue
            with self.subTest(method):
                self.expire_token()
                call()

    def test_many_threads(self):
        """No thread but the job's own touches the database, even for a new token."""
        main = threading.get_ident()
        self.backend._credential().access_token = False

        def round_trip(adapter, number):
            self.adapter = adapter
            content = str(number).encode() * 100
            item = self.upload(f"{number}.txt", content)
            self.assertEqual(self.read(item), content)
            self.assertEqual(adapter.get(item.external_id), item)
            return threading.get_ident()

        with (
            TransferPool(4) as pool,
            self.backend._adapter(transfer_pool=pool) as adapter,
        ):
            tasks = [
                (number, lambda n=number: round_trip(adapter, n))
                for number in range(12)
            ]
            outcomes = list(pool.run(iter(tasks)))
        self.assertEqual([error for _key, _result, error in outcomes if error], [])
        self.assertEqual(len(outcomes), 12)
        self.assertTrue(all(thread != main for _key, thread, _error in outcomes))

    def test_no_secret_in_the_logs(self):
        secrets = self.secrets()
        with self.assertLogs(level=logging.DEBUG) as logged:
            logging.getLogger(__name__).debug("All loggers tell all they can.")
            self.expire_token()
            self.upload("large.bin", LARGE)
            self.read(self.upload("b.txt"))
            secrets |= self.secrets()
            self.far.end_authorization()
            self.renew_adapter()
            with self.assertRaises(AuthorizationLost) as caught:
                self.adapter.root()
        texts = [
            record.getMessage()
            for record in logged.records
            # At this level Odoo itself logs each query with its values.
            if record.name != "odoo.sql_db"
        ]
        text = "\n".join([*texts, str(caught.exception)])
        self.assertGreater(len(secrets), 2)
        self.assertFalse([secret for secret in secrets if secret in text])
        for parameter in self.secret_parameters:
            self.assertNotIn(parameter, text)
