# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..sync.states import ACTIONS
from .common import CloudCase


@tagged("post_install", "-at_install")
class TestSyncLog(CloudCase):
    """Sync Logs of seed 003."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Log = cls.env["cloud.sync.log"]
        cls.Log.search([]).unlink()
        cls.manager = new_test_user(
            cls.env,
            "cloud manager",
            "connector_cloud.group_cloud_manager,base.group_allow_export",
            context={"no_reset_password": True},
        )
        cls.user = new_test_user(
            cls.env,
            "cloud user",
            "connector_cloud.group_cloud_user",
            context={"no_reset_password": True},
        )
        cls.employee = new_test_user(
            cls.env,
            "employee",
            "base.group_user",
            context={"no_reset_password": True},
        )

    def _add(self, message="Done", **values):
        return self.Log._add(
            [{"backend_id": self.backend.id, "message": message, **values}]
        )

    # What is kept

    def test_line_tells_what_happened_and_when(self):
        partner = self._partner("Azure Interior")
        with freeze_time("2026-03-01 10:00:00"):
            line = self._add(
                operation="upload",
                direction="direct",
                name="offer.pdf",
                res_model="res.partner",
                res_id=partner.id,
                size=3_000_000_000,
                duration=1.5,
            )
        self.assertEqual(line.date, fields.Datetime.to_datetime("2026-03-01 10:00:00"))
        self.assertEqual(line.level, "success")
        self.assertEqual(line.record_name, "Azure Interior")
        self.assertEqual(line.size, 3_000_000_000)
        self.assertEqual(line.display_name, "Upload: offer.pdf")

    def test_every_action_is_in_the_selection(self):
        known = dict(self.Log._fields["operation"].selection)
        operations = {action.operation for action in ACTIONS} - {None}
        self.assertLessEqual(operations, known.keys())

    def test_lines_are_on_by_default(self):
        self.assertTrue(
            self.env["cloud.backend"].default_get(["log_enabled"])["log_enabled"]
        )

    def test_switched_off_only_problems_are_logged(self):
        self.backend.log_enabled = False
        self.assertFalse(self._add())
        self.assertFalse(self._add(level="warning"))
        self.assertEqual(self._add(level="error").level, "error")

    def test_switch_is_each_backend_own(self):
        other = self.backend.copy({"name": "Other", "log_enabled": False})
        lines = self.Log._add(
            [
                {"backend_id": backend, "message": "x"}
                for backend in (other, self.backend)
            ]
        )
        self.assertEqual(lines.backend_id, self.backend)

    def test_unknown_operation_does_not_stop_a_sync(self):
        self.assertEqual(self._add(operation="teleport").operation, "other")

    def test_every_line_of_the_engine_has_a_name(self):
        partner = self._partner("P")
        attachment = self._attach(partner, "a.txt")
        self._sync()
        attachment.unlink()
        partner.unlink()
        self._sync()
        operations = set(self._logs().mapped("operation"))
        self.assertLessEqual({"create_folder", "upload", "bin_folder"}, operations)
        self.assertNotIn("other", operations)

    def test_names_of_many_documents_cost_one_read_a_model(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}"} for n in range(20)]
        )
        self.env.flush_all()
        entries = [
            {"backend_id": self.backend.id, "res_model": "res.partner", "res_id": p.id}
            for p in partners
        ]
        self._add()
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            lines = self.Log._add(entries)
            self.env.flush_all()
        self.assertEqual(lines.mapped("record_name"), partners.mapped("name"))

    def test_deleted_documents_and_uninstalled_models(self):
        partner = self._partner("P")
        partner.unlink()
        for model in ("res.partner", "no.such.model"):
            line = self._add(res_model=model, res_id=partner.id)
            self.assertFalse(line.record_name)
            with self.assertRaisesRegex(UserError, "does not exist any more"):
                line.action_open_record()

    def test_secrets_never_reach_a_line(self):
        line = self._add(
            "PUT https://host/upload?access_token=abc123&x=1 failed: Bearer xyz789, "
            "with url: /up?tempauth=qwerty (Caused by timeout). Retry?"
        )
        for secret in ("abc123", "xyz789", "qwerty"):
            self.assertNotIn(secret, line.message)
        self.assertIn("https://host/upload?", line.message)
        self.assertIn("(Caused by timeout). Retry?", line.message)

    # Links

    def test_line_opens_its_document(self):
        partner = self._partner("P")
        line = self._add(res_model="res.partner", res_id=partner.id)
        action = line.with_user(self.user).action_open_record()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.partner", partner.id)
        )

    def test_line_opens_its_file_in_the_cloud(self):
        attachment = self._attach(self._partner("P"), "a.txt")
        self._sync()
        file = attachment.cloud_file_id
        line = self._add(file_id=file.id)
        action = line.with_user(self.user).action_open_in_cloud()
        self.assertEqual(action["url"], file.web_url)
        file.unlink()
        self.assertTrue(line.exists())
        with self.assertRaisesRegex(UserError, "not in the cloud"):
            line.action_open_in_cloud()

    def test_line_opens_its_job(self):
        with self.assertRaisesRegex(UserError, "cleaned up"):
            self._add(job_uuid="gone").action_open_job()
        job = self.backend.with_delay()._job_prepare().db_record()
        self.assertEqual(
            self._add(job_uuid=job.uuid).action_open_job()["res_id"], job.id
        )

    # Retention

    def test_old_lines_are_deleted_by_each_backend_retention(self):
        forever = self.backend.copy({"name": "Other", "log_retention_days": 0})
        self.backend.log_retention_days = 30
        now = fields.Datetime.now()
        kept = self._add(date=now - timedelta(days=29))
        old = self._add(date=now - timedelta(days=31))
        kept |= self.Log._add(
            [{"backend_id": forever.id, "date": now - timedelta(days=900)}]
        )
        self.assertEqual(self.Log._gc_old_lines(), (1, False))
        self.assertFalse(old.exists())
        self.assertEqual(kept.exists(), kept)

    def test_archived_backends_lose_their_old_lines_too(self):
        self.backend.write({"log_retention_days": 1, "active": False})
        old = self._add(date=fields.Datetime.now() - timedelta(days=2))
        self.Log._gc_old_lines()
        self.assertFalse(old.exists())

    # Access

    def test_nobody_edits_lines(self):
        line = self._add()
        for user in (self.user, self.manager, self.env.ref("base.user_admin")):
            own = line.with_user(user)
            self.assertEqual(own.read(["message"])[0]["message"], "Done")
            with self.assertRaises(AccessError):
                own.message = "Nothing"
            with self.assertRaises(AccessError):
                own.copy()
            with self.assertRaises(AccessError):
                own.unlink()

    def test_employees_see_no_lines(self):
        with self.assertRaises(AccessError):
            self._add().with_user(self.employee).read(["message"])

    def test_lines_of_other_companies_are_hidden(self):
        shared = self._add()
        company = self.env["res.company"].create({"name": "Other"})
        backend = self.backend.copy({"name": "Theirs", "company_id": company.id})
        self.Log._add([{"backend_id": backend.id}])
        for user in (self.user, self.manager):
            self.assertEqual(self.Log.with_user(user).search([]), shared)

    # Finding lines

    def _filtered(self, name):
        arch = etree.fromstring(self.Log.get_view(view_type="search")["arch"])
        node = arch.find(f".//filter[@name='{name}']")
        return self.Log.search(safe_eval(node.get("domain")))

    def test_filters(self):
        lines = {
            "success": self._add(),
            "warnings": self._add(level="warning"),
            "failures": self._add(level="error"),
        }
        for name, line in lines.items():
            self.assertEqual(self._filtered(name), line)

    def test_filters_of_days(self):
        now = fields.Datetime.now()
        today = self._add(date=now)
        week = self._add(date=now - timedelta(days=5))
        self._add(date=now - timedelta(days=10))
        self.assertEqual(self._filtered("today"), today)
        self.assertEqual(self._filtered("last_week"), today | week)

    def test_search_finds_matches_in_messages(self):
        line = self._add("The name Offer.pdf is too long")
        named = self._add("x", name="other offer.docx")
        self._add("Something else")
        arch = etree.fromstring(self.Log.get_view(view_type="search")["arch"])
        domain = arch.find(".//field[@name='message']").get("filter_domain")
        self.assertEqual(
            self.Log.search(safe_eval(domain, {"self": "offer"})), line | named
        )

    def test_groups(self):
        arch = etree.fromstring(self.Log.get_view(view_type="search")["arch"])
        self._add(date="2026-03-01 10:00:00", operation="upload")
        self._add(date="2026-03-02 10:00:00", operation="bin", level="error")
        counts = {
            node.get("name"): len(
                self.Log.formatted_read_group(
                    [], [safe_eval(node.get("context"))["group_by"]], ["__count"]
                )
            )
            for node in arch.findall(".//group/filter")
        }
        self.assertEqual(
            counts,
            {
                "group_level": 2,
                "group_operation": 2,
                "group_direction": 1,
                "group_backend": 1,
                "group_day": 2,
                "group_month": 1,
            },
        )

    def test_colours(self):
        arch = etree.fromstring(self.Log.get_view(view_type="list")["arch"])
        for level, colour in (
            ("success", "success"),
            ("warning", "warning"),
            ("error", "danger"),
        ):
            self.assertEqual(arch.get(f"decoration-{colour}"), f"level == '{level}'")

    def test_export_for_the_support(self):
        self._add("One", operation="upload")
        exported = (
            self.Log.with_user(self.manager)
            .search([])
            .export_data(["level", "operation", "message"])
        )
        self.assertEqual(exported["datas"], [["Success", "Upload", "One"]])
