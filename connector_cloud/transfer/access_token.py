# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import threading
from datetime import datetime, timedelta, timezone

# What is sent has to last for one request.
MARGIN = timedelta(minutes=1)


class AccessToken:
    """The access token of a client, shared by its threads.

    It is refused to all of them at once, and renewed for the first that says so: each
    thread tells which token it has sent, and who asks for tokens knows what became of
    that one.  No lock is held meanwhile, since asking may have to wait for the job's
    own thread, which sends requests, too.

    :param get: function of a refused token (or None), returns a tuple of a token that
        is another one and the naive UTC datetime of its end
    """

    def __init__(self, get):
        self._get = get
        self._token_and_end = None, None
        self._sent = threading.local()

    def to_send(self):
        """:return: a token that is good for the next request of this thread"""
        token, end = self._token_and_end
        now = datetime.now(timezone.utc).replace(tzinfo=None)
        if not token or end < now + MARGIN:
            self._token_and_end = token, _end = self._get(None)
        self._sent.token = token
        return token

    def renew(self):
        """Get another token than the one that this thread has sent last."""
        self._token_and_end = self._get(getattr(self._sent, "token", None))
