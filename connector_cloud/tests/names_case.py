# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two documents, one of them secret, in rows of all kinds; and people to read them."""

from odoo.tests import new_test_user

from .common import CloudCase

SECRET = "SECRET"
LOG, LINE, CONFLICT, HOLD, PLAN = NAMED = (
    "cloud.sync.log",
    "cloud.reverse.line",
    "cloud.conflict",
    "cloud.hold",
    "cloud.plan.line",
)
# Shown as they are, to whom they are shown at all.
RAW = (
    "cloud.folder",
    "cloud.file",
    "cloud.observation",
    "cloud.cursor",
    "cloud.listing",
)


class NamesCase(CloudCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        companies = cls.env["res.company"].search([])
        cls.plain = cls._user("plain", "base.group_user")
        cls.user = cls._user("user", "connector_cloud.group_cloud_user")
        cls.manager = cls._user("manager", "connector_cloud.group_cloud_manager")
        cls.other_user = cls._user(
            "other_user", "connector_cloud.group_cloud_user", cls.other_company
        )
        cls.other_manager = cls._user(
            "other_manager", "connector_cloud.group_cloud_manager", cls.other_company
        )
        cls.everywhere = cls._user(
            "everywhere", "connector_cloud.group_cloud_manager", companies
        )
        # Not even managers read it: they see its name for being managers.
        cls.env["ir.rule"].create(
            {
                "name": "Secret contacts",
                "model_id": cls.partner_model.id,
                "domain_force": f"[('name', 'not like', '{SECRET}')]",
            }
        )

    @classmethod
    def _user(cls, login, groups, companies=None):
        companies = companies or cls.env.company
        return new_test_user(
            cls.env,
            f"names_{login}",
            groups,
            context={"no_reset_password": True},
            company_id=companies[0].id,
            company_ids=companies.ids,
        )

    def setUp(self):
        super().setUp()
        self.backend.company_id = self.env.company
        self.secret = self._document_rows(SECRET)
        self.open = self._document_rows("Open")
        self.env.flush_all()
        self.env.invalidate_all()

    def _share(self):
        self.backend.company_id = False
        self.env.flush_all()
        self.env.invalidate_all()

    def _document_rows(self, word):
        """:return: dict model -> a row that names a document called by the word"""
        partner = self._partner(f"{word} Partner")
        attachment = self._attach(partner, f"{word}.txt")
        self._sync(partner)
        file = attachment.cloud_file_id
        file.web_url = f"https://cloud.example/{word}"
        return {
            LOG: self._log_line(partner, word, file),
            LINE: self._reverse_line(file, word),
            CONFLICT: self._conflict(partner, word, file),
            HOLD: self._hold_of(word),
            PLAN: self._plan_line(partner, word),
            "cloud.file": file,
            "cloud.folder": file.folder_id,
            **self._unnamed_rows(file, word),
        }

    def _log_line(self, partner, word, file=None):
        return self.env[LOG]._add(
            [
                {
                    "backend_id": self.backend.id,
                    "operation": "upload",
                    "name": f"{word}.txt",
                    "message": f"{word} is too long.",
                    "res_model": partner._name,
                    "res_id": partner.id,
                    "file_id": file and file.id,
                }
            ]
        )

    def _reverse_line(self, file, word):
        report = self.env["cloud.reverse.report"]
        values = {"backend_id": self.backend.id, "state": "done"}
        report.create(values)._note("gone", file, f"{word} is gone.")
        return self.env[LINE].search([("file_id", "=", file.id)])

    def _conflict(self, partner, word, file):
        version = self._attach(partner, f"{word} (Odoo conflict).txt")
        return self.env[CONFLICT].create(
            {"file_id": file.id, "odoo_version_id": version.id}
        )

    def _hold_of(self, word):
        return self.env[HOLD].create(
            {
                "backend_id": self.backend.id,
                "reason": "many_deletions",
                "direction": "direct",
                "state": "settled",
                "raw_sample": f"Contacts / {word}",
                "raw_outcome": f"{word}: gone",
            }
        )

    def _plan_line(self, partner, word, user=None):
        Plan = self.env["cloud.plan"].with_user(user or self.manager).sudo()
        line = {
            "name": f"{word}.txt",
            "message": f"{word} is too long.",
            "res_model": partner._name,
            "res_id": partner.id,
        }
        [values] = self.env[PLAN]._raw_values([line])
        return Plan.create(
            {"backend_id": self.backend.id, "line_ids": [(0, 0, values)]}
        ).line_ids.with_env(self.env)

    def _unnamed_rows(self, file, word):
        Observation = self.env["cloud.observation"]
        Observation._note(self.backend, [f"{word}-1"])
        self.env["cloud.listing"]._note(file.folder_id)
        return {
            "cloud.observation": Observation.search(
                [("external_id", "=", f"{word}-1")]
            ),
            "cloud.listing": self.env["cloud.listing"].search(
                [("folder_id", "=", file.folder_id.id)]
            ),
            "cloud.cursor": self.env["cloud.cursor"].create(
                {"backend_id": self.backend.id, "drive_external_id": word}
            ),
        }

    def _all_that_is_read(self, rows):
        """:return: all that the user of these rows reads of them, as a screen does"""
        specification = {
            name: {"fields": {"display_name": {}}}
            if field["type"] in ("many2one", "many2one_reference")
            else {}
            for name, field in rows.fields_get(attributes=["type"]).items()
        }
        return str(rows.web_read(specification))
