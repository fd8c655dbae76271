# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The wire to Google Drive: one library client, connections for many threads."""

import json
import logging
from contextlib import contextmanager
from functools import lru_cache
from types import SimpleNamespace

import google.auth.credentials
import requests
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError
from googleapiclient.http import build_http
from requests.adapters import HTTPAdapter

from odoo.addons.connector_cloud.patience import Hiccup, TokenRefused, patiently

from .errors import refusal, translated, unreachable

# What it warns of is raised, too, and told where a person looks for it.
logging.getLogger("googleapiclient.http").setLevel(logging.ERROR)

VENDOR_URL = "https://www.googleapis.com"
TIMEOUT = 60
BATCH = 100
# As many as a backend may have transfers at once.
KEPT_OPEN = 32


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
    """An access token that is renewed elsewhere.

    :param renew: function of the refused token (or None), returns a tuple of the
        token and the naive UTC datetime of its end
    """

    def __init__(self, renew):
        super().__init__()
        self._renew = renew

    def refresh(self, _request):
        self.token, self.expiry = self._renew(self.token)


class DriveClient:
    """Sends requests of googleapiclient, patiently; safe in several threads.

    :param endpoint: base URL that stands in for Google's hosts, or None
    :param credentials: :class:`DriveCredentials`
    """

    def __init__(self, endpoint, credentials):
        self.root_url = (endpoint or VENDOR_URL).rstrip("/")
        self._credentials = credentials
        self._idle = []
        self._session = requests.Session()
        self._session.mount("https://", HTTPAdapter(pool_maxsize=KEPT_OPEN))
        self._session.mount("http://", HTTPAdapter(pool_maxsize=KEPT_OPEN))
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
        # Renewing is up to `patiently`: the library would repeat a request without
        # asking whether that is safe.
        return AuthorizedHttp(self._credentials, http=http, refresh_status_codes=())

    def close(self):
        """Close the connections that nobody uses; a download may still be read."""
        while self._idle:
            self._idle.pop().close()
        self._session.close()

    def patiently(self, attempt):
        """Call ``attempt()``, again after a short pause or with a new token.

        Only for what may be repeated without a second effect.

        :raise CloudError: whatever did not pass within seconds
        """

        def translated_attempt():
            with translated():
                return attempt()

        return patiently(translated_attempt, lambda: self._credentials.refresh(None))

    def call(self, request):
        """:return: the decoded reply to one request of googleapiclient"""

        def attempt():
            with self.connection() as http:
                reply = request.execute(http=http)
            # What is no JSON, such as the page of a proxy, comes as it is.
            if not isinstance(reply, dict):
                raise unreachable()
            return reply

        return self.patiently(attempt)

    def batch(self, requests_):
        """Send many requests in few round trips.

        :return: list in the same order: the reply or the CloudError of each
        :raise CloudError: a round trip as a whole failed
        """
        outcomes = []
        for start in range(0, len(requests_), BATCH):
            outcomes += self._batch(requests_[start : start + BATCH])
        return outcomes

    def _batch(self, requests_):
        outcomes = [None] * len(requests_)

        def note(key, reply, error):
            if isinstance(error, HttpError):
                reply = refusal(error.resp.status, error.resp, error.content)
            outcomes[int(key)] = reply

        def attempt():
            batch = self._new_batch(callback=note)
            with self.connection() as http:
                for index, request in enumerate(requests_):
                    if outcomes[index] is None or _curable(outcomes[index]):
                        request.http = http
                        batch.add(request, request_id=str(index))
                batch.execute(http=http)
            if failure := next(filter(_curable, outcomes), None):
                raise failure

        try:
            self.patiently(attempt)
        except Hiccup:
            if None in outcomes:
                raise
        return outcomes

    def stream(self, url, params=None, headers=None):
        """Open a download; the body is not read yet.

        :param url: absolute, or a path below the API's base
        :return: requests.Response of status 200, 206 or 416
        """
        if url.startswith("/"):
            url = self.root_url + url

        def attempt():
            # Compressed, the length and the range would not be those of the content.
            sent = {"Accept-Encoding": "identity", **(headers or {})}
            self._credentials.before_request(None, "GET", url, sent)
            response = self._session.get(
                url, params=params, headers=sent, stream=True, timeout=TIMEOUT
            )
            if response.status_code in (200, 206, 416):
                return response
            with response:
                raise refusal(response.status_code, response.headers, response.content)

        return self.patiently(attempt)


def _curable(outcome):
    return isinstance(outcome, Hiccup | TokenRefused)
