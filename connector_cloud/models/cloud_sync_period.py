# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..sync.periods import Period, window


class CloudSyncPeriod(models.Model):
    """A restriction of a rule to documents with a date near today."""

    _name = "cloud.sync.period"
    _inherit = "cloud.engine.fields"
    _description = "Period of a Model to Sync"
    _order = "rule_id, id"

    rule_id = fields.Many2one(
        "cloud.sync.rule",
        "Model to Sync",
        required=True,
        index=True,
        ondelete="cascade",
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        "Date",
        required=True,
        ondelete="cascade",
        help="The date of the document that has to lie within the period",
    )
    direction = fields.Selection(
        [("last", "Last"), ("next", "Next")], default="last", required=True
    )
    interval_number = fields.Integer("Number", default=1, required=True)
    unit = fields.Selection(
        [
            ("day", "Days"),
            ("week", "Weeks"),
            ("month", "Months"),
            ("quarter", "Quarters"),
            ("year", "Years"),
        ],
        default="month",
        required=True,
    )
    including_current = fields.Boolean(
        help="Count the current day, week, month… as the first of them. "
        "On 25 September the last 2 months are July and August, "
        "or, including the current one, August and September.",
    )
    window = fields.Char(
        "If Today", compute="_compute_window", help="The first and the last day"
    )

    _number_range = models.Constraint(
        "CHECK(interval_number BETWEEN 1 AND 1000)",
        "A period is between 1 and 1000 days, weeks, months, quarters or years long.",
    )

    @api.constrains("field_id", "rule_id")
    def _check_field(self):
        for period in self.sudo():
            field = period.field_id
            if (
                field.model_id != period.rule_id.model_id
                or field.ttype not in ("date", "datetime")
                or not field.store
            ):
                raise ValidationError(
                    self.env._(
                        '"%(field)s" cannot limit the period of "%(rule)s". '
                        "Choose a date field of the same document type.",
                        field=field.field_description,
                        rule=period.rule_id.name,
                    )
                )

    @api.depends(
        "direction",
        "field_id",
        "including_current",
        "interval_number",
        "rule_id.backend_id",
        "rule_id.domain",
        "rule_id.model_id",
        "rule_id.name_expression",
        "unit",
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_window(self):
        for period in self:
            days = period.rule_id._for_reader(period._readable_days, False)
            period.window = days and " – ".join(
                format_date(self.env, day) for day in days
            )

    def _readable_days(self):
        """:return: as :meth:`_days`
        :raise AccessError: the current user may not read the date
        """
        self.ensure_one()
        self.rule_id._check_fields(self._named_fields(), self.env)
        return self._days()

    def _named_fields(self):
        """:return: iterator over (model name, field) of the dates"""
        for date in self.sudo().field_id:
            field = self.env[date.model]._fields.get(date.name)
            if field:
                yield date.model, field

    def _days(self):
        """:return: (first day, last day), or False while the line is being typed"""
        self.ensure_one()
        complete = self.field_id and self.direction and self.unit
        if not complete or not 1 <= self.interval_number <= 1000:
            return False
        rule = self.rule_id
        return window(
            rule._today(),
            self.direction,
            self.interval_number,
            self.unit,
            self.including_current,
            rule._week_start(),
        )

    def _settings(self):
        """:return: the line as a :class:`~..sync.periods.Period`"""
        self.ensure_one()
        return Period(
            self.field_id,
            self.direction,
            self.interval_number,
            self.unit,
            self.including_current,
        )

    @api.model
    def _window_domain(self, field, first, last, timezone):
        """Write a window of days as a domain of plain values.

        :param field: ``ir.model.fields``, a date or a datetime
        :param timezone: where the days begin and end, for datetimes; Odoo keeps UTC
        """
        if field.ttype == "date":
            return Domain(field.name, ">=", fields.Date.to_string(first)) & Domain(
                field.name, "<=", fields.Date.to_string(last)
            )

        def midnight(day):
            local = timezone.localize(datetime.combine(day, time.min))
            utc = local.astimezone(pytz.utc).replace(tzinfo=None)
            return fields.Datetime.to_string(utc)

        return Domain(field.name, ">=", midnight(first)) & Domain(
            field.name, "<", midnight(last + timedelta(days=1))
        )

    @api.model_create_multi
    def create(self, vals_list):
        periods = super().create(vals_list)
        periods.rule_id._check_author()
        periods._recheck_folders()
        return periods

    def write(self, vals):
        result = super().write(vals)
        self.rule_id._check_author()
        self._recheck_folders()
        return result

    def unlink(self):
        # Without the period there are more documents.
        self.rule_id._check_author()
        self._recheck_folders()
        return super().unlink()

    def _recheck_folders(self):
        rules = self.rule_id
        rules._recheck(rules.mapped("model_name"))
