# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A large content on its way to a cloud: in parts, and on from where a cut left it."""

from contextlib import suppress

from odoo.tools.translate import LazyTranslate

from ..exceptions import CloudError
from .retry import TransientError

_lt = LazyTranslate(__name__)

SESSIONS = 3
STANDSTILLS = 5


class SessionGone(CloudError):
    """The upload session was forgotten, or has ended: a new one has to begin."""


class ResumableSession:
    """One upload session.

    A provider's subclass says what the cloud has stored (:attr:`stored`) and how to go
    on (:meth:`send_part`).

    :param client: :class:`~.http_client.HttpClient`
    :param progress: function of the number of bytes stored so far, or None
    """

    # Bytes that the cloud is known to have.
    stored = 0

    def __init__(self, client, progress=None):
        self.client = client
        self._progress = progress

    def send_part(self):
        """Send the next part; after trouble, ask first how much arrived.

        :return: what the cloud made of the whole content, None before the last part
        :raise SessionGone: the cloud wants the upload to begin anew
        """
        raise NotImplementedError

    def send(self):
        """Send all parts in their order.

        :return: what the cloud made of the content
        :raise SessionGone: the cloud wants the upload to begin anew
        """
        standstills = 0
        while True:
            before = self.stored
            resource = self.client.with_retries(self.send_part)
            if resource is not None:
                return resource
            standstills = standstills + 1 if self.stored <= before else 0
            if standstills == STANDSTILLS:
                raise TransientError(
                    _lt("%s does not store what it is sent.", self.client.cloud)
                )
            if self._progress:
                self._progress(self.stored)


def send_in_sessions(client, begin):
    """Send a content; what the cloud has forgotten begins anew, though not for ever.

    :param begin: function() -> :class:`ResumableSession` that was just begun
    :return: what the cloud made of the content
    """
    for _session in range(SESSIONS):
        with suppress(SessionGone):
            return begin().send()
    raise TransientError(_lt("%s gave up the upload again and again.", client.cloud))
