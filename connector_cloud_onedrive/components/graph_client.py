# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The client of Microsoft Graph, which keeps quiet when it was told to wait."""

import math
import time

from odoo.addons.connector_cloud.exceptions import RetryLater
from odoo.addons.connector_cloud.transfer.http_client import HttpClient
from odoo.addons.connector_cloud.transfer.http_errors import wait
from odoo.addons.connector_cloud.transfer.retry import TransientError

from .errors import CLOUD, refusal

VERSION = "/v1.0"
# As many as Graph takes in one round trip: "JSON batching" in its documentation.
BATCH = 20


class GraphClient(HttpClient):
    """Sends requests to Microsoft Graph.

    Addresses are paths below the version, such as ``/me/drive``.

    :param host: of Graph
    """

    cloud = CLOUD
    batch_size = BATCH

    def __init__(self, session, host, get_token):
        super().__init__(session, get_token)
        self._base = f"https://{host}{VERSION}"
        self._quiet_until = 0

    def call(self, method, path, **kwargs):
        """Send one request, with retries; it has to be safe to repeat.

        :param kwargs: as for ``requests.Session.request``
        :return: the decoded reply, an empty dict where there is none
        :raise CloudError: what Graph answered
        """
        return self.with_retries(lambda: self.call_once(method, path, **kwargs))

    def call_once(self, method, path, **kwargs):
        response = self.exchange(method, self.url(path), **kwargs)
        return response.json() if response.content else {}

    def pages(self, path, **kwargs):
        """:return: generator of the decoded pages of a collection"""
        while path:
            page = self.call("GET", path, **kwargs)
            # The link repeats the parameters of the first request.
            kwargs.pop("params", None)
            yield page
            path = self.path_of(page.get("@odata.nextLink"))

    def url(self, path):
        return self._base + path

    def path_of(self, link):
        """:return: the path of a link; whatever host it names, Graph's is asked"""
        return link and link.partition(VERSION)[2]

    def exchange(self, method, url, authorized=True, **kwargs):
        self._keep_quiet()
        if authorized:
            kwargs.setdefault("allow_redirects", False)
        return super().exchange(method, url, authorized, **kwargs)

    def send_batch(self, requests_):
        parts = [_part(number, request) for number, request in requests_.items()]
        reply = self.call_once("POST", "/$batch", json={"requests": parts})
        return {int(part["id"]): self._outcome(part) for part in reply["responses"]}

    def _outcome(self, part):
        if part["status"] < 300:
            return part.get("body") or {}
        headers = part.get("headers") or {}
        return self._noted(refusal(part["status"], headers, part.get("body")))

    def refusal(self, response):
        error = refusal(response.status_code, response.headers, _json(response))
        return self._noted(error)

    # Retry-After concerns all requests of the account

    def _noted(self, error):
        if isinstance(error, RetryLater) and not isinstance(error, TransientError):
            self._quiet_until = time.monotonic() + error.seconds
        return error

    def _keep_quiet(self):
        left = math.ceil(self._quiet_until - time.monotonic())
        if left > 0:
            raise wait(CLOUD, left)


def if_match(version):
    """:return: the headers of a request that wants this version of an item, or any"""
    return {"If-Match": version} if version else {}


def _part(number, request):
    part = {"id": str(number), **request}
    if "body" in part:
        part["headers"] = {"Content-Type": "application/json"}
    return part


def _json(response):
    try:
        return response.json()
    except ValueError:
        return None
