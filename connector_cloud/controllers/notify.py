# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from markupsafe import escape

from odoo import http
from odoo.http import request

from ..models.cloud_watch import ROUTE

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MAX_BODY = 256 * 1024
MAX_ECHO = 1024


class NotifyController(http.Controller):
    @http.route(
        f"{ROUTE}/<string:provider>/<string:uuid>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BODY,
    )
    def notify(self, provider, uuid, **_parameters):
        """Where clouds tell that something has changed.

        Anybody can call it: it does the same small work for all, and believes nothing
        but the secret.

        :param provider: of the backend
        :param uuid: of the ``cloud.watch``; what is none is no address of ours
        """
        watch = request.env["cloud.watch"].sudo()
        # What is no uuid might not even be a text that the database takes.
        if UUID.fullmatch(uuid):
            watch = watch.search([("uuid", "=", uuid)], limit=1)
        backend = watch.backend_id
        if not watch or backend.provider != provider:
            return _answer(404)
        asked = request.httprequest
        echo = backend._notification_echo(asked.args)
        if echo is not None:
            return _answer(200, echo) if len(echo) <= MAX_ECHO else _answer(404)
        body = asked.get_data(cache=False)
        if not watch._accepts(backend._notification_secrets(asked.headers, body)):
            return _answer(404)
        backend._notified(watch)
        return _answer(202)


def _answer(status, text=""):
    headers = {
        "Content-Type": "text/plain; charset=utf-8",
        "X-Content-Type-Options": "nosniff",
    }
    return request.make_response(str(escape(text)), headers, status=status)
