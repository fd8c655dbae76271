# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from odoo.addons.connector_cloud.controllers.sign_in import finish_sign_in

from ..models.cloud_backend import CALLBACK


class OneDriveController(http.Controller):
    @http.route(CALLBACK, type="http", auth="user", methods=["GET"])
    def onedrive_token(self, **answer):
        """Where Microsoft sends the browser back to after the sign-in.

        :param answer: ``state``, and ``code`` or ``error``, with what MSAL may want
        """
        env = request.env
        return finish_sign_in(
            "OneDrive",
            lambda: env["cloud.oauth.request"]._onedrive_consume(
                answer.get("state"), env.uid
            ),
            lambda backend, flow: backend._onedrive_signed_in(flow, answer),
        )
