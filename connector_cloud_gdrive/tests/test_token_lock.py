# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two workers that want a new token at the same time, each in its own transaction."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged

from .common import Emulator


def commit(backend):
    """What ``_commit()`` does outside of tests."""
    backend.env.flush_all()
    backend.env.cr.commit()


@tagged("post_install", "-at_install")
class TestTokenLock(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        emulator = Emulator().start()
        cls.addClassCleanup(emulator.stop)
        cls.control = emulator.control

    def setUp(self):
        super().setUp()
        # Long enough for both to want the lock.
        self.control.set_latency(300)
        self.addCleanup(self.control.set_latency, 0)
        self.control.reset_log()
        committing = patch.object(self.registry["cloud.backend"], "_commit", commit)
        committing.start()
        self.addCleanup(committing.stop)
        with self.own_transaction() as env:
            backend = env["cloud.backend"].create(
                {
                    "name": "Token lock",
                    "provider": "gdrive",
                    "endpoint_url": self.control.url,
                    "gdrive_client_id": "demo-client",
                    "gdrive_client_secret": "demo-secret",
                }
            )
            credential = backend._credential()
            credential._gdrive_store(self.control.google.authorize())
            credential.expires_at = fields.Datetime.now()
            self.backend_id, self.credential_id = backend.id, credential.id
        self.addCleanup(self.forget)

    def own_transaction(self):
        """:return: context manager over an environment that really commits"""
        return _Transaction(self.env.cr.dbname)

    def forget(self):
        with self.own_transaction() as env:
            env["cloud.backend"].browse(self.backend_id).unlink()

    def both(self, get_token):
        """Call ``get_token(credential)`` in two transactions that see the same.

        :return: the two results; an exception in place of the result it prevented
        """
        ready = Barrier(2)

        def work(env):
            credential = env["cloud.credential"].browse(self.credential_id)
            credential.fetch(["access_token", "expires_at"])
            ready.wait(10)
            try:
                return get_token(credential)
            except SerializationFailure as error:
                env.cr.rollback()
                return error
            finally:
                env.cr.commit()

        # Made here: while tests run, the registry is out of reach for other threads.
        with self.own_transaction() as one, self.own_transaction() as other:
            with ThreadPoolExecutor(2) as threads:
                return list(threads.map(work, [one, other], timeout=60))

    def test_in_jobs(self):
        first, second = self.both(lambda c: c._valid_token(None, commit=True))
        self.assertEqual(first, second)
        self.assertEqual(self.control.count("oauth.token"), 1)

    def test_in_requests(self):
        """The slower one fails in the way that makes Odoo repeat the request."""
        results = self.both(lambda c: c._valid_token())
        failures = [r for r in results if isinstance(r, SerializationFailure)]
        self.assertEqual(len(failures), 1)
        with self.own_transaction() as env:
            credential = env["cloud.credential"].browse(self.credential_id)
            self.assertIn(credential._valid_token(), results)
        self.assertEqual(self.control.count("oauth.token"), 1)


class _Transaction:
    def __init__(self, dbname):
        self._cr = db_connect(dbname).cursor()

    def __enter__(self):
        return api.Environment(self._cr, SUPERUSER_ID, {})

    def __exit__(self, kind, error, traceback):
        with closing(self._cr):
            if not kind:
                self._cr.commit()  # pylint: disable=invalid-commit
