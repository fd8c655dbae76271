# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The one connection to Microsoft: for MSAL, for Graph, and for the bytes."""

import logging
from urllib.parse import urlsplit

from odoo.addons.connector_cloud.transfer.http_client import HttpSession

# At DEBUG it writes whole addresses, and those of uploads and downloads are keys.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)

USER_AGENT = "ISV|OCA|OdooCloudConnector/19.0"


class MicrosoftSession(HttpSession):
    """A session whose requests may be led to another endpoint.

    :param cloud: :class:`~.national_clouds.NationalCloud`
    :param endpoint: base URL that stands in for the hosts of sign-in and Graph, or None
    """

    def __init__(self, cloud, endpoint=None):
        super().__init__()
        self._hosts = {cloud.login, cloud.graph}
        self._endpoint = (endpoint or "").rstrip("/")
        self.headers["User-Agent"] = USER_AGENT

    def rerouted(self, url):
        """:return: the address that is really asked for ``url``"""
        parts = urlsplit(url)
        if not self._endpoint or parts.hostname not in self._hosts:
            return url
        # MSAL takes only https addresses, and only those that Microsoft names.
        query = f"?{parts.query}" if parts.query else ""
        return f"{self._endpoint}{parts.path}{query}"

    def prepare_request(self, request):
        prepared = super().prepare_request(request)
        url = self.rerouted(prepared.url)
        if url != prepared.url:
            prepared.headers["Host"] = urlsplit(prepared.url).netloc
            prepared.url = url
        return prepared
