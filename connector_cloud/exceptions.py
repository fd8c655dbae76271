# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a cloud may answer, in words that no provider owns.

Every adapter turns the errors of its client library into this family, so that the
engine never sees a provider's status code, reason or exception class.  The message
of an exception is shown to administrators: it says what happened and what to do.  It
goes into rows, logs and dialogs, so secrets are hidden when it is made.

Where no environment is at hand, as in a transfer's thread, the message is made by
Odoo's ``LazyTranslate``; :func:`message_of` puts it into the reader's language.
"""

import re

from odoo.tools.translate import LazyGettext

# Clouds and their libraries put whole addresses, headers and answers into their
# messages, and the query of an upload address is a password.
_SECRETS = re.compile(
    r"""
    (?<=\?) [^\s"'<>)]+
    | (?<=bearer\s) [^\s"'<>]+
    # A parameter without its address, or a key of JSON, told by its name
    | (?P<name> (?:token|secret|password|assertion|signature|auth|key)
        (?: = | ["']\s*:\s*["'] ) ) [^\s"'<>&,;)]+
    """,
    re.IGNORECASE | re.VERBOSE,
)


def masked(text):
    """Hide what gives access to a drive.

    :param text: what a cloud, or a library of it, said
    :return: the text, with an ellipsis in place of each secret
    """
    return _SECRETS.sub(lambda match: f"{match['name'] or ''}…", str(text))


def message_of(env, error):
    """Say what happened in the language of an environment: that of a user, or of a job.

    :param env: ``odoo.api.Environment``
    :param error: any exception
    :return: its message, without secrets
    """
    message = getattr(error, "message", None)
    if isinstance(message, LazyGettext):
        return masked(env._(message))
    return str(error)


class CloudError(Exception):
    """A request was refused for good; trying the same again will not help.

    As a plain string it is English, for the server's log.

    :param message: for administrators, perhaps lazily translated; secrets in it are
        hidden
    """

    def __init__(self, message=""):
        # As it was given, for an error that repeats it.
        self.message = message
        if isinstance(message, LazyGettext):
            message = message._translate("en_US")
        super().__init__(masked(message))


class BackendUnavailable(CloudError):
    """It concerns the whole account, not the item that it was told about.

    What is under way is written down; then the run ends.
    """


class RetryLater(BackendUnavailable):
    """The cloud asks to wait, or could not be reached.

    :param seconds: how long the whole account has to wait, in seconds
    """

    def __init__(self, message, seconds=60):
        super().__init__(message)
        self.seconds = seconds


class AuthorizationLost(BackendUnavailable):
    """The grant is gone (revoked, expired): a person has to connect again."""


class NotFound(CloudError):
    """The item does not exist, is out of reach, or was deleted for good."""


class LeftBehind(NotFound):
    """The item is in a former place; the message says where, for colleagues.

    The address in it is the one that the files list shows: it opens with a sign-in
    only, and is of no use without its query.
    """

    def __init__(self, message):
        super().__init__()
        # Not the masking of what a cloud says: these are our own words.
        self.args = (message,)


class AlreadyExists(CloudError):
    """The reserved identifier, or the name, is taken already.

    :param item: the :class:`~.sync.remote.RemoteItem` that holds it
    """

    def __init__(self, message, item):
        super().__init__(message)
        self.item = item


class VersionMismatch(CloudError):
    """The item is no longer the version that the caller expected.

    :param item: the item as it is now
    """

    def __init__(self, message, item=None):
        super().__init__(message)
        self.item = item


class CursorExpired(CloudError):
    """The change feed cannot go on from this cursor: a full listing is due."""


class QuotaExceeded(CloudError):
    """The drive is full, or a daily limit is used up."""


class AccessDenied(CloudError):
    """The account may not do this with this item."""


class InvalidName(CloudError):
    """The cloud refuses the name or the length of the path."""


class SyncHeld(Exception):
    """Nothing may be synced before a person decided; the message says about what.

    No answer of a cloud: the engine itself stops.
    """
