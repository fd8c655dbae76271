# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, fields, models


class CloudOauthRequest(models.Model):
    _inherit = "cloud.oauth.request"

    onedrive_flow = fields.Text(
        help="What MSAL wants back: verifier and nonce, which never leave the server"
    )

    @api.model
    def _onedrive_issue(self, backend, start):
        """Start a sign-in of the current user.

        :param start: function(state) -> MSAL's flow
        :return: the address of the sign-in page
        """
        state, _challenge = self._issue(backend)
        flow = start(state)
        self._find(state, "onedrive").onedrive_flow = json.dumps(flow)
        return flow["auth_uri"]

    @api.model
    def _onedrive_consume(self, state, uid):
        """Take back a state; works once.

        :return: tuple of the backend and MSAL's flow
        :raise UserError: as ``_consume()``
        """
        flow = self._find(state, "onedrive").onedrive_flow
        backend, _verifier = self._consume(state, uid, "onedrive")
        return backend, json.loads(flow)
