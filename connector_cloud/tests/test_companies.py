# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .rule_case import RuleCase


@tagged("post_install", "-at_install")
class TestCompanies(RuleCase):
    """Managers change what belongs to their own companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.other = cls.env["res.company"].create({"name": "Other"})
        cls.shared = cls.backend
        cls.mine = cls._backend("Mine", cls.other)
        cls.theirs = cls._backend("Theirs", cls.company)
        cls.boss = cls._person("boss", "connector_cloud.group_cloud_manager")
        cls.everywhere = cls._person(
            "everywhere",
            "connector_cloud.group_cloud_manager",
            cls.env["res.company"].search([]),
        )
        cls.system = cls._person("system", "base.group_system")

    @classmethod
    def _backend(cls, name, company):
        return cls.backend.copy({"name": name, "company_id": company.id})

    @classmethod
    def _person(cls, login, group, companies=None):
        companies = companies or cls.other
        return new_test_user(
            cls.env,
            f"companies {login}",
            group,
            company_id=cls.other.id,
            company_ids=[Command.set(companies.ids)],
            context={"no_reset_password": True},
        )

    def _as(self, user, records):
        return records.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def _values(self, backend, **values):
        return {
            "name": "People",
            "backend_id": backend.id,
            "model_id": self.partner_model.id,
            "domain": repr([("id", "in", self.people.ids)]),
            **values,
        }

    def test_a_backend_does_not_leave_its_companies(self):
        backend = self._as(self.boss, self.mine)
        for company in (False, self.company.id):
            with self.assertRaises(AccessError):
                backend.company_id = company
            with self.assertRaises(AccessError):
                backend.copy({"company_id": company})
        self.assertEqual(self.mine.company_id, self.other)

    def test_a_company_has_to_be_one_of_those_at_work(self):
        backend = self._as(self.everywhere, self.mine)
        narrow = backend.with_context(allowed_company_ids=self.other.ids)
        with self.assertRaises(AccessError):
            narrow.company_id = self.company
        backend.company_id = self.company

    def test_a_rule_does_not_leave_its_companies(self):
        rule = self._rule("Mine", backend_id=self.mine.id)
        for backend in (self.theirs, self.shared):
            with self.assertRaises(AccessError):
                self._as(self.boss, rule).backend_id = backend.id
            with self.assertRaises(AccessError):
                self._as(self.boss, self.Rule).create(self._values(backend))
        self.assertEqual(rule.backend_id, self.mine)

    def test_periods_and_folders_do_not_leave_their_companies(self):
        period = {"field_id": self._field("create_date")}
        mine = self._rule("Mine", backend_id=self.mine.id)
        mine.write(
            {
                "period_ids": [Command.create(period)],
                "default_folder_outline": "One",
            }
        )
        for backend in (self.theirs, self.shared):
            rule = self._rule(f"Not {backend.name}", backend_id=backend.id)
            for line in (mine.period_ids, mine.default_folder_ids):
                with self.assertRaises(AccessError):
                    self._as(self.boss, line).rule_id = rule.id
                with self.assertRaises(AccessError):
                    self._as(self.boss, line).copy({"rule_id": rule.id})

    def test_what_all_companies_share_is_read(self):
        rule = self._rule("Shared")
        self.assertEqual(self._as(self.boss, rule).name, "Shared")
        self.assertEqual(self._as(self.boss, self.shared).name, "Memory")

    def test_what_all_companies_share_takes_somebody_of_all(self):
        rule = self._rule("Shared")
        hold = self.env["cloud.hold"]._of(self.shared, "many_moves", "direct")
        shared, rule, hold = (self._as(self.boss, r) for r in (self.shared, rule, hold))
        for change in (
            lambda: shared.write({"name": "x"}),
            shared.unlink,
            shared.action_pause,
            shared.action_sync_now,
            lambda: rule.write({"name": "x"}),
            rule.unlink,
            lambda: rule.write({"period_ids": [Command.clear()]}),
            lambda: shared.create({"name": "x", "provider": "memory"}).write(
                {"company_id": False}
            ),
            lambda: shared.create(
                {"name": "x", "provider": "memory", "company_id": False}
            ),
            hold.action_release,
        ):
            with self.assertRaises(AccessError):
                change()

    def test_people_of_all_companies_and_administrators_may(self):
        for user in (self.everywhere, self.system):
            with self.subTest(user=user.login):
                mine = self._as(user, self._backend("Own", self.other))
                rule = self._as(user, self.Rule).create(
                    self._values(mine, name=user.login)
                )
                mine.company_id = False
                rule.backend_id = self.shared.id
                rule.name = f"{user.login} once more"
                self._as(user, self.shared).name = "Everybody's"

    # Documents without a company match rules of all of them.

    def test_nobody_goes_above_the_rules_of_strangers(self):
        for backend in (self.theirs, self.shared):
            first = self._rule(f"First {backend.name}", backend_id=backend.id)
            mine = self._as(self.boss, self.Rule).create(self._values(self.mine))
            with self.assertRaises(AccessError):
                mine.sequence = first.sequence - 1
            with self.assertRaises(AccessError):
                mine.create(self._values(self.mine, name="Second", sequence=-5))
            mine.active = False
            mine.sequence = 0
            with self.assertRaises(AccessError):
                mine.active = True
            first.active = False
            mine.active = True
            mine.unlink()

    def test_who_works_for_them_may(self):
        self._rule("Theirs", backend_id=self.theirs.id)
        for user in (self.everywhere, self.system):
            values = self._values(self.mine, name=user.login, sequence=1)
            rule = self._as(user, self.Rule).create(values)
            # Whichever companies are ticked at the moment.
            rule.with_context(allowed_company_ids=self.other.ids).sequence = 0

    def test_who_is_above_already_may_stay(self):
        mine = self._rule("Mine", backend_id=self.mine.id, sequence=5)
        self._rule("Theirs", backend_id=self.theirs.id)
        self._as(self.boss, mine).sequence = 3
        self._as(self.boss, mine).domain = "[('color', '=', 1)]"
