# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The people who walk, what they may see, and what is noticed of their steps."""

import dataclasses
import gc
import logging
import socket
import subprocess
import time
import warnings
from collections import Counter
from contextlib import closing
from unittest.mock import patch

from odoo.service.model import call_kw
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import SQL, mute_logger

from .allowed import ALLOWED
from .registry import ADDONS, our_models
from .world import CANARY, World

_logger = logging.getLogger(__name__)

# Whose change would matter, beside our own tables.
WATCHED = (
    "ir_attachment",
    "ir_config_parameter",
    "ir_cron",
    "ir_model_access",
    "ir_rule",
    "mail_activity",
    "mail_followers",
    "mail_message",
    "queue_job",
    "res_company",
    "res_groups_users_rel",
    "res_partner",
    "res_users",
)
# Everybody who speaks of wrong calls, but not who tells of failed tests.
NOISE = (
    *(f"odoo.addons.{addon}" for addon in ("base", "mail", "queue_job", *ADDONS)),
    "odoo.domains",
    "odoo.http",
    "odoo.models",
    "odoo.orm",
    "odoo.service",
    "odoo.sql_db",
    "odoo.tools",
    "py.warnings",
    "urllib3",
)


@dataclasses.dataclass(frozen=True)
class Walker:
    """A kind of user.

    :param login: the name in reports
    :param groups: XML IDs of the user's groups; empty for who is not signed in
    :param world: letter of the user's company
    :param sees: labels of the canaries that are for this user
    :param changes: whether rows of the user's own may change
    """

    login: str
    groups: str
    world: str = "a"
    sees: tuple = ()
    changes: bool = False


CLOUD_USER = "connector_cloud.group_cloud_user"
CLOUD_MANAGER = "connector_cloud.group_cloud_manager"
WALKERS = {
    walker.login: walker
    for walker in (
        Walker("anonymous", ""),
        Walker("portal", "base.group_portal"),
        Walker("plain", "base.group_user"),
        Walker("cloud_user", CLOUD_USER, "a", ("conf-a", "conf-s")),
        Walker(
            "cloud_manager", CLOUD_MANAGER, "a", ("conf-a", "conf-s", "doc-a"), True
        ),
        Walker("cloud_user_b", CLOUD_USER, "b", ("conf-b", "conf-s")),
        Walker(
            "cloud_manager_b", CLOUD_MANAGER, "b", ("conf-b", "conf-s", "doc-b"), True
        ),
        Walker("upgrade_user", "odoo_upgrade_client.group_upgrade_user", "a", (), True),
        Walker(
            "upgrade_manager",
            "odoo_upgrade_client.group_upgrade_manager",
            "a",
            ("upgrade-a", "upgrade-b", "upgrade-s"),
            True,
        ),
    )
}


