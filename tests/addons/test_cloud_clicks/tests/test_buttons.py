# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import tagged

from odoo.addons.connector_cloud.tests.backward_case import BackwardCase
from odoo.addons.odoo_upgrade_client.tests.common import CONTRACT
from odoo.addons.odoo_upgrade_client.upgrade_api import UpgradeClient

from cloud_emulator import Emulator

from .click_case import ClickCase

# Buttons that administrators are not shown here, and the tests that press them.
ELSEWHERE = {
    # Holds are decided by the buttons before these, in every state.
    ("cloud.hold", "action_connect"): "connector_cloud: test_hold_security",
    ("cloud.hold", "action_view_files"): "connector_cloud: test_hold_security",
    ("cloud.hold", "action_view_folders"): "connector_cloud: test_hold_security",
    # Shown with the log of a dump that was downloaded.
    ("upgrade.request", "action_download_dump"): "odoo_upgrade_client: test_request",
    # Managers need nobody's approval.
    ("upgrade.request", "action_request_approval"): "test_user",
    # Shown while the platform tests an upgraded dump by hand, after all other steps.
    ("upgrade.request", "action_skip_test"): "odoo_upgrade_client: test_skip_test",
}
OURS = ("cloud.", "upgrade.")


@tagged("post_install", "-at_install", "browser")
class TestButtons(ClickCase, BackwardCase):
    """Each button of each view answers whoever sees it; the page stays whole."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.emulator = Emulator().start()
        cls.addClassCleanup(cls.emulator.stop)
        cls.control = cls.emulator.control
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param("odoo_upgrade_client.base_url", cls.control.upgrade.url)

    def setUp(self):
        super().setUp()
        for name in ("a.txt", "b.txt", "c.txt"):
            # Each of its three solutions takes the others away.
            self._make_conflict(name)
        self._attach(self.partner, "refused?.txt", b"x")
        self._sync()
        self._fail_a_file()
        # No job runner is here that would have made what lines refer to.
        self.env["cloud.sync.log"].search([]).job_uuid = False
        self.backends = self.backend | self._backends_in_all_states()
        self._fail_a_job()
        self._connect_google()

    def _make_conflict(self, name):
        attachment = self._synced(name, b"x")
        attachment.raw = b"odoo's"
        self.cloud.write(attachment.cloud_file_id.external_id, b"cloud's")
        self._backward()
        self._sync(self.partner)

    def _fail_a_file(self):
        file = self.env["cloud.file"].search([], limit=1)
        file._note_failure("The cloud refuses this file.")

    def _fail_a_job(self):
        job = self.backend._enqueue_prepare()
        record = self.env["queue.job"].search([("uuid", "=", job.uuid)])
        record = record.with_context(_job_edit_sentinel=record.EDIT_SENTINEL)
        record.write({"state": "failed", "exc_name": "ZeroDivisionError"})
        line = self.env["cloud.sync.log"].search([], limit=1)
        line.job_uuid = job.uuid

    def _connect_google(self):
        """Only this cloud has a drive to choose, by its name or from a list."""
        self.control.google.create_drive("Team")
        backend = self.env["cloud.backend"].create(
            {
                "name": "Google",
                "provider": "gdrive",
                "company_id": False,
                "endpoint_url": self.emulator.url,
                "gdrive_client_id": "demo-client",
                "gdrive_client_secret": "demo-secret",
                "gdrive_use_shared_drive": True,
                "gdrive_shared_drive_name": "Team",
            }
        )
        self._rule("Contacts, Google", backend_id=backend.id)
        granted = self.control.google.authorize()
        backend._credential()._gdrive_store(granted)
        backend.state = "connected"

    def _backends_in_all_states(self):
        backends = self.env["cloud.backend"]
        for state in dict(backends._fields["state"].selection):
            backend = backends.create(
                {"name": f"Memory, {state}", "provider": "memory", "company_id": False}
            )
            backend.state = state
            self._make_file(backend, state)
            # Otherwise there is nothing to sync, and the button says so.
            self._rule(f"Contacts, {state}", backend_id=backend.id)
            backends |= backend
        return backends

    def _make_file(self, backend, name):
        """A file that is only in the cloud of a backend, as far as rows tell."""
        attachment = self._attach(self.partner, f"{name}.txt")
        folder = self.env["cloud.folder"].create(
            {"backend_id": backend.id, "kind": "root", "name": "Odoo"}
        )
        return self.env["cloud.file"].create(
            {
                "backend_id": backend.id,
                "folder_id": folder.id,
                "odoo_id": attachment.id,
                "external_id": name,
                "base_name": attachment.name,
                "status": "left" if backend.state == "reconnect" else "synced",
            }
        )

    def _make_holds(self):
        Hold = self.env["cloud.hold"]
        for reason in dict(Hold._fields["reason"].selection):
            for direction in ("direct", "backward"):
                hold = Hold.create(
                    {
                        "backend_id": self.backends[-1].id,
                        "reason": reason,
                        "direction": direction,
                        "count": 3,
                        "total": 4,
                    }
                )
        self.env["cloud.file"].search([], limit=1).hold_id = hold
        self.env["cloud.folder"].search([], limit=1).hold_id = hold

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
                "raw_web_url": "https://cloud.example.com/a",
            }
        )

    def _make_upgrades(self):
        Request = self.env["upgrade.request"]
        for state in dict(Request._fields["state"].selection):
            request = Request.create({"target": "19.0", "contract": CONTRACT})
            request.sudo().state = state
        request.sudo().approval = "asked"
        known = UpgradeClient(self.control.upgrade.url).create(
            contract=CONTRACT,
            email="john.doe@example.com",
            target="19.0",
            aim="test",
            filename="company.dump",
        )
        request.sudo().write(
            {"key": known.request["key"], "number": known.request["id"]}
        )

    def _request_upgrade(self, login):
        user = self.env["res.users"].search([("login", "=", login)])
        self.env["upgrade.request"].with_user(user).create({"target": "19.0"})

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
        self._request_upgrade("click_user")
        self._click_as("click_user", "test_user")

    def _click_as(self, login, test=None):
        user = self.env["res.users"].search([("login", "=", login)])
        views = self._views(self._own_models(user))
        lines = self._click_views(login, views)
        self._check(lines)
        theirs = {button for button, name in ELSEWHERE.items() if name == test}
        self.assertFalse(theirs - self._pressed(lines), "Never pressed")

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
        there = {
            (name, button.get("name"))
            for name in names
            for kind in ("list", "form")
            for button in self._buttons(name, kind)
            # The others are actions by their number.
            if button.get("name").startswith("action_")
        }
        self.assertFalse(
            there - self._pressed(lines) - ELSEWHERE.keys(), "Never pressed"
        )

    def _pressed(self, lines):
        """:return: set of (model, name of a button)"""
        return {(line[1], line[2]) for line in lines if line[0] == "button"}

    def _buttons(self, name, kind):
        user = self.env.ref("base.user_admin")
        arch = self.env[name].with_user(user).get_view(view_type=kind)["arch"]
        root = etree.fromstring(arch)
        # Those of lines inside of a form belong to the lines' own model.
        return root.xpath("//button[@name][not(ancestor::field)]")
