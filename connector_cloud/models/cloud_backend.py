# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid
from contextlib import ExitStack, contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.modules import module

from odoo.addons.queue_job.exception import RetryableJobError

from ..exceptions import CloudError, message_of
from ..work_cache import WorkCache
from .cloud_backend_watch import WATCH_FIELDS


class CloudBackend(models.Model):
    """One connected place in a cloud, and how documents are kept there."""

    _name = "cloud.backend"
    _inherit = [
        "cloud.backend.credential",
        "cloud.backend.connection",
        "cloud.backend.drive",
        "cloud.backend.place",
        "cloud.backend.leave",
        "cloud.backend.jobs",
        "cloud.backend.watch",
        "cloud.backend.reverse",
        "cloud.backend.hold",
        "cloud.backend.health",
        "cloud.backend.messages",
        "cloud.engine.fields",
        "connector.backend",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Cloud Backend"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    provider = fields.Selection(
        [],
        required=True,
        help="The cloud that keeps the documents. Each provider addon adds one.",
    )
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Only records of this company, and shared ones, are synced here. "
        "Leave empty to sync all companies.",
    )
    uuid = fields.Char(
        default=lambda self: str(uuid.uuid4()),
        required=True,
        readonly=True,
        copy=False,
        groups="connector_cloud.group_cloud_manager",
    )
    root_folder_name = fields.Char(
        "Root Folder",
        default="Odoo",
        required=True,
        help="Name of the top folder that holds everything in the drive",
    )
    parallel_transfers = fields.Integer(
        default=4,
        required=True,
        help="How many files are transferred at the same time by one job",
    )
    release_policy = fields.Selection(
        [
            ("verified", "Once verified in the cloud"),
            ("days", "Some days later"),
            ("never", "Never: keep a copy"),
        ],
        string="Remove Local Content",
        default="verified",
        required=True,
        help="When the content of a synced file leaves Odoo's own storage. "
        "It never leaves before the copy in the cloud was proved equal.",
    )
    release_days = fields.Integer("Days to Keep", default=7)
    guard_max_files = fields.Integer(
        "Deletions Allowed",
        default=50,
        help="A run that would delete more files than this, and more than the share "
        "below, waits for an administrator",
    )
    guard_max_percent = fields.Integer("Share Allowed (%)", default=20)
    log_enabled = fields.Boolean(
        "Log Sync Activities",
        default=True,
        help="Keep a line for each folder and file. Problems are always logged.",
    )
    log_retention_days = fields.Integer("Keep Logs (days)", default=90)
    last_success = fields.Datetime(
        "Last Sync",
        compute="_compute_last_success",
        help="When a folder was last found, or made, equal on both sides",
    )
    rule_ids = fields.One2many(
        "cloud.sync.rule", "backend_id", string="Models to Sync", copy=True
    )
    folder_ids = fields.One2many("cloud.folder", "backend_id", readonly=True)
    file_ids = fields.One2many("cloud.file", "backend_id", readonly=True)
    folder_count = fields.Integer(compute="_compute_counts")
    file_count = fields.Integer(compute="_compute_counts")
    problem_count = fields.Integer(compute="_compute_counts")
    root_web_url = fields.Char(
        compute="_compute_root_web_url", groups="connector_cloud.group_cloud_manager"
    )

    _transfers_positive = models.Constraint(
        "CHECK(parallel_transfers BETWEEN 1 AND 32)",
        "Between 1 and 32 files can be transferred at the same time.",
    )
    _days_positive = models.Constraint(
        "CHECK(release_days >= 0)", "The days to keep cannot be negative."
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_counts(self):
        """Who may read a backend may know how much it keeps, not what."""
        readable = self._origin._filtered_access("read")

        def counts(model_name, *domain):
            groups = (
                self.env[model_name]
                .sudo()
                ._read_group(
                    [("backend_id", "in", readable.ids), *domain],
                    ["backend_id"],
                    ["__count"],
                )
            )
            return {backend.id: count for backend, count in groups}

        folders = counts("cloud.folder")
        files = counts("cloud.file")
        problems = counts("cloud.file", ("error", "!=", False))
        for backend in self:
            backend.folder_count = folders.get(backend._origin.id, 0)
            backend.file_count = files.get(backend._origin.id, 0)
            backend.problem_count = problems.get(backend._origin.id, 0)

    def _compute_last_success(self):
        # Not a column: jobs side by side would write the row that each of them
        # refers to, and fail each other's transactions.
        checks = dict(
            self.env["cloud.folder"]
            .sudo()
            ._read_group(
                [("backend_id", "in", self.ids)], ["backend_id"], ["checked_at:max"]
            )
        )
        for backend in self:
            backend.last_success = checks.get(backend)

    def _compute_root_web_url(self):
        roots = dict(
            self.env["cloud.folder"]
            .search([("backend_id", "in", self.ids), ("kind", "=", "root")])
            .mapped(lambda folder: (folder.backend_id, folder.web_url))
        )
        for backend in self:
            backend.root_web_url = roots.get(backend)

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            # Their rules may match more now than they did.
            self.rule_ids._check_author()
        if "root_folder_name" in vals:
            self.env["cloud.folder"].sudo().search(
                [("backend_id", "in", self.ids), ("kind", "=", "root")]
            ).checked_at = False
        if WATCH_FIELDS & vals.keys():
            self.sudo()._enqueue_due_watches()
        if vals.get("active"):
            self._sync_soon()
        elif "active" in vals:
            # The cloud is told to be quiet now: no job will do it later.
            self._watch()._drop()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = (
            self.env["cloud.file"]
            .sudo()
            .search_count([("backend_id", "in", self.ids)], limit=1)
        )
        if used:
            raise UserError(
                self.env._(
                    "Files of Odoo are kept by this backend. Archive it instead, or "
                    "bring the files home first."
                )
            )

    def unlink(self):
        # Nothing of Odoo's is in them; what they are in the cloud stays there.
        self.env["cloud.folder"].sudo().search(
            [("backend_id", "in", self.ids)], order="parent_path desc"
        ).unlink()
        self.rule_ids.unlink()
        return super().unlink()

    # Working with the cloud

    @contextmanager
    def work_on(
        self, model_name, run=None, transfer_pool=None, connecting=False, **work_values
    ):
        """Open a piece of work; what its adapters connect to is closed at its end.

        :param run: the :class:`~..job_run.Run` of the job that does it
        :param transfer_pool: the :class:`~..sync.transfer.TransferPool` for its threads
        :param connecting: whether an administrator connects: only then are secrets
            sent though the backend is not connected
        """
        with (
            ExitStack() as connections,
            super().work_on(
                model_name,
                connections=connections,
                cache=WorkCache(),
                run=run,
                transfer_pool=transfer_pool,
                connecting=connecting,
                **work_values,
            ) as work,
        ):
            yield work

    @contextmanager
    def _adapter(self, **work_values):
        """Open the provider's adapter.

        :param work_values: as for :meth:`work_on`
        :return: context manager over the ``backend.adapter`` component
        """
        with self.work_on("cloud.file", **work_values) as work:
            yield work.component(usage="backend.adapter")

    def _commit(self):
        """Make what was written final, before and after an effect outside of Odoo."""
        self.env.flush_all()
        if not module.current_test and not self.env.context.get("cloud_dry_run"):
            self.env.cr.commit()  # pylint: disable=invalid-commit

    @contextmanager
    def _for_users(self):
        """Turn the cloud's refusals into messages for the user behind a button."""
        try:
            yield
        except CloudError as error:
            raise UserError(message_of(self.env, error)) from error

    # Buttons

    def action_pause(self):
        self.check_access("write")
        self.sudo().filtered(lambda b: b.state == "connected").state = "paused"

    def action_resume(self):
        self.check_access("write")
        self.sudo().filtered(lambda b: b.state == "paused").state = "connected"
        self._sync_soon()

    def _check_active(self):
        """:raise UserError: it is archived"""
        for backend in self.filtered(lambda b: not b.active):
            raise UserError(
                self.env._(
                    "%s is archived: its files can be read, and nothing is synced. "
                    "Unarchive it first.",
                    backend.name,
                )
            )

    def _check_can_sync(self):
        """:raise UserError: it is not connected, or there is nothing to sync"""
        idle = self.filtered(lambda b: b.state != "connected")
        if idle:
            raise UserError(
                self.env._(
                    "%s is not connected. Press Connect, or Resume when it is paused.",
                    ", ".join(idle.mapped("name")),
                )
            )
        for backend in self:
            if not backend._has_work():
                raise UserError(
                    self.env._(
                        "There is nothing to sync with %s yet: add a model to sync "
                        "first, on the tab Models to Sync.",
                        backend.name,
                    )
                )

    def action_sync_now(self):
        """Look for work at once instead of waiting for the schedule."""
        self.check_access("write")
        self._check_active()
        reversing = self.filtered(lambda b: b.state == "reversing")
        others = self - reversing
        others._check_can_sync()
        reversing._reverse_now()
        for backend in others:
            backend._sync_first()
        if self._lacks_runner():
            return self._notify_no_runner()
        if reversing and not others:
            return self._notify(
                self.env._("The files go on coming home"),
                self.env._("Follow them in the Sync Logs."),
            )
        return self._notify(
            self.env._("The sync has started"),
            self.env._("Follow it in the Sync Logs."),
        )

    def action_preview(self):
        """Show what a sync would do now, doing nothing."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "reversing":
            raise UserError(
                self.env._("The files of %s come home: it is not synced.", self.name)
            )
        self._check_active()
        if self.state not in ("connected", "paused"):
            raise UserError(self.env._("Connect %s first.", self.name))
        try:
            with self._for_users():
                plan = self.env["cloud.plan"]._make(self)
        except RetryableJobError as busy:
            raise UserError(
                self.env._("A sync is just running. Try again in a moment.")
            ) from busy
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What a sync would do now"),
            "res_model": "cloud.plan",
            "res_id": plan.id,
            "view_mode": "form",
            "target": "new",
        }

    def _action_of(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("backend_id", "=", self.id)]
        action["context"] = {"default_backend_id": self.id}
        return action

    def action_view_files(self):
        return self._action_of("connector_cloud.cloud_file_action")

    def action_view_folders(self):
        return self._action_of("connector_cloud.cloud_folder_action")

    def action_view_logs(self):
        return self._action_of("connector_cloud.cloud_sync_log_action")

    def action_view_problems(self):
        action = self.action_view_files()
        action["domain"] = [("backend_id", "=", self.id), ("error", "!=", False)]
        return action
