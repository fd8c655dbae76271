# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged
from odoo.tools import SQL

from .registry import ADDONS
from .walk_case import WalkCase


@tagged("post_install", "-at_install")
class TestNeutralize(WalkCase):
    """A copy that was neutralized holds no secret, in whatever table."""

    def test_no_secret_is_left(self):
        secrets = [
            canary
            for canary in self.canaries
            if canary.label.startswith("secret") or canary.model == "upgrade.secret"
        ]
        self.counts["secrets planted"] = len(secrets)
        texts = " ".join(self._texts().values())
        self.assertFalse([str(c) for c in secrets if str(c) not in texts])
        for query in get_neutralization_queries(sorted(ADDONS)):
            self.env.cr.execute(query)
        for table, rows in self._texts().items():
            for canary in secrets:
                if str(canary) in rows:
                    self.note(f"{canary.model}.{canary.field} is left in", table)
        self.judge("neutralize")

    def _texts(self):
        """:return: dict of all that is in each table which holds a canary"""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND"
            " relnamespace = current_schema::regnamespace ORDER BY relname"
        )
        tables = [table for (table,) in self.env.cr.fetchall()]
        return {table: rows for table in tables if (rows := self._canaries_in(table))}

    def _canaries_in(self, table):
        [(rows,)] = self.env.execute_query(
            SQL(
                "SELECT string_agg(t::text, ' ') FROM %s AS t WHERE t::text LIKE %s",
                SQL.identifier(table),
                "%CANARY%",
            )
        )
        return rows
