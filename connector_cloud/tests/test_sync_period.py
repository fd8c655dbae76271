# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import psycopg2
from freezegun import freeze_time
from lxml import etree

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import CloudCase


@tagged("post_install", "-at_install")
class TestSyncPeriod(CloudCase):
    """Periods of seed 003, on a model with a date: currency rates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.tz = "UTC"
        cls.backend.company_id = cls.env.company
        cls.currency = cls.env["res.currency"].create({"name": "CLD", "symbol": "c"})
        cls.model = cls.env["ir.model"]._get("res.currency.rate")
        cls.dated = cls.env["ir.model.fields"]._get("res.currency.rate", "name")
        cls.created = cls.env["ir.model.fields"]._get(
            "res.currency.rate", "create_date"
        )
        cls.rates = cls._rule(
            "Rates", f"[('currency_id', '=', {cls.currency.id})]", model_id=cls.model.id
        )

    def _rate(self, day, created=None):
        rate = self.env["res.currency.rate"].create(
            {"name": day, "rate": 1, "currency_id": self.currency.id}
        )
        if created:
            self.env.cr.execute(
                "UPDATE res_currency_rate SET create_date = %s WHERE id = %s",
                (created, rate.id),
            )
        return rate

    def _period(self, text, field=None):
        """Add a line such as ``last 2 month`` or ``next 5 day current``."""
        direction, number, unit, *current = text.split()
        return self.env["cloud.sync.period"].create(
            {
                "rule_id": self.rates.id,
                "field_id": (field or self.dated).id,
                "direction": direction,
                "interval_number": int(number),
                "unit": unit,
                "including_current": bool(current),
            }
        )

    def _matching(self):
        found = self.env["res.currency.rate"].browse(self.rates._matching_query())
        return sorted(map(fields.Date.to_string, found.mapped("name")))

    def _assert_window(self, today, text, first, last):
        with freeze_time(f"{today} 12:00:00"):
            period = self._period(text)
            self.assertEqual(
                tuple(map(str, period._days())), (first, last), (today, text)
            )
            period.unlink()

    def test_examples_of_the_seed(self):
        for example in (
            ("2020-09-03", "last 2 month", "2020-07-01", "2020-08-31"),
            ("2020-09-03", "next 5 day", "2020-09-04", "2020-09-08"),
            ("2020-09-25", "last 2 month", "2020-07-01", "2020-08-31"),
            ("2020-09-25", "last 2 month current", "2020-08-01", "2020-09-30"),
            ("2020-09-25", "last 1 year", "2019-01-01", "2019-12-31"),
            ("2020-09-25", "last 1 year current", "2020-01-01", "2020-12-31"),
        ):
            self._assert_window(*example)

    def test_week_starts_where_the_company_says(self):
        self.env.company.partner_id.lang = "en_US"
        english = self.env["res.lang"].search([("code", "=", "en_US")])
        english.week_start = "1"
        self._assert_window("2020-09-25", "last 1 week", "2020-09-14", "2020-09-20")
        english.week_start = "7"
        self._assert_window("2020-09-25", "last 1 week", "2020-09-13", "2020-09-19")

    def test_today_is_where_the_company_is(self):
        self.env.company.partner_id.tz = "Asia/Tokyo"
        with freeze_time("2020-08-31 20:00:00"):
            self.assertEqual(str(self.rates._today()), "2020-09-01")
            self.assertEqual(str(self._period("last 1 month")._days()[0]), "2020-08-01")

    @freeze_time("2020-09-25 20:00:00")
    def test_today_in_the_filter_is_where_the_company_is(self):
        self.env.company.partner_id.tz = "Asia/Tokyo"
        ours = ("currency_id", "=", self.currency.id)
        self.rates.domain = repr([ours, ("create_date", ">=", "today")])
        self._rate("2020-01-01", created="2020-09-25 14:59:59")
        self._rate("2020-01-02", created="2020-09-25 15:00:00")
        self.assertEqual(self._matching(), ["2020-01-02"])
        traveller = self.rates.with_context(tz="America/Lima")
        self.assertEqual(traveller.matching_count, 1)
        action = traveller.action_view_matching()
        Model = traveller.env["res.currency.rate"]
        listed = Model.with_context(**action["context"]).search(action["domain"])
        self.assertEqual([str(rate.name) for rate in listed], ["2020-01-02"])
        # The filter's editor counts in the browser, in the context of its field.
        form = etree.fromstring(traveller.get_view(view_type="form")["arch"])
        editor = form.find(".//field[@name='domain']").get("context")
        context = safe_eval(editor, {"timezone": traveller.timezone})
        counted = Model.with_context(**context)
        self.assertEqual(counted.search_count(traveller._literal_domain()), 1)

    @freeze_time("2020-09-25 12:00:00")
    def test_only_documents_of_the_period_match(self):
        for day in ("2020-06-30", "2020-07-01", "2020-08-31", "2020-09-01"):
            self._rate(day)
        self.assertEqual(len(self._matching()), 4)
        self._period("last 2 month")
        self.assertEqual(self._matching(), ["2020-07-01", "2020-08-31"])
        self.assertEqual(self.rates.matching_count, 2)
        action = self.rates.action_view_matching()
        self.assertEqual(
            self.env["res.currency.rate"].search_count(action["domain"]), 2
        )

    @freeze_time("2020-09-25 12:00:00")
    def test_same_date_twice_means_any(self):
        for day in ("2020-08-15", "2020-09-15", "2020-10-15", "2020-11-15"):
            self._rate(day)
        self._period("last 1 month")
        self._period("next 1 month")
        self.assertEqual(self._matching(), ["2020-08-15", "2020-10-15"])

    @freeze_time("2020-09-25 12:00:00")
    def test_different_dates_mean_all(self):
        self._rate("2020-08-15", created="2019-05-01 10:00:00")
        self._rate("2020-08-16", created="2020-05-01 10:00:00")
        self._rate("2020-05-15", created="2019-05-01 10:00:00")
        self._period("last 2 month")
        self._period("next 1 month")
        self._period("last 1 year", self.created)
        self.assertEqual(self._matching(), ["2020-08-15"])

    @freeze_time("2020-09-25 12:00:00")
    def test_moments_are_compared_in_the_zone_of_the_company(self):
        self.env.company.partner_id.tz = "Europe/Brussels"
        self._rate("2020-01-01", created="2020-07-31 21:59:59")
        self._rate("2020-01-02", created="2020-07-31 22:00:00")
        self._rate("2020-01-03", created="2020-08-31 21:59:59")
        self._rate("2020-01-04", created="2020-08-31 22:00:00")
        self._period("last 1 month", self.created)
        self.assertEqual(self._matching(), ["2020-01-02", "2020-01-03"])

    @freeze_time("2020-09-25 12:00:00")
    def test_old_documents_move_on_to_another_model(self):
        rate = self._rate("2020-08-15")
        self._period("last 1 month")
        others = self._rule(
            "Old", f"[('currency_id', '=', {self.currency.id})]", model_id=self.model.id
        )
        Rule = self.env["cloud.sync.rule"]
        self.assertEqual(
            Rule._owners("res.currency.rate", rate.ids)[rate.id], self.rates
        )
        with freeze_time("2020-10-25 12:00:00"):
            self.assertEqual(
                Rule._owners("res.currency.rate", rate.ids)[rate.id], others
            )

    @freeze_time("2020-09-25 12:00:00")
    def test_form_shows_what_the_periods_would_be_today(self):
        with Form(self.rates) as form:
            with form.period_ids.new() as line:
                line.field_id = self.dated
                line.interval_number = 2
                self.assertEqual(line.window, "07/01/2020 – 08/31/2020")
                line.including_current = True
                self.assertEqual(line.window, "08/01/2020 – 09/30/2020")
            with form.period_ids.new() as line:
                line.field_id = self.dated
                line.direction = "next"
                line.unit = "year"
            with form.period_ids.new() as line:
                line.field_id = self.created
                line.unit = "day"
            self.assertEqual(
                form.period_window,
                "Date: 08/01/2020 – 09/30/2020 or 01/01/2021 – 12/31/2021\n"
                "and Created on: 09/24/2020 – 09/24/2020",
            )

    def test_period_needs_a_number(self):
        for number in (0, -1, 1001):
            with self.assertRaises(psycopg2.Error), mute_logger("odoo.sql_db"):
                self._period(f"last {number} day")

    def test_period_needs_a_date_of_the_same_model(self):
        for model, name in (
            ("res.partner", "create_date"),
            ("res.currency.rate", "rate"),
        ):
            with self.assertRaisesRegex(ValidationError, "Choose a date field"):
                self._period(
                    "last 1 day", self.env["ir.model.fields"]._get(model, name)
                )

    def test_every_change_is_looked_at_by_the_next_sync(self):
        folder = self.env["cloud.folder"].create(
            {
                "backend_id": self.backend.id,
                "name": "Rate",
                "kind": "record",
                "res_model": "res.currency.rate",
                "res_id": 1,
            }
        )
        period = self._period("last 1 month")

        def assert_looked_at(change):
            folder.checked_at = fields.Datetime.now()
            change()
            self.assertFalse(folder.checked_at)

        assert_looked_at(lambda: self._period("next 1 month"))
        assert_looked_at(lambda: period.write({"interval_number": 3}))
        assert_looked_at(period.unlink)
        assert_looked_at(lambda: self.rates.write({"period_ids": [Command.clear()]}))
