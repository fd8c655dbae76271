# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the clients of all clouds do alike."""

import json
from contextlib import contextmanager

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from odoo.tools import split_every

from ..exceptions import CloudError, NotFound
from .access_token import AccessToken
from .http_errors import unreachable
from .retry import CURABLE, TransientError, with_retries

TIMEOUT = 60
# As many as a backend may have transfers at once.
KEPT_OPEN = 32


class HttpSession(requests.Session):
    """A session for many threads, whose requests have a timeout."""

    def __init__(self):
        super().__init__()
        adapter = HTTPAdapter(pool_maxsize=KEPT_OPEN)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def send(self, request, **kwargs):
        if kwargs.get("timeout") is None:
            kwargs["timeout"] = TIMEOUT
        return super().send(request, **kwargs)


class HttpClient:
    """Sends the requests of one piece of work; safe in several threads.

    A provider's subclass says what the cloud is called, what its refusals mean
    (:meth:`refusal`), and how many requests go in one (:meth:`send_batch`).

    :param session: :class:`HttpSession`, closed with the client
    :param get_token: as for :class:`~.access_token.AccessToken`
    """

    # Its name, for people.
    cloud = ""
    # As many requests as go in one round trip.
    batch_size = 1

    def __init__(self, session, get_token):
        self._session = session
        self.access_token = AccessToken(get_token)

    def close(self):
        """Close the connections that nobody uses; a download may still be read."""
        self._session.close()

    def refusal(self, response):
        """Make the exception for an error answer.

        :param response: ``requests.Response``
        :return: a CloudError, not raised
        """
        raise NotImplementedError

    def send_batch(self, requests_):
        """Send up to ``batch_size`` requests, all in one.

        :param requests_: dict number -> request
        :return: dict number -> the reply or the CloudError of each
        """
        raise NotImplementedError

    @contextmanager
    def translated(self):
        """Turn what the HTTP library raises inside into the contract's exceptions."""
        try:
            yield
        # A proxy may answer with a page instead of JSON.
        except (requests.RequestException, HTTPError, json.JSONDecodeError) as error:
            raise unreachable(self.cloud) from error

    def with_retries(self, attempt):
        """Call ``attempt()``, again after a short pause or with a new token.

        Only for what may be repeated without a second effect.

        :raise CloudError: whatever did not pass within seconds
        """

        def translated_attempt():
            with self.translated():
                return attempt()

        return with_retries(translated_attempt, self.access_token.renew)

    def exchange(self, method, url, authorized=True, accept=(), headers=None, **kwargs):
        """Send a request once; for an attempt of :meth:`with_retries`.

        :param authorized: whether it carries the token; addresses that authorise by
            themselves must not get it
        :param accept: statuses from 300 on that are no errors here
        :param kwargs: as for ``requests.Session.request``
        :return: ``requests.Response``
        """
        headers = dict(headers or {})
        if authorized:
            headers["Authorization"] = f"Bearer {self.access_token.to_send()}"
        response = self._session.request(method, url, headers=headers, **kwargs)
        if response.status_code < 300 or response.status_code in accept:
            return response
        with response:
            raise self.refusal(response)

    def open_stream(self, url, headers=None, **kwargs):
        """Begin a download, once; its body is not read yet.

        :return: ``requests.Response`` of status 200, 206 or 416
        """
        # Compressed, the length and the range would not be those of the content.
        headers = {"Accept-Encoding": "identity", **(headers or {})}
        return self.exchange(
            "GET", url, accept=(416,), headers=headers, stream=True, **kwargs
        )

    def batch(self, requests_, unclear=None):
        """Send many requests in few round trips.

        :param requests_: list of requests, as :meth:`send_batch` wants them
        :param unclear: list that gets those of them that were perhaps carried out
            without an answer that says so
        :return: list in the same order: the reply or the CloudError of each
        :raise CloudError: a round trip as a whole failed
        """
        outcomes = []
        for chunk in split_every(self.batch_size, requests_, list):
            outcomes += self._batch(chunk, [] if unclear is None else unclear)
        return outcomes

    def _batch(self, requests_, unclear):
        outcomes = [None] * len(requests_)

        def attempt():
            pending = {
                number: request
                for number, request in enumerate(requests_)
                if outcomes[number] is None or isinstance(outcomes[number], CURABLE)
            }
            try:
                with self.translated():
                    replies = self.send_batch(pending)
            except TransientError:
                unclear.extend(pending.values())
                raise
            for number, outcome in replies.items():
                outcomes[number] = outcome
                if isinstance(outcome, TransientError):
                    unclear.append(pending[number])
            for outcome in outcomes:
                if isinstance(outcome, CURABLE):
                    raise outcome

        try:
            self.with_retries(attempt)
        except TransientError:
            if None in outcomes:
                raise
        return outcomes

    def found(self, requests_):
        """Send requests that read something, in few round trips.

        :param requests_: dict key -> request
        :return: dict key -> reply; what was not found is left out
        :raise CloudError: one of them was refused
        """
        found = {}
        replies = self.batch(list(requests_.values()))
        for key, reply in zip(requests_, replies, strict=True):
            if isinstance(reply, NotFound):
                continue
            if isinstance(reply, CloudError):
                raise reply
            found[key] = reply
        return found
