# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import ast
import math

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from ..sync.periods import conditions


class CloudSyncRule(models.Model):
    """Which records match a rule, and which of them it owns."""

    _inherit = "cloud.sync.rule"

    domain = fields.Char(
        "Filter",
        default="[]",
        help="Only documents that match this filter are synced",
    )
    matching_count = fields.Integer(
        "Matching Documents", compute="_compute_matching_count"
    )
    owned_count = fields.Integer(
        "Documents Synced Here",
        compute="_compute_matching_count",
        help="Matching documents without those that a higher line takes",
    )
    overlap_text = fields.Char(compute="_compute_matching_count")
    period_window = fields.Text(
        "If today, the periods would be", compute="_compute_period_window"
    )

    @api.constrains("domain", "model_id")
    def _check_domain(self):
        for rule in self.filtered(lambda r: self._is_syncable(r.model_name)):
            try:
                with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                    self.env[rule.model_name].search(rule._literal_domain(), limit=1)
            except (ValueError, TypeError, psycopg2.Error) as error:
                raise ValidationError(
                    self.env._(
                        'The filter of "%(rule)s" does not work: %(problem)s\n'
                        "Choose its fields and values again.",
                        rule=rule.name,
                        problem=str(error).splitlines()[0],
                    )
                ) from error

    def _check_author(self):
        for rule in self:
            # Building the query asks for the right to read each field in it.
            self.env[rule.sudo().model_name]._search(rule._literal_domain())
        return super()._check_author()

    @api.depends("model_id", "domain", "backend_id", "sequence", "period_ids.window")
    def _compute_matching_count(self):
        for rule in self:
            matching, owned, rivals = rule._count_documents()
            rule.matching_count = matching
            rule.owned_count = owned
            rule.overlap_text = bool(rivals) and self.env._(
                "%(count)s of them are synced by lines higher in the list: %(rules)s",
                count=matching - owned,
                rules=", ".join(rivals.mapped("name")),
            )

    @api.depends("period_ids.window")
    def _compute_period_window(self):
        for rule in self:
            rule.period_window = f"\n{self.env._('and')} ".join(
                f"{periods[0].field_id.field_description}: "
                + f" {self.env._('or')} ".join(periods.mapped("window"))
                for periods in rule._complete_periods().grouped("field_id").values()
            )

    def action_view_matching(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.model_name,
            "views": [(False, "list"), (False, "form")],
            "domain": list(self._matching_domain()),
        }

    # For the engine

    def _matching_query(self, domain=Domain.TRUE):
        """Search the records that match filter, periods and company.

        :param domain: further condition
        :return: :class:`odoo.tools.query.Query` over the model's table, not run yet
        :raise UserError: the model is not installed any more
        :raise ValueError: the filter does not fit the model any more
        """
        self.ensure_one()
        return self._target()._search(self._matching_domain() & domain)

    def _owned_query(self):
        """Search the matching records that no rule higher in the list matches.

        A higher rule that cannot be evaluated makes this one fail as well: better no
        folder moves than all of its records' folders.

        :return: :class:`odoo.tools.SQL`, a SELECT of ids
        :raise UserError, ValueError: as :meth:`_matching_query`
        """
        self.ensure_one()
        query = self._matching_query()
        for rule in self._rules_above():
            query.add_where(rule._excluded_from(query))
        return query.select()

    @api.model
    def _owners(self, res_model, res_ids):
        """Find out which rule owns each record: the first one that matches it.

        :return: dict res_id -> ``cloud.sync.rule``; records without a rule are left out
        :raise UserError, ValueError: as :meth:`_matching_query`
        """
        owners, left = {}, set(res_ids)
        for rule in self._rules_of(res_model):
            if not left:
                break
            found = left.intersection(rule._matching_query(Domain("id", "in", left)))
            owners.update(dict.fromkeys(found, rule))
            left -= found
        return owners

    # Building blocks

    @api.model
    def _rules_of(self, res_model):
        """:return: the rules in force for a model, first match first"""
        return self.sudo().search(
            [("model_name", "=", res_model), ("backend_id.active", "=", True)]
        )

    def _rules_above(self):
        """:return: the rules that come before this one, which may be a new one"""
        place = (self.sequence, self._origin.id or math.inf)
        return self._rules_of(self.model_name).filtered(
            lambda rule: (rule.sequence, rule.id) < place and rule != self._origin
        )

    def _excluded_from(self, query):
        """:return: SQL condition: a row of ``query`` does not match this rule"""
        return SQL(
            "NOT EXISTS (SELECT FROM (%s) AS above(id) WHERE above.id = %s)",
            self._matching_query().select(),
            SQL.identifier(query.table, "id"),
        )

    def _target(self):
        """:return: the model to sync, in the rule's own environment"""
        Model = self._sync_env().get(self.model_name)
        if Model is None:
            raise UserError(
                self.env._(
                    'The document type of "%s" is not installed any more. '
                    "Archive this model to sync.",
                    self.name,
                )
            )
        return Model

    def _literal_domain(self):
        """Read the filter; its plain values mean the same to everybody.

        :raise ValueError: it is no domain
        """
        try:
            return Domain(ast.literal_eval((self.domain or "[]").strip()))
        except (ValueError, SyntaxError, TypeError, MemoryError) as error:
            raise ValueError(
                self.env._(
                    "only fixed values, and dates such as 'today -7d', can be used."
                )
            ) from error

    def _matching_domain(self):
        """:return: filter, periods and company as one domain of plain values"""
        return Domain.AND(
            [self._literal_domain(), self._period_domain(), self._company_domain()]
        )

    def _period_domain(self):
        """Restrictions of different date fields add up; of one field, any will do."""
        periods = self._complete_periods()
        windows = conditions(
            [period._settings() for period in periods],
            self._today(),
            self._week_start(),
        )
        tz = self._sync_env().tz
        return Domain.AND(
            Domain.OR(
                periods._window_domain(field, first, last, tz) for first, last in days
            )
            for field, days in windows.items()
        )

    def _complete_periods(self):
        """:return: the periods without the lines that somebody is still typing"""
        return self.sudo().period_ids.filtered("window")

    def _company_domain(self):
        """Documents of the backend's company and those that all companies share."""
        company = self.backend_id.sudo().company_id
        field = self._target()._fields.get("company_id")
        if not company or not field or not (field.store or field.search):
            return Domain.TRUE
        return Domain("company_id", "in", [company.id, False])

    def _count_documents(self):
        """:return: (matching, owned, rules above that match some of them); a filter
        that does not work matches nothing
        """
        nothing = 0, 0, self.browse()
        if not self.model_id or not self.backend_id:
            return nothing
        try:
            with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                matching = len(self._matching_query())
                owned = self.env.execute_query(
                    SQL("SELECT count(*) FROM (%s) AS owned", self._owned_query())
                )[0][0]
                rivals = self._rules_above().filtered(self._shares_documents_with)
        except (UserError, ValueError, TypeError, psycopg2.Error):
            return nothing
        return matching, owned, rivals

    def _shares_documents_with(self, rule):
        query = self._matching_query()
        query.add_where(
            SQL(
                "%s IN (%s)",
                SQL.identifier(query.table, "id"),
                rule._matching_query().select(),
            )
        )
        query.limit = 1
        return bool(query)
