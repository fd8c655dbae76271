# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

MANAGER = "odoo_upgrade_client.group_upgrade_manager"
ACTIVITY = "odoo_upgrade_client.mail_activity_data_approval"
#: what a manager has approved: which data leave the server
_APPROVED = {"source", "include_filestore"}


class UpgradeRequestApproval(models.AbstractModel):
    """Who may have this database sent away.

    An upgrade user asks; an upgrade manager approves, or runs the upgrade himself. A
    file that the user uploaded is his own to send.
    """

    _name = "upgrade.request.approval"
    _description = "Approval of an Upgrade (abstract)"

    approval = fields.Selection(
        [("asked", "Waiting for Approval"), ("approved", "Approved")],
        readonly=True,
        copy=False,
        tracking=True,
    )
    approval_missing = fields.Boolean(compute="_compute_approval_missing")

    @api.depends("source", "approval")
    @api.depends_context("uid")
    def _compute_approval_missing(self):
        manager = self.env.su or self.env.user.has_group(MANAGER)
        for request in self:
            request.approval_missing = (
                not manager
                and request.source != "file"
                and request.approval != "approved"
            )

    def _withdraw_approval(self, vals):
        """A user changes what was approved, or was to be."""
        if self.env.su or self.env.user.has_group(MANAGER):
            return
        changed = self.filtered(
            lambda request: (
                request.approval
                and any(request[name] != vals[name] for name in _APPROVED & vals.keys())
            )
        )
        if changed:
            changed.sudo().approval = False
            changed.sudo().activity_unlink([ACTIVITY])

    def _check_approved(self):
        """:raises AccessError: a manager has to approve this first"""
        if self.approval_missing:
            raise AccessError(
                self.env._(
                    "An upgrade manager has to approve that this database is sent:"
                    " press Request Approval."
                )
            )

    def _approve(self):
        """Whoever may run it has approved it, whoever presses Retry afterwards."""
        sent = self.filtered(lambda request: request.source != "file").sudo()
        sent.approval = "approved"
        sent.activity_unlink([ACTIVITY])

    # Buttons

    def action_request_approval(self):
        """Ask the managers whether this database may be sent."""
        self.check_access("write")
        managers = self.env.ref(MANAGER).sudo().all_user_ids
        missing = self.filtered(
            lambda each: each.approval_missing and not each.approval
        )
        for request in missing.sudo():
            request.approval = "asked"
            for manager in managers.filtered("active"):
                request.activity_schedule(ACTIVITY, user_id=manager.id)

    def action_approve(self):
        """Let the user have this database sent."""
        self._check_manager()
        self.check_access("write")
        self._approve()
