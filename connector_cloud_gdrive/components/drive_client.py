# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The client of Google Drive: one library client, connections for many threads."""

import json
import logging
from contextlib import contextmanager
from functools import lru_cache
from types import SimpleNamespace

import google.auth.credentials
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError
from googleapiclient.http import build_http

from odoo.addons.connector_cloud.transfer.http_client import (
    TIMEOUT,
    HttpClient,
    HttpSession,
)
from odoo.addons.connector_cloud.transfer.http_errors import unreachable

from .errors import CLOUD, refusal, translated

# What it warns of is raised, too, and told where a person looks for it.
logging.getLogger("googleapiclient.http").setLevel(logging.ERROR)

VENDOR_URL = "https://www.googleapis.com"


@lru_cache(maxsize=8)
def _request_makers(root_url):
    """Build the library's client: it is slow, so it is shared by all of the process.

    It only makes requests, :class:`DriveClient` sends them.
    """
    document = json.loads(get_static_doc("drive", "v3"))
    # The one switch that moves metadata, uploads and batches alike.
    document["rootUrl"] = f"{root_url}/"
    document.pop("mtlsRootUrl", None)
    service = build_from_document(document, http=build_http())
    return SimpleNamespace(
        about=service.about(),
        changes=service.changes(),
        channels=service.channels(),
        drives=service.drives(),
        files=service.files(),
        revisions=service.revisions(),
        batch=service.new_batch_http_request,
    )


class DriveCredentials(google.auth.credentials.Credentials):
    """The client's access token, as the library wants it.

    :param access_token: the :class:`~odoo.addons.connector_cloud.transfer.access_token.
        AccessToken`
    """

    # The library need not look: a token that is asked for is a good one.
    valid = True

    def __init__(self, access_token):
        super().__init__()
        self._access_token = access_token

    def refresh(self, _request):
        self._access_token.renew()

    def before_request(self, _request, _method, _url, headers):
        self.apply(headers)

    def apply(self, headers, token=None):
        return super().apply(headers, token or self._access_token.to_send())


class DriveClient(HttpClient):
    """Sends requests of googleapiclient.

    :param endpoint: base URL that stands in for Google's hosts, or None
    """

    cloud = CLOUD
    batch_size = 100
    translated = staticmethod(translated)

    def __init__(self, endpoint, get_token):
        super().__init__(HttpSession(), get_token)
        self.root_url = (endpoint or VENDOR_URL).rstrip("/")
        self._credentials = DriveCredentials(self.access_token)
        self._idle = []
        makers = _request_makers(self.root_url)
        self.about = makers.about
        self.changes = makers.changes
        self.channels = makers.channels
        self.drives = makers.drives
        self.files = makers.files
        self.revisions = makers.revisions
        self._new_batch = makers.batch

    @contextmanager
    def connection(self):
        """Borrow a connection for one exchange: httplib2's must not be shared."""
        try:
            http = self._idle.pop()
        except IndexError:
            http = self._open()
        try:
            yield http
        except HttpError:
            self._idle.append(http)
            raise
        except BaseException:
            # A late answer could be taken for that to the next request.
            http.close()
            raise
        else:
            self._idle.append(http)

    def _open(self):
        http = build_http()
        http.timeout = TIMEOUT
        # Renewing is up to `with_retries`: the library would repeat a request without
        # asking whether that is safe.
        return AuthorizedHttp(self._credentials, http=http, refresh_status_codes=())

    def close(self):
        while self._idle:
            self._idle.pop().close()
        return super().close()

    def call(self, request):
        """:return: the decoded reply to one request of googleapiclient"""

        def attempt():
            with self.connection() as http:
                reply = request.execute(http=http)
            # What is no JSON, such as the page of a proxy, comes as it is.
            if not isinstance(reply, dict):
                raise unreachable(CLOUD)
            return reply

        return self.with_retries(attempt)

    def send_batch(self, requests_):
        outcomes = {}

        def note(number, reply, error):
            if isinstance(error, HttpError):
                reply = refusal(error.resp.status, error.resp, error.content)
            outcomes[int(number)] = reply

        batch = self._new_batch(callback=note)
        with self.connection() as http:
            for number, request in requests_.items():
                request.http = http
                batch.add(request, request_id=str(number))
            batch.execute(http=http)
        return outcomes

    def download(self, url, params=None, headers=None):
        """Open a download; the body is not read yet.

        :param url: absolute, or a path below the API's base
        :return: requests.Response of status 200, 206 or 416
        """
        if url.startswith("/"):
            url = self.root_url + url
        return self.with_retries(
            lambda: self.open_stream(url, params=params, headers=headers)
        )

    def refusal(self, response):
        return refusal(response.status_code, response.headers, response.content)
