# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid
from contextlib import ExitStack, contextmanager

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.modules import module
from odoo.tools import SQL

from ..exceptions import AuthorizationLost, CloudError

# The type of the activity that says: without you it does not go on.
WARNING = "mail.mail_activity_data_warning"


class CloudBackend(models.Model):
    """One connected place in a cloud, and how documents are kept there."""

    _name = "cloud.backend"
    _inherit = [
        "cloud.backend.credential",
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
    state = fields.Selection(
        [
            ("draft", "Not Connected"),
            ("connected", "Connected"),
            ("paused", "Paused"),
            ("reconnect", "Reconnect"),
            ("reversing", "Coming Home"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    uuid = fields.Char(
        default=lambda self: str(uuid.uuid4()),
        required=True,
        readonly=True,
        copy=False,
        groups="connector_cloud.group_cloud_manager",
    )
    account_name = fields.Char("Account", readonly=True, copy=False)
    drive_external_id = fields.Char("Drive ID", readonly=True, copy=False)
    drive_name = fields.Char(
        "Drive",
        readonly=True,
        copy=False,
        help="The shared drive or library that holds the folders. "
        "Empty: the account's own drive.",
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
    notify_user_ids = fields.Many2many(
        "res.users",
        string="People to Notify",
        default=lambda self: self.env.user,
        help="They get an activity when the connection needs a person",
    )
    log_enabled = fields.Boolean(
        "Log Sync Activities",
        default=True,
        help="Keep a line for each folder and file. Problems are always logged.",
    )
    log_retention_days = fields.Integer("Keep Logs (days)", default=90)
    wait_until = fields.Datetime(
        "Waiting Until",
        readonly=True,
        copy=False,
        help="The cloud asked for a pause; syncs go on by themselves afterwards",
    )
    last_message = fields.Text("What to Do", readonly=True, copy=False)
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

        folders = counts("cloud.folder", ("kind", "!=", "former"))
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
    def work_on(self, model_name, **work_values):
        """Open a piece of work; what its adapters connect to is closed at its end."""
        with (
            ExitStack() as connections,
            super().work_on(model_name, connections=connections, **work_values) as work,
        ):
            yield work

    @contextmanager
    def _adapter(self, **work_values):
        """Open the provider's adapter.

        :param work_values: ``connecting=True`` for an administrator who connects: only
            then are secrets sent though the backend is not connected
        :return: context manager over the ``backend.adapter`` component
        """
        with self.work_on("cloud.file", **work_values) as work:
            yield work.component(usage="backend.adapter")

    def _is_signed_in(self):
        """:return: whether the cloud may be asked for contents"""
        return self.state not in ("draft", "reconnect")

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
            raise UserError(str(error)) from error

    def _mark_connected(self, account):
        """Remember a working connection.

        :param account: :class:`~..sync.remote.Account`
        """
        self.ensure_one()
        self.sudo().write(
            {
                "state": "connected",
                "account_name": account.email or account.name,
                "last_message": False,
                "wait_until": False,
            }
        )
        self.sudo().activity_unlink([WARNING])
        self._log_one("success", "connect", self.env._("Connected as %s", account.name))

    def _authorization_lost(self, message):
        """Stop syncing until a person connects again; tell the people to notify once.

        :param message: what happened, for the administrator
        """
        self.ensure_one()
        backend = self.sudo()
        # One that waits for an administrator is no longer ours to judge.
        if backend._locked_state() in ("draft", "reconnect"):
            return
        backend.write({"state": "reconnect", "last_message": message})
        backend._ask_people(
            backend, self.env._("Connect %s again", backend.name), message
        )
        self._log_one("error", "connect", message)

    def _locked_state(self):
        """:return: the state as it is now; no other job changes it until the commit"""
        self.flush_recordset(["state"])
        [(state,)] = self.env.execute_query(
            # Others may go on to refer to the row.
            SQL(
                "SELECT state FROM cloud_backend WHERE id = %s FOR NO KEY UPDATE",
                self.id,
            )
        )
        self.invalidate_recordset(["state"])
        return state

    def _ask_people(self, record, summary, message, activity=WARNING, **values):
        """Give each of the people to notify an activity.

        :param record: what the activity is about: this backend, or a hold
        :param message: text; a cloud, or the name of a folder, may have a say in it, so
            it is no HTML
        """
        for user in self._people_to_notify():
            record.activity_schedule(
                activity,
                user_id=user.id,
                summary=summary,
                note=escape(message),
                **values,
            )

    def _tell_in_chatter(self, title, lines):
        """Post a message; neither the title nor the lines are HTML."""
        body = Markup("<p>%s</p><p>%s</p>") % (title, Markup("<br/>").join(lines))
        self.message_post(body=body)

    def _people_to_notify(self):
        """:return: the users who hear of it when something needs a person"""
        self.ensure_one()
        manager = self.env.ref("connector_cloud.group_cloud_manager").sudo()
        return self.notify_user_ids or manager.all_user_ids

    def _log_one(self, level, operation, message):
        self.env["cloud.sync.log"].sudo()._add(
            [
                {
                    "backend_id": self.id,
                    "level": level,
                    "direction": "none",
                    "operation": operation,
                    "message": message,
                }
            ]
        )

    # Buttons

    def _action_connect(self):
        """:return: the action that starts the provider's own way to connect"""
        raise UserError(
            self.env._("Install the addon of this provider before you connect.")
        )

    def action_connect(self):
        self.ensure_one()
        self.check_access("write")
        self._check_may_connect()
        return self._action_connect()

    def _check_may_connect(self):
        if not self.env.is_system():
            raise AccessError(
                self.env._("Only system administrators can connect a backend.")
            )

    def action_disconnect(self):
        """Forget the tokens; folders, files and their links stay as they are."""
        self.ensure_one()
        self.check_access("write")
        self._credentials()._forget_tokens()
        self.sudo().write({"state": "draft", "account_name": False})

    def action_test_connection(self):
        """Ask the cloud; the state changes only if who may connect asks."""
        self.ensure_one()
        self.check_access("write")
        decides = self.env.is_system()
        try:
            with self._for_users(), self._adapter(connecting=decides) as adapter:
                account = adapter.test_connection()
                root = adapter.root()
        except UserError as error:
            lost = isinstance(error.__cause__, AuthorizationLost)
            if not (decides and lost) or self.state == "draft":
                raise
            # Raised, the message would take the change of the state back with it.
            self._authorization_lost(str(error))
            return self._notify(self.env._("Connect again"), str(error), "danger")
        if decides and self.state in ("draft", "reconnect"):
            self._mark_connected(account)
        return self._notify(
            self.env._("The connection works"),
            self.env._(
                "%(account)s, in %(place)s",
                account=account.email or account.name,
                place=root.name,
            ),
        )

    def action_pause(self):
        self.check_access("write")
        self.sudo().filtered(lambda b: b.state == "connected").state = "paused"

    def action_resume(self):
        self.check_access("write")
        self.sudo().filtered(lambda b: b.state == "paused").state = "connected"

    def action_sync_now(self):
        """Look for work at once instead of waiting for the schedule."""
        self.check_access("write")
        idle = self.filtered(lambda b: b.state != "connected")
        if idle:
            raise UserError(
                self.env._(
                    "%s is not connected. Press Connect, or Resume when it is paused.",
                    ", ".join(idle.mapped("name")),
                )
            )
        for backend in self:
            backend._enqueue_prepare(priority=5)
            backend._enqueue_backward(priority=5)
        return self._notify(
            self.env._("The sync has started"),
            self.env._("Follow it in the Sync Logs."),
        )

    def _notify(self, title, message, level="success"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": level,
                "sticky": level != "success",
                "title": title,
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
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
