# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The short retries of an adapter, within seconds; longer ones are the job queue's."""

import math
import random
import time

from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from ..exceptions import AuthorizationLost, RetryLater

# Seconds before the second and third attempt.
PAUSES = (0.5, 2)
# Seconds before the first and second new token: clouds refuse a good one now and then.
TOKEN_PAUSES = (0, 1)
# Seconds; longer waits are no limit of requests but a clock or a header gone wrong.
LONGEST_WAIT = 24 * 60 * 60


class TransientError(RetryLater):
    """A failure that a repetition within seconds may cure."""


class TokenRefused(AuthorizationLost):
    """The cloud does not accept the access token; a new one may do."""


# What a repeated attempt may cure.
CURABLE = (TransientError, TokenRefused)


def with_retries(attempt, renew):
    """Call ``attempt()``, again after a short pause or with a new token.

    Only for what may be repeated without a second effect.

    :param attempt: function that raises :class:`TransientError` or
        :class:`TokenRefused` where another call may succeed
    :param renew: function that gets a new access token
    :return: what ``attempt`` returns
    :raise CloudError: whatever did not pass within seconds
    """
    pauses, token_pauses = iter(PAUSES), iter(TOKEN_PAUSES)
    while True:
        try:
            return attempt()
        except TokenRefused:
            if not _paused(token_pauses):
                raise
            renew()
        except TransientError:
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


def retry_after(headers):
    """Read how long an answer asks to wait: RFC 9110, section 10.2.3.

    :param headers: mapping of an answer's headers, whatever the case of their names
    :return: whole seconds, from 1 to :data:`LONGEST_WAIT`; None where the answer does
        not ask, or makes no sense
    """
    lower = {name.lower(): value for name, value in headers.items()}
    try:
        seconds = Retry().parse_retry_after(str(lower["retry-after"]))
    except (KeyError, InvalidHeader, ValueError, OverflowError):
        return None
    return min(max(1, math.ceil(seconds)), LONGEST_WAIT)
