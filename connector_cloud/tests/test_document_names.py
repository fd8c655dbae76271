# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .names_case import CONFLICT, HOLD, LINE, LOG, NAMED, PLAN, RAW, SECRET, NamesCase

# What no screen of theirs asks for: raw columns, and links that are told with a name.
HIDDEN = {
    LOG: ("raw_name", "raw_record_name", "raw_message", "file_id", "folder_id"),
    LINE: (
        "raw_name",
        "raw_record_name",
        "raw_message",
        "raw_web_url",
        "file_id",
        "attachment_id",
    ),
    CONFLICT: ("file_id", "odoo_version_id"),
    HOLD: ("raw_sample", "raw_outcome"),
    PLAN: ("raw_name", "raw_record_name", "raw_message"),
}
PATHS = (
    ("cloud.reverse.report", "line_ids.raw_name"),
    ("cloud.backend", "hold_ids.raw_sample"),
    ("cloud.backend", "file_ids.base_name"),
    (CONFLICT, "file_id.base_name"),
    (CONFLICT, "odoo_version_id.name"),
    (LINE, "attachment_id.name"),
    (LOG, "file_id.base_name"),
    (HOLD, "file_ids.base_name"),
)


@tagged("post_install", "-at_install")
class TestDocumentNames(NamesCase):
    """Names of documents are as secret as the documents."""

    # Reading

    def test_managers_see_names(self):
        for model in NAMED:
            with self.subTest(model):
                row = self.secret[model].with_user(self.manager)
                self.assertIn(SECRET, self._all_that_is_read(row))

    def test_users_see_no_names_of_what_they_cannot_read(self):
        for model in (LOG, LINE, CONFLICT, HOLD):
            with self.subTest(model):
                row = self.secret[model].with_user(self.user)
                seen = self._all_that_is_read(row)
                self.assertIn("(no access)", seen)
                self.assertNotIn(SECRET, seen)

    def test_users_see_names_of_what_they_can_read(self):
        for model in (LOG, LINE, CONFLICT):
            with self.subTest(model):
                row = self.open[model].with_user(self.user)
                self.assertIn("Open", row.name)
                self.assertEqual(row.record_name, "Open Partner")
        line = self.open[LINE].with_user(self.user)
        self.assertEqual(line.web_url, "https://cloud.example/Open")

    def test_others_see_nothing(self):
        for user in (self.plain, self.other_user, self.other_manager):
            for model in NAMED:
                with self.subTest(user=user.login, model=model):
                    row = self.open[model].with_user(user)
                    with self.assertRaises(AccessError):
                        self._all_that_is_read(row)

    def test_rows_of_a_backend_that_all_companies_share(self):
        self._share()
        for model in (LOG, LINE, CONFLICT, HOLD):
            for user in (self.user, self.manager, self.other_user, self.other_manager):
                with self.subTest(user=user.login, model=model):
                    seen = self._all_that_is_read(self.secret[model].with_user(user))
                    self.assertNotIn(SECRET, seen)
            row = self.secret[model].with_user(self.everywhere)
            self.assertIn(SECRET, self._all_that_is_read(row))

    def test_preview_of_a_backend_that_all_companies_share(self):
        self._share()
        line = self.secret[PLAN].with_user(self.manager)
        self.assertNotIn(SECRET, self._all_that_is_read(line))
        partner = self._partner(f"{SECRET} Partner")
        line = self._plan_line(partner, SECRET, self.everywhere)
        self.assertIn(SECRET, self._all_that_is_read(line.with_user(self.everywhere)))

    def test_who_switched_a_company_off_does_not_see_its_names(self):
        line = self.secret[LOG].with_user(self.everywhere)
        self.assertIn(SECRET, line.name)
        line = line.with_context(allowed_company_ids=self.other_company.ids)
        self.assertEqual(line.name, "(no access)")
        with self.assertRaises(AccessError):
            line.read(["name"])

    def test_names_read_as_superuser_are_not_left_for_users(self):
        line = self.secret[LOG]
        self.assertIn(SECRET, line.display_name + line.name)
        seen = line.with_user(self.user)
        self.assertEqual(seen.display_name, "Upload: (no access)")
        self.assertEqual(seen.name, "(no access)")

    def test_deleted_documents_and_uninstalled_models(self):
        line = self.open[LOG]
        self.env["res.partner"].browse(line.res_id).unlink()
        self.assertEqual(line.with_user(self.user).name, "(no access)")
        line.res_model = "no.such.model"
        self.assertEqual(line.with_user(self.user).name, "(no access)")
        self.assertEqual(line.with_user(self.manager).name, "Open.txt")

    def test_lines_about_a_backend_are_for_all_its_users(self):
        self.backend._log_one("error", "connect", "Sign in again.")
        line = self._logs(operation="connect", level="error").with_user(self.user)
        self.assertEqual(line.message, "Sign in again.")

    def test_lines_of_files_without_a_document_are_for_managers(self):
        line = self.env[LOG]._add(
            [{"backend_id": self.backend.id, "name": f"{SECRET}.txt"}]
        )
        self.assertEqual(line.with_user(self.user).name, "(no access)")
        self.assertEqual(line.with_user(self.manager).name, f"{SECRET}.txt")

    def test_export(self):
        rows = self.secret[LOG] | self.open[LOG]
        self.user.group_ids += self.env.ref("base.group_allow_export")
        exported = rows.with_user(self.user).export_data(["name"])["datas"]
        self.assertEqual(exported, [["(no access)"], ["Open.txt"]])

    def test_lists_cost_one_access_check_a_model(self):
        partners = [self._partner(f"{w} {n}") for n in range(40) for w in (SECRET, "P")]
        file = self.open["cloud.file"]
        for rows in (
            self.env[LOG].concat(*(self._log_line(p, "x") for p in partners)),
            self.env[CONFLICT].concat(
                *(self._conflict(p, "x", file) for p in partners)
            ),
        ):
            self.assertEqual(len(rows), 80)
            self.env.flush_all()
            self._queries(rows[:2])
            with self.subTest(rows._name):
                self.assertEqual(self._queries(rows), self._queries(rows[:8]))
                self.assertLess(self._queries(rows), 20)

    def _queries(self, rows):
        """:return: how many queries it costs to show rows to a user"""
        names = ["display_name", "record_name", *rows._shown]
        names += ["can_solve"] if "can_solve" in rows._fields else []
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        rows.with_user(self.user).read(names)
        return self.env.cr.sql_log_count - before

    # Searching

    def test_hidden_columns_answer_nobody(self):
        for model, names in HIDDEN.items():
            Model = self.env[model].with_user(self.manager)
            for name in names:
                with self.subTest(model=model, name=name):
                    self._assert_refused(Model, name)

    def _assert_refused(self, Model, name):
        raw = self.secret[Model._name]
        row = raw.with_env(Model.env)
        value = raw._fields[name].convert_to_write(raw[name], raw)
        for question in (
            lambda: row.read([name]),
            lambda: row.web_read({name: {}}),
            lambda: Model.search([(name, "=", value)]),
            lambda: Model.search([(name, "!=", value)]),
            lambda: Model.search([("id", "in", row.ids)], order=name),
            lambda: Model.formatted_read_group([], [name], ["__count"]),
            lambda: Model.formatted_read_group([], [], [f"{name}:array_agg"]),
            lambda: Model.read_progress_bar(
                [], name, {"field": "id", "colors": {"1": "danger"}}
            ),
            lambda: Model.create({name: False}),
            lambda: row.write({name: False}),
        ):
            self._refused(question)

    def _refused(self, question):
        # ValueError: what is not stored cannot be sorted or grouped.
        with self.env.cr.savepoint():
            try:
                answer = question()
            except (AccessError, ValueError):
                return
        self.fail(f"It was answered: {answer}")

    def test_no_way_to_a_hidden_column(self):
        for model, path in PATHS:
            Model = self.env[model].with_user(self.user)
            domain = [(path, "like", SECRET)]
            with self.subTest(model=model, path=path):
                self._refused(lambda M=Model, domain=domain: M.search(domain))

    def test_search_is_no_oracle(self):
        for model in (LOG, LINE, CONFLICT, HOLD):
            Model = self.env[model].with_user(self.user)
            fields = (
                {*Model._shown, "display_name"} if Model._rec_name else Model._shown
            )
            for field in fields:
                if not Model.fields_get([field])[field]["searchable"]:
                    continue
                for operator in ("ilike", "not ilike", "=like", "=", "!=", "in", "<"):
                    with self.subTest(model=model, field=field, operator=operator):
                        self.assertEqual(
                            self._answer(Model, field, operator, SECRET),
                            self._answer(Model, field, operator, "TERCES"),
                        )

    def _answer(self, Model, field, operator, word):
        value = self.secret[Model._name][field].replace(SECRET, word)
        return Model.search([(field, operator, [value] if operator == "in" else value)])

    def test_names_of_others_are_not_found(self):
        self._share()
        for model in (LOG, LINE, CONFLICT):
            Model = self.env[model]
            domain = [("name", "like", SECRET)]
            for user in (self.user, self.manager, self.other_manager):
                with self.subTest(user=user.login, model=model):
                    self.assertFalse(Model.with_user(user).search(domain))
                    self.assertFalse(Model.with_user(user).name_search(SECRET))
            found = Model.with_user(self.everywhere).search(domain)
            self.assertIn(self.secret[model], found.with_env(self.env))

    def test_managers_find_names(self):
        for model, field in (
            (LOG, "name"),
            (LOG, "message"),
            (LOG, "record_name"),
            (LINE, "name"),
            (LINE, "message"),
            (CONFLICT, "name"),
            (HOLD, "sample"),
            (PLAN, "name"),
        ):
            with self.subTest(model=model, field=field):
                found = self.env[model].with_user(self.manager)
                found = found.search([(field, "ilike", SECRET.lower())])
                self.assertIn(self.secret[model], found.with_env(self.env))
                self.assertNotIn(self.open[model], found.with_env(self.env))

    # Rows that are shown as they are

    def test_raw_rows_are_for_managers_of_the_company(self):
        for model in RAW:
            row = self.secret[model]
            with self.subTest(model):
                self.assertTrue(self._sees(self.manager, row))
                self.assertTrue(self._sees(self.everywhere, row))
                for user in (self.plain, self.user, self.other_manager):
                    self.assertFalse(self._sees(user, row))

    def test_raw_rows_of_all_companies_are_for_managers_of_all(self):
        self._share()
        for model in RAW:
            row = self.secret[model]
            with self.subTest(model):
                self.assertTrue(self._sees(self.everywhere, row))
                for user in (self.plain, self.user, self.manager, self.other_manager):
                    self.assertFalse(self._sees(user, row))

    def _sees(self, user, row):
        Model = self.env[row._name].with_user(user)
        found = Model.has_access("read") and Model.search([("id", "=", row.id)])
        self.assertEqual(bool(found), row.with_user(user).has_access("read"))
        return bool(found)

    def test_a_new_company_is_not_theirs_yet(self):
        self._share()
        file = self.secret["cloud.file"]
        self.assertTrue(self._sees(self.everywhere, file))
        self.env["res.company"].create({"name": "Third"})
        self.assertFalse(self._sees(self.everywhere, file))

    # Buttons

    def test_buttons_check_the_document(self):
        log, line, conflict = (self.secret[m] for m in (LOG, LINE, CONFLICT))
        for button in (
            log.with_user(self.user).action_open_record,
            log.with_user(self.user).action_open_in_cloud,
            line.with_user(self.user).action_open_record,
            line.with_user(self.user).action_open_in_cloud,
            conflict.with_user(self.user).action_open_record,
            conflict.with_user(self.user).action_open_cloud_version,
            conflict.with_user(self.user).action_open_odoo_version,
            conflict.with_user(self.user).action_keep_both,
            conflict.with_user(self.user).action_keep_cloud,
            conflict.with_user(self.user).action_keep_odoo,
        ):
            with self.subTest(str(button)), self.assertRaises(AccessError):
                button()
        self.assertTrue(conflict.exists())
        self.assertFalse(conflict.solved)

    def test_buttons_open_what_people_can_read(self):
        log, line, conflict = (
            self.open[m].with_user(self.user) for m in (LOG, LINE, CONFLICT)
        )
        for row in (log, line, conflict):
            self.assertEqual(row.action_open_record()["res_model"], "res.partner")
        for row in (log, line):
            url = row.action_open_in_cloud()["url"]
            self.assertEqual(url, "https://cloud.example/Open")
        self.assertTrue(conflict.action_open_cloud_version()["url"])

    def test_buttons_answer_nobody_else(self):
        portal = self._user("portal", "base.group_portal")
        models = (*NAMED, "cloud.file", "cloud.folder", "cloud.reverse.report")
        for user in (portal, self.plain):
            for model in models:
                for rows in (self.open.get(model, self.env[model]), self.env[model]):
                    self._assert_no_button(rows.with_user(user))

    def _assert_no_button(self, rows):
        for name in dir(type(rows)):
            button = getattr(type(rows), name)
            if name.startswith("action_") and "connector_cloud" in button.__module__:
                with self.subTest(rows=str(rows), button=name):
                    with self.assertRaises(AccessError):
                        button(rows)

    # What the engine tells people

    def test_the_engine_tells_people_no_names(self):
        report = self.secret[LINE].report_id
        hold = self.secret[HOLD]
        hold.write({"state": "waiting"})
        report._close("done")
        self.backend._ask_for_care(report)
        self.backend._authorization_lost("Sign in again.")
        hold._notify_people()
        told = [
            *self.backend.message_ids.mapped("body"),
            *self.backend.activity_ids.mapped("note"),
            *self.backend.activity_ids.mapped("summary"),
            *hold.message_ids.mapped("body"),
            *hold.activity_ids.mapped("note"),
            *hold.activity_ids.mapped("res_name"),
        ]
        self.assertGreater(len(told), 4)
        self.assertNotIn(SECRET, str(told))
