# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import functools
import shutil

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS

from ..upgrade_api import mask
from .upgrade_request_approval import MANAGER
from .upgrade_secret import SECRETS

#: what ``create`` tells the platform
_ASKED = {"aim", "target", "email", "timezone", "source", "number", "include_filestore"}
#: under whose name it is done; the others take what the user's own record says
_FOR_MANAGERS = {"email", "number"}
#: what ``upload`` sends, and how
_SENT = {"dump_file", "dump_filename", "dump_path", "transport"}


def _secret(label, **values):
    return fields.Char(label, compute="_compute_secrets", groups=MANAGER, **values)


class UpgradeRequest(models.Model):
    """One upgrade of one database, from the contract to the upgraded dump."""

    _name = "upgrade.request"
    _inherit = [
        "upgrade.request.approval",
        "upgrade.request.dump",
        "upgrade.request.jobs",
        "upgrade.request.steps",
        "upgrade.request.status",
        "upgrade.request.restore",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Upgrade Request"
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        tracking=True,
        help="Gets an activity when the upgrade needs a person",
    )
    state = fields.Selection(
        [
            ("draft", "New"),
            ("created", "Created"),
            ("uploaded", "Uploaded"),
            ("processing", "Processing"),
            ("ready", "Ready"),
            ("done", "Downloaded"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    # What is asked for
    contract = fields.Char(
        compute="_compute_secrets",
        inverse="_inverse_contract",
        groups=MANAGER,
        default=lambda self: self._default_contract(),
        help="Your subscription, such as M123456-abcdef",
    )
    contract_differs = fields.Boolean(compute="_compute_secrets", groups=MANAGER)
    email = fields.Char(
        required=True,
        default=lambda self: self.env.user.email,
        help="The platform writes to this address. Yours is the one of your user.",
    )
    target = fields.Char(
        "Target Version",
        required=True,
        tracking=True,
        help="The version to upgrade to, such as 19.0. "
        "When the platform does not offer it, it tells what it does.",
    )
    expected_targets = fields.Char("Offered Versions", readonly=True, copy=False)
    aim = fields.Selection(
        [("test", "Test"), ("production", "Production")],
        default="test",
        required=True,
        tracking=True,
    )
    production_confirmed = fields.Boolean(readonly=True, copy=False)
    timezone = fields.Char(
        help="Time zone of the server; only for databases older than version 6.1"
    )
    # What the platform says
    number = fields.Integer("Request Number", copy=False, tracking=True)
    key = _secret("Private Key", inverse="_inverse_key")
    has_key = fields.Boolean(compute="_compute_has_key", compute_sudo=True)
    status_url = _secret("Status Page")
    notes_url = _secret("Upgrade Notes")
    original_sql_url = _secret("Original as SQL")
    original_dump_url = _secret("Original Dump")
    upgraded_sql_url = _secret("Upgraded as SQL")
    upgraded_dump_url = _secret("Upgraded Dump")
    modules_url = _secret("Custom Modules")
    secret_ids = fields.One2many(
        "upgrade.secret", "request_id", readonly=True, groups="base.group_system"
    )
    # How it goes
    running = fields.Boolean(readonly=True, copy=False)
    run_all = fields.Boolean(readonly=True, copy=False)
    attempts = fields.Integer(readonly=True, copy=False)
    create_sent = fields.Boolean(readonly=True, copy=False)
    problem = fields.Text(readonly=True, copy=False)
    failure_ids = fields.One2many("upgrade.failure", "request_id", readonly=True)
    transfer_ids = fields.One2many("upgrade.transfer", "request_id", readonly=True)
    progress = fields.Float(compute="_compute_progress")
    progress_text = fields.Char(compute="_compute_progress")

    _number_positive = models.Constraint(
        "CHECK(number >= 0)", "The number of a request is positive."
    )

    @api.depends("target", "aim", "number")
    def _compute_name(self):
        aims = dict(self._fields["aim"]._description_selection(self.env))
        for request in self:
            text = f"{self.env.cr.dbname} → {request.target or '?'}"
            number = f" #{request.number}" if request.number else ""
            request.name = f"{text} ({aims.get(request.aim, '')}){number}"

    # Secrets

    @api.model
    def _own_contract(self):
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param("database.enterprise_code")

    @api.model
    def _default_contract(self):
        # default_get() asks for fields that the caller may not read.
        return self.env.user.has_group(MANAGER) and self._own_contract()

    def _secret(self):
        """:return: the row of secrets, made when there is none"""
        self.ensure_one()
        Secret = self.env["upgrade.secret"].sudo()
        found = Secret.search([("request_id", "=", self.id)], limit=1)
        return found or Secret.create({"request_id": self.id})

    @api.depends(*(f"secret_ids.{name}" for name in SECRETS))
    def _compute_secrets(self):
        rows = self.env["upgrade.secret"].sudo()
        rows = rows.search([("request_id", "in", self.ids)])
        by_request = {row.request_id.id: row for row in rows}
        own = self._own_contract()
        for request in self:
            row = by_request.get(request._origin.id, rows.browse())
            for name in SECRETS:
                request[name] = row[name]
            request.contract_differs = bool(
                own and row.contract and own != row.contract
            )

    @api.depends("secret_ids.key")
    def _compute_has_key(self):
        rows = self.env["upgrade.secret"].sudo()
        rows = rows.search([("request_id", "in", self.ids), ("key", "!=", False)])
        with_key = set(rows.request_id.ids)
        for request in self:
            request.has_key = request._origin.id in with_key

    def _inverse_contract(self):
        for request in self:
            contract = (request.sudo().contract or "").strip()
            request._secret().contract = contract or False

    def _inverse_key(self):
        for request in self:
            key = (request.sudo().key or "").strip()
            request._secret().key = key or False

    def _mask(self, text):
        """Hide this request's secrets in a text for people."""
        row = self._secret()
        return mask(text, [row.key, row.contract])

    # Life of a record

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        requests = super().create(vals_list)
        for request in requests:
            request._check_production(request.aim)
            # Left by a database of this name that was dropped.
            request._remove_files()
            row = request._secret()
            if not row.contract:
                row.contract = self._own_contract()
        return requests

    def copy_data(self, default=None):
        self.check_access("read")
        rows = super().copy_data(default)
        given = default or {}
        for values in filter(None, rows):
            for name in set(values) - set(given):
                if not self._has_field_access(self._fields[name], "write"):
                    del values[name]
        if self.env.user.has_group(MANAGER):
            for request, values in zip(self, rows, strict=True):
                values.setdefault("contract", request.contract)
                values.setdefault("dump_path", request.dump_path)
        return rows

    def write(self, vals):
        self.check_access("write")
        self._withdraw_approval(vals)
        self._check_production(vals.get("aim"))
        if {"aim", "target"} & vals.keys():
            self.sudo().production_confirmed = False
        if not self.env.su:
            self._check_still_open(vals)
        if {"dump_file", "dump_path"} & vals.keys():
            self.sudo().write({"dump_sha256": False, "dump_size": False})
        super().write(vals)
        # Nobody gives a request away that is not his any more.
        self.check_access("write")
        return True

    def _check_still_open(self, vals):
        """What the platform was asked for stays; so does a dump that was sent.

        :raises UserError: it is too late to change one of ``vals``
        """
        if _ASKED & vals.keys() and any(
            each.running or each.state != "draft" for each in self
        ):
            raise UserError(
                self.env._(
                    "The platform has this request already. Duplicate it to ask for"
                    " something else."
                )
            )
        if _SENT & vals.keys() and any(
            each.running or each.uploaded_at for each in self
        ):
            raise UserError(
                self.env._("The dump is on its way already. Cancel the upgrade first.")
                if self.filtered("running")
                else self.env._("The platform has the dump already.")
            )

    def _has_field_access(self, field, operation):
        """What the steps write is not for people to write, nor by a default value."""
        if not super()._has_field_access(field, operation):
            return False
        if operation == "read" or self.env.su:
            return True
        if field.readonly and field.store:
            return False
        return field.name not in _FOR_MANAGERS or self.env.user.has_group(MANAGER)

    def _prepare_create_values(self, vals_list):
        rows = super()._prepare_create_values(vals_list)
        if self.env.su:
            return rows
        # A default value that somebody keeps for himself was not asked for access.
        closed = [
            field
            for name, field in self._fields.items()
            if name not in MAGIC_COLUMNS and not self._has_field_access(field, "write")
        ]
        for values in rows:
            for field in closed:
                values.pop(field.name, None)
                if field.default:
                    values[field.name] = field.default(self)
        return rows

    def _check_manager(self):
        """:raises AccessError: the user is no upgrade manager"""
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only an upgrade manager can do this."))

    def _check_production(self, aim):
        """:raises AccessError: it is about production, and the user is no manager"""
        if aim == "production":
            self._check_manager()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if self.filtered("running"):
            raise UserError(self.env._("Cancel the upgrade before you delete it."))

    def unlink(self):
        self.check_access("unlink")
        folders = [request._folder_path() for request in self]
        result = super().unlink()
        # Not before it is final: the files cannot be rolled back.
        for folder in folders:
            self.env.cr.postcommit.add(
                functools.partial(shutil.rmtree, folder, ignore_errors=True)
            )
        return result

    def _track_subtype(self, init_values):
        if init_values.keys() & {"state", "approval"}:
            return self.env.ref("odoo_upgrade_client.mt_state")
        return super()._track_subtype(init_values)

    # Progress

    @api.depends("transfer_ids.bytes_done", "transfer_ids.bytes_total")
    def _compute_progress(self):
        for request in self:
            transfer = request.transfer_ids[:1]
            total = transfer.bytes_total
            request.progress = 100 * transfer.bytes_done / total if total else 0
            request.progress_text = transfer._text() if transfer else False
