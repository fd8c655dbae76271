# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import human_size

# A file that failed so often is given up, and listed for a person's care.
TRIES = 4


class CloudReverseReport(models.Model):
    """One journey home: of all that a backend keeps, or of one model to sync.

    While it runs, it says what is wanted; how far it came is told by the bindings
    that are left.  Nothing but the end, and what needs a person's care, is written.
    """

    _name = "cloud.reverse.report"
    _description = "Homecoming Report"
    _order = "id desc"

    backend_id = fields.Many2one(
        "cloud.backend",
        "Cloud",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    scope = fields.Selection(
        [("all", "Everything"), ("rule", "One Model to Sync")],
        required=True,
        default="all",
        readonly=True,
    )
    rule_id = fields.Many2one(
        "cloud.sync.rule",
        "Model to Sync",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    rule_name = fields.Char("What", readonly=True, help="As it was called then")
    state = fields.Selection(
        [("running", "Coming Home"), ("done", "Done"), ("stopped", "Stopped")],
        required=True,
        default="running",
        readonly=True,
    )
    date_end = fields.Datetime("Ended", readonly=True)
    file_total = fields.Integer("Files", readonly=True)
    size_total = fields.Float("Bytes", digits=(20, 0), readonly=True)
    news_read = fields.Boolean(
        readonly=True, help="What people did in the cloud before was taken over"
    )
    # Written at the end; until then the bindings tell.
    file_home = fields.Integer(readonly=True)
    size_home = fields.Float(digits=(20, 0), readonly=True)
    file_done = fields.Integer("Files at Home", compute="_compute_progress")
    size_done = fields.Float(
        "Bytes at Home", digits=(20, 0), compute="_compute_progress"
    )
    progress = fields.Float(compute="_compute_progress")
    progress_text = fields.Char(compute="_compute_progress")
    next_try = fields.Datetime(compute="_compute_progress")
    line_ids = fields.One2many("cloud.reverse.line", "report_id", "Details")
    care_count = fields.Integer("Need Your Care", compute="_compute_line_counts")
    converted_count = fields.Integer("Converted", compute="_compute_line_counts")

    _all_uniq = models.UniqueIndex(
        "(backend_id) WHERE state = 'running' AND scope = 'all'",
        "Everything of this cloud is on its way home already.",
    )
    _rule_uniq = models.UniqueIndex(
        "(backend_id, rule_id) WHERE state = 'running' AND rule_id IS NOT NULL",
        "These files are on their way home already.",
    )

    @api.depends("rule_name", "backend_id.name")
    def _compute_display_name(self):
        for report in self:
            what = report.rule_name or self.env._("Everything")
            report.display_name = self.env._(
                "%(what)s from %(cloud)s", what=what, cloud=report.backend_id.name
            )

    @api.depends("state", "line_ids.away")
    def _compute_progress(self):
        for report in self:
            report.next_try = False
            done, size = report.file_home, report.size_home
            if report.state == "running":
                left, size_left = report._measure(report._pending_domain())
                away = report.line_ids.filtered("away")
                done = max(0, report.file_total - left - len(away))
                size = max(0, report.size_total - size_left - sum(away.mapped("size")))
                report.next_try = report._next_try()
            report.file_done, report.size_done = done, size
            total = report.file_total
            report.progress = 100 * done / total if total else 100
            report.progress_text = self.env._(
                "%(done)s of %(total)s files, %(size)s of %(size_total)s",
                done=done,
                total=total,
                size=human_size(size) or "0",
                size_total=human_size(report.size_total) or "0",
            )

    @api.depends("line_ids.care")
    def _compute_line_counts(self):
        for report in self:
            report.care_count = len(report.line_ids.filtered("care"))
            report.converted_count = len(
                report.line_ids.filtered(lambda line: line.reason == "converted")
            )

    # What it is about

    @api.model
    def _running(self, backend, rule_id=None):
        """:return: the report of a journey that is not over, if there is one"""
        scope = "rule" if rule_id else "all"
        return self.search(
            [
                ("backend_id", "=", backend.id),
                ("state", "=", "running"),
                ("scope", "=", scope),
                ("rule_id", "=", rule_id or False),
            ],
            limit=1,
        )

    @api.model
    def _start(self, backend, rule=None):
        """Note that everything of a backend, or of a rule, is to come home.

        What failed before, in another direction, gets all its tries again.

        :return: the new report, or the one that runs already
        """
        rule_id = rule.id if rule else False
        report = self._running(backend, rule_id)
        if report:
            return report
        report = self.create(
            {
                "backend_id": backend.id,
                "scope": "rule" if rule else "all",
                "rule_id": rule_id,
                "rule_name": rule and rule.name,
                # Who moves one model goes on reading news of the others as ever.
                "news_read": bool(rule),
            }
        )
        files = (
            self.env["cloud.file"]
            .sudo()
            .search(report._file_domain() & Domain("error", "!=", False))
        )
        files.write(files._clean_failure())
        report.file_total, report.size_total = report._measure(report._file_domain())
        return report

    def _goes_on(self):
        """:return: whether it is still wanted and possible; anybody may stop it"""
        self.ensure_one()
        if self.state != "running":
            return False
        if self.scope == "all":
            return self.backend_id.state == "reversing"
        return self.backend_id.state == "connected" and self._is_wanted()

    def _is_wanted(self):
        """:return: whether the rule still wants to leave this backend"""
        return self.scope == "all" or (
            bool(self.rule_id) and self.rule_id.backend_id != self.backend_id
        )

    def _folder_domain(self):
        """:return: domain over ``cloud.folder`` of what is to be forgotten"""
        domain = Domain("backend_id", "=", self.backend_id.id)
        if self.scope == "all":
            return domain
        return domain & Domain("id", "child_of", self._rule_folder().ids)

    def _file_domain(self):
        """:return: domain over ``cloud.file`` of what is to come home"""
        domain = Domain("backend_id", "=", self.backend_id.id)
        if self.scope == "all":
            return domain
        return domain & Domain("folder_id", "child_of", self._rule_folder().ids)

    def _rule_folder(self):
        return (
            self.env["cloud.folder"]
            .sudo()
            .search(
                [
                    ("kind", "=", "rule"),
                    ("rule_id", "=", self.rule_id.id),
                    ("rule_id", "!=", False),
                    ("backend_id", "=", self.backend_id.id),
                ]
            )
        )

    def _pending_domain(self):
        return self._file_domain() & Domain("try_count", "<", TRIES)

    def _measure(self, domain):
        """:return: (number of files, bytes)"""
        File = self.env["cloud.file"].sudo()
        [(count, size)] = File._read_group(domain, [], ["__count", "size:sum"])
        return count, size or 0

    def _next_try(self):
        """:return: when the first of the files that wait for another try is due"""
        waiting = self._pending_domain() & Domain("next_try", "!=", False)
        File = self.env["cloud.file"].sudo()
        return File.search(waiting, order="next_try", limit=1).next_try

    def _seconds_to_next_try(self):
        """:return: seconds until :meth:`_next_try`, at least one"""
        left = (self._next_try() or fields.Datetime.now()) - fields.Datetime.now()
        return max(1, int(left.total_seconds()))

    def _rests(self):
        """:return: whether there is nothing to do before :meth:`_next_try`"""
        pending = self._measure(self._pending_domain())[0]
        return bool(pending) and not self._measure(self._due_domain())[0]

    def _due_domain(self):
        """:return: domain over ``cloud.file`` of what can come home now"""
        return self._pending_domain() & (
            Domain("next_try", "=", False)
            | Domain("next_try", "<=", fields.Datetime.now())
        )

    # Forgetting

    def _forget_rows(self, folder_domain):
        """Remove the bindings in and of folders; the cloud keeps what they stood for.

        :param folder_domain: domain over ``cloud.folder``
        """
        Folder = self.env["cloud.folder"].sudo()
        folders = Folder.search(folder_domain, order="parent_path desc")
        self.env["cloud.file"].sudo().search(
            [("folder_id", "in", folders.ids)]
        ).unlink()
        folders.unlink()

    # What it tells

    def _note(self, reason, file, message="", **values):
        """Tell what became of a file, once per file.

        :param reason: one of ``cloud.reverse.line``'s
        :param file: ``cloud.file``
        """
        place = file.folder_id._record_folder()
        self.line_ids.filtered(lambda line: line.file_id == file).unlink()
        values = {
            "report_id": self.id,
            "reason": reason,
            "file_id": file.id,
            "attachment_id": file.odoo_id.id,
            "name": file.odoo_id.name or file.base_name,
            "res_model": place.res_model,
            "res_id": place.res_id,
            "web_url": file.web_url,
            "size": file.size,
            "message": message,
            **values,
        }
        Line = self.env["cloud.reverse.line"].sudo()
        Line.create(Line._raw_values([values]))

    def _close(self, state):
        """It is over: keep the figures, for the bindings go.

        :param state: done or stopped
        """
        for report in self:
            report.write(
                {
                    "file_home": report.file_done,
                    "size_home": report.size_done,
                    "state": state,
                    "date_end": fields.Datetime.now(),
                }
            )
            report._post()

    def _post(self):
        """Tell it in the backend's chatter."""
        words = [
            {
                "done": self.env._("Everything that could be brought home is home."),
                "stopped": self.env._("The way home was stopped."),
            }[self.state],
            self.progress_text,
        ]
        if self.converted_count:
            words.append(
                self.env._("%s cloud documents were converted.", self.converted_count)
            )
        if self.care_count:
            words.append(self.env._("%s files need your care.", self.care_count))
        self.backend_id._tell_in_chatter(self.display_name, words)

    def action_view_lines(self):
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "connector_cloud.cloud_reverse_line_action"
        )
        action["domain"] = [("report_id", "=", self.id)]
        return action
