# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.connector_cloud.exceptions import CloudError

from ..models.cloud_backend import CALLBACK


class GoogleDriveController(http.Controller):
    @http.route(CALLBACK, type="http", auth="user", methods=["GET"])
    def google_drive_token(self, state=None, code=None, error=None, **_parameters):
        """Where Google sends the browser back to after the sign-in.

        :param state: what Odoo had sent along, see ``cloud.oauth.request``
        :param code: the authorisation code
        :param error: Google's word for why there is no code
        """
        env = request.env
        if not env.is_system():
            return self._page(
                env._("Only system administrators can connect a backend."), status=403
            )
        try:
            backend, verifier = env["cloud.oauth.request"]._consume(state, env.uid)
        except UserError as problem:
            return self._page(str(problem))
        try:
            with env.cr.savepoint():
                self._check_answer(code, error)
                backend.sudo()._gdrive_signed_in(code, verifier)
        except (UserError, CloudError) as problem:
            return self._page(str(problem), self._form_url(backend))
        return request.redirect(self._form_url(backend))

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

    def _form_url(self, backend):
        return f"/odoo/cloud.backend/{backend.id}"

    def _page(self, message, back_url="/odoo", status=400):
        return request.render(
            "connector_cloud_gdrive.sign_in_problem",
            {"message": message, "back_url": back_url},
            status=status,
        )
