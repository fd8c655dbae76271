# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import shutil
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import human_size

from odoo.addons.queue_job.exception import RetryableJobError

from ..session_lock import session_locks

# Before the other directions, which have 5 and more.
PRIORITY = 1
# Seconds until another look at what other jobs were busy with.
BUSY_DELAY = 5


class CloudBackendReverse(models.AbstractModel):
    """Everything home: the reset of a backend, and the jobs that carry it out."""

    _name = "cloud.backend.reverse"
    _description = "Reverse Sync of a Cloud Backend (abstract)"

    reverse_report_ids = fields.One2many(
        "cloud.reverse.report", "backend_id", "Homecoming Reports"
    )
    reverse_report_count = fields.Integer(compute="_compute_reverse")
    reverse_progress = fields.Float(compute="_compute_reverse")
    reverse_progress_text = fields.Char(compute="_compute_reverse")
    reverse_next_try = fields.Datetime(compute="_compute_reverse")
    # What a reset, or a rule that moved away, left behind: it is taken over again
    # when this backend comes back to the same drive.
    left_root_id = fields.Char(readonly=True, copy=False)
    left_at = fields.Datetime(readonly=True, copy=False)

    @api.depends("reverse_report_ids.state")
    def _compute_reverse(self):
        for backend in self:
            backend.reverse_report_count = len(backend.reverse_report_ids)
            running = backend.reverse_report_ids.filtered(
                lambda report: report.scope == "all" and report.state == "running"
            )[:1]
            backend.reverse_progress = running.progress
            backend.reverse_progress_text = running.progress_text
            backend.reverse_next_try = running.next_try

    # Room for what is to come

    @api.model
    def _room_for_files(self):
        """:return: free bytes of Odoo's filestore; None: files are in the database"""
        Attachment = self.env["ir.attachment"]
        if Attachment._storage() == "db":
            return None
        return shutil.disk_usage(Attachment._filestore()).free

    def _need_of(self, domain):
        """:return: bytes that the files of a domain over ``cloud.file`` will take

        What is under way is on the disk twice for a moment.
        """
        self.ensure_one()
        File = self.env["cloud.file"].sudo()
        away = fields.Domain(domain) & fields.Domain("released", "=", True)
        [(total, largest)] = File._read_group(away, [], ["size:sum", "size:max"])
        return (total or 0) + self.parallel_transfers * (largest or 0)

    def _check_room(self, domain):
        """:raise UserError: the filestore has no room for these files"""
        need, room = self._need_of(domain), self._room_for_files()
        if room is not None and need > room:
            raise UserError(
                self.env._(
                    "The files need %(need)s, and Odoo's filestore has only %(room)s "
                    "left. Make room there, and try again.",
                    need=human_size(need),
                    room=human_size(room) or "0 bytes",
                )
            )

    # Buttons

    def action_reset(self):
        """:return: the action that asks whether everything shall come home"""
        self.ensure_one()
        self.check_access("write")
        self._check_can_reset()
        wizard = self.env["cloud.reverse.wizard"].create({"backend_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bring Everything Home"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _check_can_reset(self):
        self._check_active()
        if self.state not in ("connected", "paused"):
            raise UserError(
                self.env._(
                    "Connect %s first: its files are fetched with that connection.",
                    self.name,
                )
            )

    def _start_reset(self):
        """Bring everything home, then disconnect; nothing in the cloud is touched."""
        self.ensure_one()
        self.check_access("write")
        self._check_can_reset()
        self._check_room([("backend_id", "=", self.id)])
        Report = self.env["cloud.reverse.report"].sudo()
        Report.search([("backend_id", "=", self.id), ("state", "=", "running")])._close(
            "stopped"
        )
        self.sudo().state = "reversing"
        Report._start(self)
        self._enqueue_reverse()

    def action_reverse_stop(self):
        """Stay with this cloud after all; what is home already is synced again."""
        for backend in self.filtered(lambda b: b.state == "reversing"):
            backend.check_access("write")
            backend.sudo().state = "connected"
            report = self.env["cloud.reverse.report"].sudo()._running(backend)
            given_up = backend.sudo().file_ids.filtered("error")
            given_up.write(given_up._clean_failure())
            report._close("stopped")
            backend._enqueue_prepare(priority=5)

    def action_view_reverse_reports(self):
        return self._action_of("connector_cloud.cloud_reverse_report_action")

    def _reverse_now(self):
        """Try at once what is still to come home."""
        for backend in self:
            backend.sudo().file_ids.filtered("next_try").next_try = False
            backend._enqueue_reverse()

    def _go_on_reversing(self):
        """A new sign-in goes on with what the lost one began."""
        if self.env["cloud.reverse.report"].sudo()._running(self):
            self.sudo().state = "reversing"
            self._enqueue_reverse()

    # Jobs

    def _enqueue_reverse(self, rule_id=None, eta=None):
        """Enqueue the reverse sync of everything, or of one model to sync.

        :param rule_id: id of the ``cloud.sync.rule`` that leaves, or None
        :param eta: seconds to wait before, or None
        """
        self.ensure_one()
        return self._delayed(
            PRIORITY,
            eta,
            f"cloud.reverse:{self.id}:{rule_id or 'all'}",
            self.env._("%s: bring files home", self.name),
        )._job_reverse(rule_id)

    @api.model
    def _cron_reverse(self):
        """Go on where a job was lost."""
        for report in (
            self.env["cloud.reverse.report"].sudo().search([("state", "=", "running")])
        ):
            if not report._is_wanted():
                report._close("stopped")
            elif report._goes_on() and not report._rests():
                report.backend_id._enqueue_reverse(report.rule_id.id or None)

    def _job_reverse(self, rule_id=None):
        """Job: bring files home, one after the other, and forget them here.

        :param rule_id: id of the ``cloud.sync.rule`` that leaves; None: everything
        """
        key = f"cloud:{self.id}:reverse:{rule_id or 'all'}"
        with session_locks(self.env.cr, [key]) as locked:
            if not locked:
                raise RetryableJobError(
                    "Another job brings these files home.",
                    seconds=BUSY_DELAY,
                    ignore_retry=True,
                )
            report = self.env["cloud.reverse.report"].sudo()._running(self, rule_id)
            if not report:
                return "nothing is to come home"
            if not report._is_wanted():
                report._close("stopped")
                return "the files stay where they are"
            if not report._goes_on():
                return f"nothing done: the backend is {self.state}"
            return self._run_job(
                lambda work: work.component("reverse.sync").run(report),
                direction="reverse",
                states=(self.state,),
            )

    # The end

    def _finish_reset(self, report):
        """Forget the tree and the access, once nothing is left to come home.

        :return: whether nobody was busy with it
        """
        with session_locks(self.env.cr, [self._busy_key()]) as free:
            self._commit()
            if not free or report._measure(report._pending_domain())[0]:
                return False
            root = self.sudo().folder_ids.filtered(lambda f: f.kind == "root")
            if root:
                self._note_left(root.external_id)
            report._forget_rows(report._folder_domain())
            self._forget_feed()
            report._close("done")
            self._ask_for_care(report)
            self.write(
                {"owner_uuid": False, "last_message": False, "wait_until": False}
            )
            self.action_disconnect()
            self._commit()
        return True

    def _forget_feed(self):
        """Forget what was read of the cloud's changes, and what waits for a person."""
        for name in ("cloud.observation", "cloud.cursor"):
            self.env[name].sudo().search([("backend_id", "=", self.id)]).unlink()
        self.env["cloud.hold"].sudo()._waiting(self)._settle()

    def _ask_for_care(self, report):
        """One activity per person to notify, where files need a person."""
        if not report.care_count:
            return
        self._ask_people(
            self,
            self.env._("%s files did not come home by themselves", report.care_count),
            self.env._("The homecoming report of this cloud lists them."),
            activity="mail.mail_activity_data_todo",
        )

    def _note_left(self, root_id=None):
        """Remember that something of ours was left here just now.

        :param root_id: the cloud's identifier of a tree that was left as a whole
        """
        # Records know their time to the microsecond, this field to the second.
        values = {"left_at": fields.Datetime.now() + timedelta(seconds=1)}
        if root_id:
            values["left_root_id"] = root_id
        self.sudo().write(values)