class WalkCase(TransactionCase):
    """Two companies, a backend that serves both, and a user of each kind."""

    # Of all walks together, for the last line.
    counts = Counter()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        company_a = cls.env.company
        company_b = cls.env["res.company"].create({"name": "Company B"})
        cls.companies = {"a": company_a, "b": company_b}
        cls.env.user.company_ids |= company_b
        none = cls.env["res.company"]
        cls.worlds = {
            "a": World(cls.env, "a", company_a, company_a, "gdrive"),
            "b": World(cls.env, "b", company_b, company_b, "onedrive"),
            "s": World(cls.env, "s", none, company_a, "memory"),
        }
        cls.users = {name: cls._user(each) for name, each in WALKERS.items()}
        cls.canaries = [c for world in cls.worlds.values() for c in world.canaries]
        cls.env.flush_all()
        cls.env.cr.execute(
            "SELECT oid, relname FROM pg_class"
            " WHERE relkind = 'r' AND relname = ANY(%s)",
            [[*WATCHED, *(model._table for model in our_models(cls.env))]],
        )
        cls.tables = dict(cls.env.cr.fetchall())
        cls.effects = []
        cls._watch_effects()

    @classmethod
    def _user(cls, walker):
        if not walker.groups:
            return cls.env.ref("base.public_user")
        company = cls.companies[walker.world]
        return new_test_user(
            cls.env,
            f"walk_{walker.login}",
            walker.groups,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
            context={"no_reset_password": True},
        )

    @classmethod
    def _watch_effects(cls):
        """Nothing leaves the process, and what would is noticed."""

        def refuse(name):
            def attempt(*_args, **_kwargs):
                cls.effects.append(name)
                raise OSError(f"There is no {name} in this test.")

            return attempt

        for target, attribute, value in (
            (socket.socket, "connect", refuse("network")),
            (subprocess, "Popen", refuse("process")),
            (time, "sleep", lambda _seconds: None),
        ):
            patcher = patch.object(target, attribute, value)
            patcher.start()
            cls.addClassCleanup(patcher.stop)
        # Wrong calls are what this is about: what they warn of is no news.
        cls.enterClassContext(mute_logger(*NOISE))
        # Jobs that were prepared and never delayed complain when they go.
        cls.addClassCleanup(gc.collect)
        cls.enterClassContext(warnings.catch_warnings())
        warnings.simplefilter("ignore")

    @classmethod
    def tearDownClass(cls):
        counts = ", ".join(f"{n} {what}" for what, n in sorted(cls.counts.items()))
        _logger.info("walk: %s", counts)
        super().tearDownClass()

    def setUp(self):
        super().setUp()
        self.findings = set()

    # Steps

    def as_user(self, login, model, **context):
        """:return: a model as a walker has it"""
        user = self.users[login]
        env = self.env(user=user, context={"lang": "en_US", "tz": "UTC"}, su=False)
        return env[model if isinstance(model, str) else model._name].with_context(
            **context
        )

    def step(self, login, model, name, args, kwargs=None, context=None):
        """Call a method as a remote caller would, and take back what it did.

        :return: (answer or exception, names of the tables and effects it changed)
        """
        self.counts["calls"] += 1
        model = self.as_user(login, model, **(context or {}))
        self.effects.clear()
        with closing(self.env.cr.savepoint()):
            before = self._writes()
            try:
                answer = call_kw(model, name, list(args), kwargs or {})
                if hasattr(answer, "__next__"):
                    answer = list(answer)
                answer = repr(answer)
                self.env.flush_all()
            except Exception as error:  # noqa: BLE001
                # However it was refused: what counts is what happened and what is said.
                answer = error
                return answer, {*self.effects}
            changed = self._changed(before)
            if changed and self._foreign_rows(login) != self.foreign[login]:
                changed.add("foreign")
        if changed:
            self.env.registry.clear_all_caches()
        return answer, changed | {*self.effects}

    def _writes(self):
        self.env.cr.execute(
            SQL(
                """
                SELECT oid, pg_stat_get_xact_tuples_inserted(oid)
                     + pg_stat_get_xact_tuples_updated(oid)
                     + pg_stat_get_xact_tuples_deleted(oid)
                  FROM unnest(%s) AS oid
                """,
                list(self.tables),
            )
        )
        return dict(self.env.cr.fetchall())

    def _changed(self, before):
        after = self._writes()
        return {self.tables[oid] for oid in after if after[oid] != before[oid]}

    @property
    def foreign(self):
        """dict of the rows of others, by walker"""
        if not hasattr(self, "_foreign"):
            self._foreign = {login: self._foreign_rows(login) for login in WALKERS}
        return self._foreign

    def _foreign_rows(self, login):
        """:return: what tells whether a row changed that is not the walker's own"""
        own = WALKERS[login].world if "cloud" in login else ""
        parts = []
        for model in our_models(self.env):
            ids = [w.rows[model._name].id for k, w in self.worlds.items() if k != own]
            parts.append(
                SQL(
                    "SELECT count(*), sum(xmin::text::bigint)"
                    " FROM %s WHERE id = ANY(%s)",
                    SQL.identifier(model._table),
                    ids,
                )
            )
        self.env.cr.execute(SQL(" UNION ALL ").join(parts))
        return self.env.cr.fetchall()

    # What is noticed

    def leaks(self, login, answer):
        """:return: sorted labels of the canaries in an answer that are not for this
        user
        """
        found = CANARY.findall(str(answer))
        return sorted(set(found).difference(WALKERS[login].sees))

    def note(self, *words):
        """Remember a finding, under the words that a line of the table has."""
        self.findings.add(" ".join(words))

    def judge(self, walk):
        """Fail with what was found and is not allowed, and what is allowed in vain.

        :param walk: name of the table's part
        """
        allowed = ALLOWED[walk]
        wrong = sorted(self.findings - set(allowed))
        stale = sorted(set(allowed) - self.findings)
        self.counts[f"findings of {walk}"] = len(wrong)
        text = "\n".join(
            [
                *(f"found: {line}" for line in wrong),
                *(f"not needed any more in ALLOWED: {line}" for line in stale),
            ]
        )
        self.assertFalse(wrong or stale, f"{walk}:\n{text}")
