# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

WARN_BEFORE = timedelta(days=30)
ACTIVITY = "connector_cloud_onedrive.mail_activity_secret_expires"
PROOF_FIELDS = {
    "onedrive_certificate",
    "onedrive_client_secret",
    "onedrive_proof",
    "onedrive_secret_expiry",
}


class CloudBackendOnedriveExpiry(models.AbstractModel):
    """Secrets and certificates end; people are told before that happens."""

    _name = "cloud.backend.onedrive.expiry"
    _description = "Expiry of Microsoft's Credentials (abstract)"

    onedrive_secret_expiry = fields.Date(
        "Secret Expires",
        copy=False,
        help="As the Microsoft Entra admin center shows it beside the secret. Odoo "
        "reminds the people to notify a month ahead.",
    )
    onedrive_expiry = fields.Date(
        "Expires", compute="_compute_onedrive_expiry", compute_sudo=True, store=True
    )
    onedrive_expiry_warning = fields.Char(compute="_compute_onedrive_expiry_warning")

    @api.depends("onedrive_proof", "onedrive_secret_expiry", "onedrive_certificate")
    def _compute_onedrive_expiry(self):
        for backend in self:
            if backend.onedrive_proof == "secret":
                backend.onedrive_expiry = backend.onedrive_secret_expiry
            elif backend.onedrive_certificate:
                backend.onedrive_expiry = backend._onedrive_read().expiry
            else:
                backend.onedrive_expiry = False

    @api.depends("onedrive_expiry", "onedrive_proof", "provider")
    def _compute_onedrive_expiry_warning(self):
        today = fields.Date.context_today(self)
        for backend in self:
            expiry = backend.onedrive_expiry
            near = expiry and expiry <= today + WARN_BEFORE
            warns = near and backend.provider == "onedrive"
            backend.onedrive_expiry_warning = warns and backend._onedrive_warning(today)

    def _onedrive_warning(self, today):
        proof = self._fields["onedrive_proof"].convert_to_export(
            self.onedrive_proof, self
        )
        values = {
            "proof": proof.lower(),
            "date": fields.Date.to_string(self.onedrive_expiry),
        }
        if self.onedrive_expiry < today:
            return self.env._(
                "The %(proof)s has expired on %(date)s. Create a new one under "
                "Certificates & secrets in the Microsoft Entra admin center, enter it "
                "here, and press Connect.",
                **values,
            )
        return self.env._(
            "The %(proof)s expires on %(date)s; then the sync stops. Create a new one "
            "under Certificates & secrets in the Microsoft Entra admin center and "
            "enter it here.",
            **values,
        )

    def write(self, vals):
        result = super().write(vals)
        if PROOF_FIELDS & vals.keys():
            self.filtered(
                lambda b: not b.onedrive_expiry_warning
            ).sudo().activity_unlink([ACTIVITY])
        return result

    @api.model
    def _cron_onedrive_expiry(self):
        """Remind the people to notify, once, of what expires within a month."""
        for backend in self.search(
            [
                ("provider", "=", "onedrive"),
                ("state", "!=", "draft"),
                ("onedrive_expiry", "!=", False),
            ]
        ):
            warning = backend.onedrive_expiry_warning
            if not warning or backend.activity_search([ACTIVITY]):
                continue
            backend._ask_people(
                backend,
                False,
                warning,
                activity=ACTIVITY,
                date_deadline=backend.onedrive_expiry,
            )
