# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The short patience of an adapter; the long one is the job queue's."""

import random
import time

from .exceptions import AuthorizationLost, RetryLater

# Seconds before the second and third attempt.
PAUSES = (0.5, 2)
# Seconds before the first and second new token: clouds refuse a good one now and then.
RENEWALS = (0, 1)


class Hiccup(RetryLater):
    """A failure that a repetition within seconds may cure."""


class TokenRefused(AuthorizationLost):
    """The cloud does not accept the access token; a new one may do."""


def patiently(attempt, renew):
    """Call ``attempt()``, again after a short pause or with a new token.

    Only for what may be repeated without a second effect.

    :param attempt: function that raises :class:`Hiccup` or :class:`TokenRefused`
        where another call may succeed
    :param renew: function that gets a new access token
    :return: what ``attempt`` returns
    :raise CloudError: whatever did not pass within seconds
    """
    pauses, renewals = iter(PAUSES), iter(RENEWALS)
    while True:
        try:
            return attempt()
        except TokenRefused:
            if not _paused(renewals):
                raise
            renew()
        except Hiccup:
            if not _paused(pauses):
                raise


def _paused(pauses):
    """Wait for the next of the pauses.

    :return: False when there are no more
    """
    pause = next(pauses, None)
    if pause is None:
        return False
    time.sleep(pause * random.uniform(0.5, 1.5))
    return True
