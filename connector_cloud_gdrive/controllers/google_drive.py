# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.connector_cloud.controllers.sign_in import finish_sign_in

from ..models.cloud_backend import CALLBACK


class GoogleDriveController(http.Controller):
    @http.route(CALLBACK, type="http", auth="user", methods=["GET"])
    def google_drive_token(self, state=None, code=None, error=None, **_parameters):
        """Where Google sends the browser back to after the sign-in.

        :param state: what Odoo had sent along, see ``cloud.oauth.request``
        :param code: the authorisation code
        :param error: Google's word for why there is no code
        """

        def finish(backend, verifier):
            self._check_answer(code, error)
            backend._gdrive_signed_in(code, verifier)

        env = request.env
        return finish_sign_in(
            "Google Drive",
            lambda: env["cloud.oauth.request"]._consume(state, env.uid, "gdrive"),
            finish,
        )

    def _check_answer(self, code, error):
        if error == "access_denied":
            raise UserError(
                request.env._(
                    "Google was told not to give access. Press Connect again and allow "
                    "what Odoo asks for."
                )
            )
        if error or not code:
            raise UserError(
                request.env._(
                    "Google ended the sign-in without success (%s). Press Connect "
                    "again.",
                    error or request.env._("no code"),
                )
            )
