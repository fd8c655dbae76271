# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The wire to Microsoft Graph: patient, batched, and quiet when told to wait."""

import math
import time
from datetime import datetime, timedelta, timezone

from odoo.addons.connector_cloud.exceptions import RetryLater
from odoo.addons.connector_cloud.patience import Hiccup, TokenRefused, patiently

from .errors import refusal, translated

VERSION = "/v1.0"
# As many as Graph takes in one round trip: "JSON batching" in its documentation.
BATCH = 20
MARGIN = timedelta(minutes=1)


class GraphClient:
    """Sends requests to Microsoft Graph; safe in several threads.

    Addresses are paths below the version, such as ``/me/drive``.

    :param session: :class:`~..microsoft_session.MicrosoftSession`
    :param host: of Graph
    :param get_token: function of the refused token (or None), returns a tuple of the
        token and the naive UTC datetime of its end
    """

    def __init__(self, session, host, get_token):
        self._session = session
        self._base = f"https://{host}{VERSION}"
        self._get_token = get_token
        self._token, self._token_end = None, None
        self._quiet_until = 0

    def call(self, method, path, **kwargs):
        """Send one request, patiently; it has to be safe to repeat.

        :param kwargs: as for ``requests.Session.request``
        :return: the decoded reply, an empty dict where there is none
        :raise CloudError: what Graph answered
        """
        return self.patiently(lambda: self.call_once(method, path, **kwargs))

    def call_once(self, method, path, **kwargs):
        response = self.exchange(method, self.url(path), **kwargs)
        with translated():
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

    def patiently(self, attempt):
        return patiently(attempt, self._renew)

    def exchange(self, method, url, authorized=True, accept=(), headers=None, **kwargs):
        """Send a request once.

        :param authorized: whether it carries the token; addresses that authorise by
            themselves must not get it
        :param accept: statuses from 300 on that are no errors here
        :return: ``requests.Response``
        """
        self._keep_quiet()
        headers = dict(headers or {})
        if authorized:
            headers["Authorization"] = f"Bearer {self.token()}"
            kwargs.setdefault("allow_redirects", False)
        with translated():
            response = self._session.request(method, url, headers=headers, **kwargs)
            if response.status_code < 300 or response.status_code in accept:
                return response
            with response:
                body = _json(response)
        raise self._noted(refusal(response.status_code, response.headers, body))

    def batch(self, requests_, unclear=None):
        """Send many requests in few round trips.

        :param requests_: list of dicts with method, url and perhaps body and headers
        :param unclear: list that gets those of them that were perhaps carried out
            without an answer that says so
        :return: list in the same order: the reply or the CloudError of each
        :raise CloudError: a round trip as a whole failed
        """
        outcomes = []
        for start in range(0, len(requests_), BATCH):
            chunk = requests_[start : start + BATCH]
            outcomes += self._batch(chunk, [] if unclear is None else unclear)
        return outcomes

    def _batch(self, requests_, unclear):
        outcomes = [None] * len(requests_)

        def attempt():
            sent = {
                str(index): request
                for index, request in enumerate(requests_)
                if outcomes[index] is None or _curable(outcomes[index])
            }
            parts = [_part(key, request) for key, request in sent.items()]
            try:
                reply = self.call_once("POST", "/$batch", json={"requests": parts})
            except Hiccup:
                unclear.extend(sent.values())
                raise
            for part in reply["responses"]:
                outcome = outcomes[int(part["id"])] = self._outcome(part)
                if isinstance(outcome, Hiccup):
                    unclear.append(sent[part["id"]])
            if failure := next(filter(_curable, outcomes), None):
                raise failure

        try:
            self.patiently(attempt)
        except Hiccup:
            if None in outcomes:
                raise
        return outcomes

    def _outcome(self, part):
        if part["status"] < 300:
            return part.get("body") or {}
        headers = part.get("headers") or {}
        return self._noted(refusal(part["status"], headers, part.get("body")))

    # The token

    def token(self):
        """:return: an access token that is good for the next request"""
        now = datetime.now(timezone.utc).replace(tzinfo=None)
        if not self._token or self._token_end < now + MARGIN:
            self._token, self._token_end = self._get_token(None)
        return self._token

    def _renew(self):
        self._token, self._token_end = self._get_token(self._token)

    # Retry-After concerns all requests of the account

    def _noted(self, error):
        if isinstance(error, RetryLater) and not isinstance(error, Hiccup):
            self._quiet_until = time.monotonic() + error.seconds
        return error

    def _keep_quiet(self):
        left = math.ceil(self._quiet_until - time.monotonic())
        if left > 0:
            raise RetryLater(f"Microsoft asks to wait {left} seconds.", left)


def if_match(version):
    """:return: the headers of a request that wants this version of an item, or any"""
    return {"If-Match": version} if version else {}


def _part(key, request):
    part = {"id": key, **request}
    if "body" in part:
        part["headers"] = {"Content-Type": "application/json"}
    return part


def _curable(outcome):
    return isinstance(outcome, Hiccup | TokenRefused)


def _json(response):
    try:
        return response.json()
    except ValueError:
        return None
