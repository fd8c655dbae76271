# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.connector_cloud.models.cloud_backend_credential import (
    credential_field,
)

from .. import microsoft_oauth
from ..certificate import read_certificate
from ..microsoft_session import MicrosoftSession
from ..national_clouds import CLOUDS

CALLBACK = "/onedrive_token"
SHARED_TENANTS = ("common", "organizations", "consumers")
DESTINATION_FIELDS = {"onedrive_auth_method", "onedrive_cloud", "onedrive_tenant"}
SIGN_IN_FIELDS = {
    "onedrive_certificate",
    "onedrive_client_id",
    "onedrive_client_secret",
    "onedrive_proof",
}


class CloudBackend(models.Model):
    _name = "cloud.backend"
    # What is ours comes before what it overrides.
    _inherit = [
        "cloud.backend.onedrive.place",
        "cloud.backend.onedrive.expiry",
        "cloud.backend",
    ]

    provider = fields.Selection(
        selection_add=[("onedrive", "OneDrive / SharePoint")],
        ondelete={"onedrive": "cascade"},
    )
    onedrive_auth_method = fields.Selection(
        [
            ("delegated", "A person signs in"),
            ("application", "The application itself"),
        ],
        string="Microsoft Sign-in",
        default="delegated",
        required=True,
        help="The application itself needs permissions of the type Application, with "
        "admin consent, and the tenant's own ID. It has no OneDrive of its own.",
    )
    onedrive_client_id = credential_field(fields.Char, "Application (Client) ID")
    onedrive_proof = fields.Selection(
        [("secret", "Client secret"), ("certificate", "Certificate")],
        string="Credential",
        default="secret",
        required=True,
    )
    onedrive_client_secret = credential_field(fields.Char, "Client Secret Value")
    onedrive_certificate = credential_field(
        fields.Text,
        "Certificate and Key",
        help="PEM text: the certificate and its private key, without a password",
    )
    onedrive_thumbprint = fields.Char(
        "Thumbprint",
        compute="_compute_onedrive_thumbprint",
        groups="base.group_system",
        help="Compare it with the one that the Microsoft Entra admin center shows",
    )
    onedrive_tenant = fields.Char(
        "Tenant",
        default="common",
        help="The directory (tenant) ID or a domain of the organisation. 'common' lets "
        "any account sign in, 'organizations' any work or school account.",
    )
    onedrive_cloud = fields.Selection(
        [(key, cloud.name) for key, cloud in CLOUDS.items()],
        string="Microsoft Cloud",
        default="global",
        required=True,
    )
    onedrive_redirect_url = fields.Char(
        "Redirect URI",
        compute="_compute_onedrive_redirect_url",
        help="Add it to the application's redirect URIs of the platform Web, exactly "
        "as it is written here.",
    )

    @api.depends("onedrive_certificate")
    def _compute_onedrive_thumbprint(self):
        for backend in self:
            text = backend.onedrive_certificate
            backend.onedrive_thumbprint = text and backend._onedrive_read().thumbprint

    def _compute_onedrive_redirect_url(self):
        for backend in self:
            backend.onedrive_redirect_url = backend.get_base_url() + CALLBACK

    @api.constrains("onedrive_certificate")
    def _check_onedrive_certificate(self):
        for backend in self.sudo().filtered("onedrive_certificate"):
            backend._onedrive_read()

    @api.constrains("onedrive_tenant", "onedrive_auth_method", "provider")
    def _check_onedrive_tenant(self):
        for backend in self.filtered(lambda b: b.provider == "onedrive"):
            tenant = backend.onedrive_tenant or ""
            if not re.fullmatch(r"[\w.-]+", tenant, re.ASCII):
                raise ValidationError(
                    self.env._(
                        "Enter the tenant: its directory ID, one of its domains, or "
                        "'common'."
                    )
                )
            if backend._onedrive_is_app() and tenant.lower() in SHARED_TENANTS:
                raise ValidationError(
                    self.env._(
                        "An application that acts for itself needs the ID of one "
                        "tenant. The Microsoft Entra admin center shows it on the "
                        "application's overview as Directory (tenant) ID."
                    )
                )

    @api.model
    def _destination_fields(self):
        return super()._destination_fields() | DESTINATION_FIELDS

    @api.model
    def _sign_in_fields(self):
        return super()._sign_in_fields() | SIGN_IN_FIELDS

    def _onedrive_is_app(self):
        return self.onedrive_auth_method == "application"

    def _onedrive_cloud(self):
        return CLOUDS[self.onedrive_cloud]

    def _onedrive_read(self):
        """:return: the :class:`~..certificate.Certificate`

        :raise ValidationError: it cannot be used
        """
        try:
            return read_certificate(self.onedrive_certificate)
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "Paste the certificate and its private key as PEM text, the key "
                    "without a password. %s",
                    next(iter(error.args), ""),
                )
            ) from error

    def _onedrive_session(self):
        return MicrosoftSession(self._onedrive_cloud(), self.endpoint_url)

    def _onedrive_application(self):
        """:return: the :class:`~..microsoft_oauth.Application`

        :raise UserError: something is missing
        """
        credential = self.onedrive_client_secret
        if self.onedrive_proof == "certificate":
            credential = self.onedrive_certificate and self._onedrive_read()
            credential = credential and credential.credential()
        if not (self.onedrive_client_id and credential):
            raise UserError(
                self.env._(
                    "Enter the application (client) ID and its secret or certificate "
                    "first. The Microsoft Entra admin center shows them under App "
                    "registrations."
                )
            )
        return microsoft_oauth.Application(
            self._onedrive_cloud(),
            self.onedrive_tenant,
            self.onedrive_client_id,
            credential,
            None if self._onedrive_is_app() else self._onedrive_scopes(),
        )

    def _onedrive_scopes(self):
        """:return: the permissions that a person is asked for

        Personal accounts have none for SharePoint, so it is named only where needed.
        """
        names = ["User.Read", "Files.ReadWrite.All"]
        if self.onedrive_place == "site":
            names.append("Sites.ReadWrite.All")
        graph = self._onedrive_cloud().graph
        return tuple(f"https://{graph}/{name}" for name in names)

    # Connecting

    def _action_connect(self):
        if self.provider != "onedrive":
            return super()._action_connect()
        backend = self.sudo()
        application = backend._onedrive_application()
        with backend._for_users():
            if not backend._onedrive_is_app():
                return backend._onedrive_sign_in(application)
            backend._onedrive_finish_connection()
        return self._notify(self.env._("Connected"), self.account_name)

    def _onedrive_sign_in(self, application):
        """:return: the action that leads to Microsoft's sign-in page"""
        session = self._onedrive_session()
        url = self.env["cloud.oauth.request"]._onedrive_issue(
            self,
            lambda state: microsoft_oauth.start(
                application, session, self.onedrive_redirect_url, state
            ),
        )
        return {
            "type": "ir.actions.act_url",
            "url": session.rerouted(url),
            "target": "self",
        }

    def _onedrive_signed_in(self, flow, answer):
        """Finish what :meth:`_onedrive_sign_in` began.

        :param flow: MSAL's dict of this sign-in
        :param answer: dict of what the browser brought
        :raise CloudError: Microsoft refuses
        """
        grant = microsoft_oauth.finish(
            self._onedrive_application(), self._onedrive_session(), flow, answer
        )
        self._credential()._onedrive_store(grant)
        self._onedrive_finish_connection()

    def _onedrive_finish_connection(self):
        with self._adapter(connecting=True) as adapter:
            self._onedrive_find_place(adapter)
        with self._adapter(connecting=True) as adapter:
            account = adapter.test_connection()
        self._mark_connected(account)

    # Being notified

    def _notification_echo(self, query):
        if self.provider != "onedrive":
            return super()._notification_echo(query)
        return query.get("validationToken")

    def _notification_secrets(self, headers, body):
        if self.provider != "onedrive":
            return super()._notification_secrets(headers, body)
        try:
            entries = json.loads(body)["value"]
            states = [entry.get("clientState") for entry in entries]
        # Whatever a stranger may send.
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            return []
        return [state for state in states if isinstance(state, str)]
