# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""States of a request on the platform, and how often to ask for them."""

import enum
import random


class Phase(enum.Enum):
    """What a state means for the client."""

    UPLOAD = "upload"
    WAIT = "wait"
    TEST = "test"
    READY = "ready"
    INVALID = "invalid"


#: ``draft``, ``done`` and ``delivered`` are documented, the others seen in clients
_PHASES = {
    "draft": Phase.UPLOAD,
    "pending": Phase.WAIT,
    "processing": Phase.WAIT,
    "testing": Phase.TEST,
    "delivered": Phase.READY,
    "done": Phase.READY,
    "invalid": Phase.INVALID,
}
GROWTH = 1.5
JITTER = 0.2
LONGEST = 15 * 60
#: people test by hand, which "can take a few days"
LONGEST_TESTING = 4 * 60 * 60
TESTING_FACTOR = 10


def phase_of(state):
    """:return: the :class:`Phase` of a state; an unknown one means: wait"""
    return _PHASES.get(state, Phase.WAIT)


def poll_delay(state, polls, first=30, rng=random):
    """Seconds to wait before the status is asked again.

    :param polls: how often the same state was seen already
    :param first: seconds before the second question
    """
    longest = LONGEST
    if phase_of(state) is Phase.TEST:
        first, longest = first * TESTING_FACTOR, LONGEST_TESTING
    delay = min(longest, first * GROWTH ** min(polls, 40))
    return delay * rng.uniform(1 - JITTER, 1 + JITTER)
