# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The refusals that all clouds have in common; ``cloud`` is the name of one."""

from odoo.tools.translate import LazyTranslate

from ..exceptions import RetryLater
from .retry import TransientError, retry_after

_lt = LazyTranslate(__name__)

# Before the next job, where the cloud does not say.
WAIT_SECONDS = 60


def unreachable(cloud):
    """:return: the exception for an answer that did not come, or not to its end"""
    sentence = _lt("%s could not be reached or broke off.", cloud)
    return TransientError(sentence, WAIT_SECONDS)


def server_error(cloud):
    """:return: the exception for a failure on the cloud's own side"""
    return TransientError(_lt("%s has a problem of its own.", cloud), WAIT_SECONDS)


def too_many_requests(cloud, seconds=WAIT_SECONDS):
    """:return: the exception for requests beyond what the cloud allows"""
    sentence = _lt("%s gets more requests than it allows.", cloud)
    return TransientError(sentence, seconds)


def asked_to_wait(cloud, headers):
    """:return: the exception for an answer with a Retry-After, None without one"""
    seconds = retry_after(headers)
    return seconds and wait(cloud, seconds)


def wait(cloud, seconds):
    sentence = _lt(
        "%(cloud)s asks to wait %(seconds)s seconds.", cloud=cloud, seconds=seconds
    )
    return RetryLater(sentence, seconds)


def detailed(sentence, detail, code=None):
    """Add to a sentence what the cloud itself says.

    :param sentence: made by ``LazyTranslate``, without a full stop
    :param code: the cloud's own word for the error, if any
    :return: a sentence to be translated, too
    """
    if not code:
        return _lt("%(sentence)s: %(detail)s", sentence=sentence, detail=detail)
    return _lt(
        "%(sentence)s: %(detail)s (%(code)s)",
        sentence=sentence,
        detail=detail,
        code=code,
    )


def with_code(sentence, code):
    """Add the cloud's own word for the error to one or more sentences."""
    return _lt("%(sentence)s (%(code)s)", sentence=sentence, code=code)
