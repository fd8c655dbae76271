# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import tagged

from odoo.addons.connector_cloud.tests.backward_case import BackwardCase

from .click_case import ClickCase

# Buttons that are not shown on the rows made here, or that an earlier one takes away;
# each is pressed by the tests of its own subject.
ELSEWHERE = {
    (model, name)
    for model, names in {
        "cloud.backend": "action_choose_drive action_gdrive_find_drive action_leave "
        "action_reverse_stop action_take_over action_view_failed_jobs "
        "action_view_left_files",
        "cloud.conflict": "action_keep_cloud action_keep_odoo",
        "cloud.hold": "action_connect action_view_files action_view_folders",
        "cloud.reverse.line": "action_open_in_cloud",
        "cloud.sync.log": "action_open_job",
        "upgrade.request": "action_approve action_download_dump action_refresh "
        "action_request_approval action_skip_test",
    }.items()
    for name in names.split()
}
OURS = ("cloud.", "upgrade.")


@tagged("post_install", "-at_install", "browser")
class TestButtons(ClickCase, BackwardCase):
    """Each button of each view answers whoever sees it; the page stays whole."""

    def setUp(self):
        super().setUp()
        self._make_conflict()
        self._attach(self.partner, "refused?.txt", b"x")
        self._sync()
        self._fail_a_file()
        # No job runner is here that would have made what lines refer to.
        self.env["cloud.sync.log"].search([]).job_uuid = False
        self.backends = self.backend | self._backends_in_all_states()

    def _make_conflict(self):
        attachment = self._synced("a.txt", b"x")
        attachment.raw = b"odoo's"
        self.cloud.write(attachment.cloud_file_id.external_id, b"cloud's")
        self._backward()
        self._sync(self.partner)

    def _fail_a_file(self):
        file = self.env["cloud.file"].search([], limit=1)
        file._note_failure("The cloud refuses this file.")

    def _backends_in_all_states(self):
        backends = self.env["cloud.backend"]
        for state in dict(backends._fields["state"].selection):
            backend = backends.create(
                {"name": f"Memory, {state}", "provider": "memory", "company_id": False}
            )
            backend.state = state
            # Otherwise there is nothing to sync, and the button says so.
            self._rule(f"Contacts, {state}", backend_id=backend.id)
            backends |= backend
        return backends

    def _make_holds(self):
        Hold = self.env["cloud.hold"]
        for reason in dict(Hold._fields["reason"].selection):
            for direction in ("direct", "backward"):
                Hold.create(
                    {
                        "backend_id": self.backends[-1].id,
                        "reason": reason,
                        "direction": direction,
                        "count": 3,
                        "total": 4,
                    }
                )

    def _make_reports(self):
        report = self.env["cloud.reverse.report"].create(
            {"backend_id": self.backend.id, "state": "done", "file_total": 1}
        )
        attachment = self.env["cloud.file"].search([], limit=1).odoo_id
        self.env["cloud.reverse.line"].create(
            {
                "report_id": report.id,
                "reason": "failed",
                "name": attachment.name,
                "attachment_id": attachment.id,
                "res_model": attachment.res_model,
                "res_id": attachment.res_id,
            }
        )

    def _make_upgrades(self):
        Request = self.env["upgrade.request"]
        for state in dict(Request._fields["state"].selection):
            request = Request.create({"target": "19.0", "contract": "M1-a"})
            request.sudo().state = state

    def _views(self, models):
        """:return: for each model its list, and the forms of its records"""
        views = []
        for name in models:
            views.append({"res_model": name, "views": [[False, "list"]]})
            views += [
                {"res_model": name, "res_id": record.id, "views": [[False, "form"]]}
                for record in self.env[name].with_context(active_test=False).search([])
            ]
        return views

    def test_administrator(self):
        self._make_holds()
        self._make_reports()
        self._make_upgrades()
        names = self._own_models("base.user_admin")
        lines = self._click_views("admin", self._views(names))
        self._check(lines)
        self._check_all_were_pressed(lines, names)

    def test_manager(self):
        self._make_holds()
        self._make_reports()
        self._make_upgrades()
        self._click_as("click_manager")

    def test_user(self):
        self._make_holds()
        self._make_reports()
        self._click_as("click_user")

    def _click_as(self, login):
        user = self.env["res.users"].search([("login", "=", login)])
        views = self._views(self._own_models(user))
        self._check(self._click_views(login, views))

    def _own_models(self, user):
        """:return: names of our models that have rows and views which a user sees"""
        if isinstance(user, str):
            user = self.env.ref(user)
        return [
            name
            for name, model in sorted(self.env.items())
            if name.startswith(OURS)
            and not model._abstract
            and not model._transient
            and model.with_user(user).has_access("read")
            and self.env["ir.ui.view"].search([("model", "=", name)], limit=1)
        ]

    def _check(self, lines):
        refused = [line for line in lines if "Access Error" in line[-1]]
        self.assertFalse(refused, "A button is shown to whom it refuses")
        self.assertTrue([line for line in lines if line[0] == "button"])

    def _check_all_were_pressed(self, lines, names):
        pressed = {(line[1], line[2]) for line in lines if line[0] == "button"}
        there = {
            (name, button.get("name"))
            for name in names
            for kind in ("list", "form")
            for button in self._buttons(name, kind)
            # The others are actions by their number.
            if button.get("name").startswith("action_")
        }
        self.assertFalse(there - pressed - ELSEWHERE, "Never pressed")

    def _buttons(self, name, kind):
        user = self.env.ref("base.user_admin")
        arch = self.env[name].with_user(user).get_view(view_type=kind)["arch"]
        root = etree.fromstring(arch)
        # Those of lines inside of a form belong to the lines' own model.
        return root.xpath("//button[@name][not(ancestor::field)]")
