# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two workers that want a new token at the same time, each in its own transaction."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from unittest.mock import patch

from psycopg2.errors import SerializationFailure
from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo import SUPERUSER_ID, api, fields
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..exceptions import AuthorizationLost


@tagged("post_install", "-at_install")
class TestCredentialToken(TransactionCase):
    def setUp(self):
        super().setUp()
        self.renewals = 0

        def renew(credential):
            # Long enough for both to want the lock.
            time.sleep(0.3)
            self.renewals += 1
            credential.write(
                {
                    "access_token": f"token {self.renewals}",
                    "expires_at": fields.Datetime.add(fields.Datetime.now(), hours=1),
                }
            )

        def commit(backend):
            """What ``_commit()`` does outside of tests."""
            backend.env.flush_all()
            backend.env.cr.commit()

        self._replace("cloud.credential", "_renew_token", renew)
        self._replace("cloud.backend", "_commit", commit)
        with self.own_transaction() as env:
            backend = env["cloud.backend"].create(
                {"name": "Token lock", "provider": "memory", "state": "connected"}
            )
            self.backend_id = backend.id
            self.credential_id = backend._credential().id
        self.addCleanup(self.forget)

    def _replace(self, model, name, function):
        replacement = patch.object(self.registry[model], name, function)
        replacement.start()
        self.addCleanup(replacement.stop)

    @contextmanager
    def own_transaction(self):
        """:return: context manager over an environment that really commits"""
        with db_connect(self.env.cr.dbname).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def forget(self):
        with self.own_transaction() as env:
            env["cloud.backend"].browse(self.backend_id).unlink()

    def both(self, **kwargs):
        """Get a token in two transactions that see the same.

        :return: the two results; an exception in place of the result it prevented
        """

        def prepare(env):
            credential = env["cloud.credential"].browse(self.credential_id)
            credential.fetch(["access_token", "expires_at"])
            return lambda: credential._valid_token(**kwargs)

        return self.side_by_side(prepare)

    def side_by_side(self, prepare):
        """Work in two transactions at the same time.

        :param prepare: function(env) -> function() that waits for its twin
        :return: the two results; an exception in place of the result it prevented
        """
        ready = Barrier(2)

        def work(env):
            function = prepare(env)
            ready.wait(10)
            try:
                result = function()
                # Long enough for the other one to come across it.
                time.sleep(0.3)
                env.cr.commit()  # pylint: disable=invalid-commit
                return result
            except (SerializationFailure, AuthorizationLost) as error:
                # The other one waits for the lock.
                env.cr.rollback()
                return error

        # Made here: this thread holds the lock of the registry as long as tests run.
        with (
            self.own_transaction() as one,
            self.own_transaction() as two,
            ThreadPoolExecutor(2) as threads,
        ):
            return list(threads.map(work, (one, two)))

    @mute_logger("odoo.sql_db")
    def test_in_jobs(self):
        first, second = self.both(commit=True)
        self.assertEqual(first, second)
        self.assertEqual(self.renewals, 1)

    @mute_logger("odoo.sql_db")
    def test_in_requests(self):
        """The slower one fails in the way that makes Odoo repeat the request."""
        results = self.both()
        failures = [r for r in results if isinstance(r, SerializationFailure)]
        self.assertEqual(len(failures), 1)
        with self.own_transaction() as env:
            credential = env["cloud.credential"].browse(self.credential_id)
            self.assertIn(credential._valid_token(), results)
        self.assertEqual(self.renewals, 1)

    def as_in_a_job(self, env):
        """:return: the backend; each statement sees what others have committed"""
        env.cr.commit()  # pylint: disable=invalid-commit
        env.cr._cnx.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
        backend = env["cloud.backend"].browse(self.backend_id)
        backend.fetch(["state"])
        return backend

    def test_two_jobs_make_one_row(self):
        with self.own_transaction() as env:
            env["cloud.credential"].browse(self.credential_id).unlink()

        def prepare(env):
            backend = self.as_in_a_job(env)
            return lambda: backend._credential().id

        first, second = self.side_by_side(prepare)
        self.assertIsInstance(first, int)
        self.assertEqual(first, second)

    def test_two_jobs_lose_one_connection(self):
        def prepare(env):
            backend = self.as_in_a_job(env)
            return lambda: backend._authorization_lost("revoked")

        with self.own_transaction() as env:
            env["cloud.backend"].browse(self.backend_id).notify_user_ids = env.ref(
                "base.user_admin"
            )
        self.assertEqual(self.side_by_side(prepare), [None, None])
        with self.own_transaction() as env:
            backend = env["cloud.backend"].browse(self.backend_id)
            self.assertEqual(backend.state, "reconnect")
            self.assertEqual(len(backend.activity_ids), 1)

    def test_a_token_waits_for_connect(self):
        with self.own_transaction() as env:
            credential = env["cloud.credential"].browse(self.credential_id)
            credential.backend_id.state = "draft"
            for commit in (True, False):
                with self.assertRaisesRegex(AuthorizationLost, "Press Connect"):
                    credential._valid_token(commit=commit)
            self.assertEqual(self.renewals, 0)
            credential._valid_token(connecting=True)
        self.assertEqual(self.renewals, 1)

    def test_refused_token_is_renewed(self):
        with self.own_transaction() as env:
            credential = env["cloud.credential"].browse(self.credential_id)
            first, _end = credential._valid_token()
            self.assertEqual(credential._valid_token()[0], first)
            second, _end = credential._valid_token(refused=first)
            self.assertNotEqual(second, first)
            # What another worker's adapter still has is old news.
            self.assertEqual(credential._valid_token(refused=first)[0], second)
        self.assertEqual(self.renewals, 2)
