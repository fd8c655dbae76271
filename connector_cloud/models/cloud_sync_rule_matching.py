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

# What decides which documents match, and who may know.
MATCH_FIELDS = (
    "model_id",
    "domain",
    "backend_id",
    "name_expression",
    "period_ids.field_id",
    "period_ids.window",
)


class CloudSyncRuleMatching(models.AbstractModel):
    """Which records match a rule, and which of them it owns."""

    _name = "cloud.sync.rule.matching"
    _description = "Documents of a Model to Sync (abstract)"

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
    timezone = fields.Char(
        compute="_compute_timezone",
        help="Where the days of relative dates in the filter begin and end",
    )

    @api.constrains("domain", "model_id")
    def _check_domain(self):
        for rule in self.filtered(lambda r: self._is_syncable(r.model_name)):
            try:
                with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                    self.env[rule.model_name].search(rule._literal_domain(), limit=1)
            except (ValueError, TypeError, RecursionError, psycopg2.Error) as error:
                raise ValidationError(
                    self.env._(
                        'The filter of "%(rule)s" does not work: %(problem)s\n'
                        "Choose its fields and values again.",
                        rule=rule.name,
                        problem=str(error).splitlines()[0],
                    )
                ) from error

    def _domain_fields(self, model_name, domain):
        """Walk the fields of a domain.

        :return: iterator over (model name, field)
        :raise ValueError: there is no such field
        """
        for condition in domain.iter_conditions():
            owner = model_name
            for name in condition.field_expr.split("."):
                field = self.env[owner]._fields.get(name)
                if field is None:
                    raise ValueError(f"{owner} has no field {name}")
                yield owner, field
                if not field.relational:
                    # What may follow is a property, or a part of a date.
                    break
                owner = field.comodel_name
            if condition.operator in ("any", "not any"):
                yield from self._domain_fields(owner, Domain(condition.value))

    @api.depends(*MATCH_FIELDS, "sequence")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_matching_count(self):
        for rule in self:
            matching = rule._for_reader(rule._count_matching, 0)
            owned, rivals = rule._for_reader(rule._count_owned, (0, rule.browse()))
            rule.matching_count = matching
            rule.owned_count = owned
            rule.overlap_text = bool(rivals) and self.env._(
                "%(count)s of them are synced by lines higher in the list: %(rules)s",
                count=matching - owned,
                rules=", ".join(rivals._readable_names()),
            )

    def _readable_names(self):
        """:return: the names of rules, without those that the user may not read"""
        readable = self._filtered_access("read")
        names = readable.mapped("name")
        if self - readable:
            names.append(self.env._("models to sync of other companies"))
        return names

    @api.depends(*MATCH_FIELDS)
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_period_window(self):
        for rule in self:
            rule.period_window = rule._for_reader(rule._period_text, "")

    def _period_text(self):
        return f"\n{self.env._('and')} ".join(
            f"{periods[0].field_id.field_description}: "
            + f" {self.env._('or')} ".join(periods.mapped("window"))
            for periods in self._complete_periods().grouped("field_id").values()
        )

    @api.depends("backend_id")
    def _compute_timezone(self):
        for rule in self:
            rule.timezone = rule._sync_env().context["tz"]

    def action_view_matching(self):
        """Open what is counted: 'today' is the rule's day there, not the user's."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.model_name,
            "views": [(False, "list"), (False, "form")],
            "domain": list(self._matching_domain()),
            "context": {"tz": self.timezone},
        }

    # For the engine

    def _matching_query(self, domain=Domain.TRUE, reader=None):
        """Search the records that match filter, periods and company.

        :param domain: further condition
        :param reader: environment of the user with whose rights to search; None: as
            the engine does, with all rights
        :return: :class:`odoo.tools.query.Query` over the model's table, not run yet
        :raise UserError: the model is not installed any more
        :raise ValueError: the filter does not fit the model any more
        :raise AccessError: the reader may not read all that the rule names
        """
        self.ensure_one()
        if reader:
            self._check_readable(reader)
        return self._target(reader)._search(self._matching_domain() & domain)

    def _owned_query(self, reader=None):
        """Search the matching records that no rule higher in the list matches.

        A higher rule that cannot be evaluated makes this one fail as well: better no
        folder moves than all of its records' folders.

        :param reader: as of :meth:`_matching_query`
        :return: :class:`odoo.tools.SQL`, a SELECT of ids
        :raise UserError, ValueError: as :meth:`_matching_query`
        """
        self.ensure_one()
        query = self._matching_query(reader=reader)
        for rule in self._rules_above():
            query.add_where(rule._excluded_from(query, reader))
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

    def _excluded_from(self, query, reader):
        """:return: SQL condition: a row of ``query`` does not match this rule"""
        return SQL(
            "NOT EXISTS (SELECT FROM (%s) AS above(id) WHERE above.id = %s)",
            self._matching_query(reader=reader).select(),
            SQL.identifier(query.table, "id"),
        )

    def _target(self, reader=None):
        """
        :param reader: as of :meth:`_matching_query`
        :return: the model to sync, in the rule's own environment or in the reader's
        """
        env = self._reader_env(reader) if reader else self._sync_env()
        Model = env.get(self.model_name)
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
        except (
            ValueError,
            SyntaxError,
            TypeError,
            MemoryError,
            RecursionError,
        ) as error:
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
        return self.sudo().period_ids.filtered(lambda period: period._days())

    def _company_domain(self):
        """Documents of the backend's company and those that all companies share."""
        company = self.backend_id.sudo().company_id
        field = self._target()._fields.get("company_id")
        if not company or not field or not (field.store or field.search):
            return Domain.TRUE
        return Domain("company_id", "in", [company.id, False])

    # For a form

    def _count_matching(self):
        return len(self._matching_query(reader=self.env))

    def _count_owned(self):
        """:return: (owned, rules above that match some of them)"""
        query = SQL("SELECT count(*) FROM (%s) AS owned", self._owned_query(self.env))
        rivals = self._rules_above().filtered(self._shares_documents_with)
        return self.env.execute_query(query)[0][0], rivals.with_env(self.env)

    def _shares_documents_with(self, rule):
        """:return: whether documents that the user sees match both"""
        query = self._matching_query(reader=self.env)
        query.add_where(
            SQL(
                "%s IN (%s)",
                SQL.identifier(query.table, "id"),
                rule._matching_query(reader=self.env).select(),
            )
        )
        query.limit = 1
        return bool(query)
