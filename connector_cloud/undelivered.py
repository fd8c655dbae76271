# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What people are told when the cloud does not deliver a content."""

from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from odoo.exceptions import UserError
from odoo.http import Response, serialize_exception
from odoo.tools.json import scriptsafe
from odoo.tools.translate import LazyTranslate

from .exceptions import (
    AccessDenied,
    AuthorizationLost,
    CloudError,
    LeftBehind,
    NotFound,
    QuotaExceeded,
    RetryLater,
    message_of,
)

_lt = LazyTranslate(__name__)

# Of each table the first class that an error is of has the words.
FOR_ADMINISTRATORS = (
    (
        AuthorizationLost,
        _lt(
            "Odoo is not connected to the drive that keeps this file. "
            "Open its backend in Cloud > Backends, press Connect and sign in."
        ),
    ),
    (
        AccessDenied,
        _lt(
            "The account that Odoo is connected with may not read this file. "
            "Give it access in the drive, or connect with another account."
        ),
    ),
)
FOR_USERS = (
    (NotFound, _lt("The drive does not hold this file any more.")),
    (RetryLater, _lt("The drive asks to wait. Try again in a moment.")),
    (
        AuthorizationLost,
        _lt(
            "Odoo is not connected to the drive that keeps this file. "
            "Ask an administrator to connect it again."
        ),
    ),
    (
        QuotaExceeded,
        _lt("The drive's limit of downloads is used up. Try again later."),
    ),
    (
        AccessDenied,
        _lt("The drive denies Odoo this file. Ask an administrator for help."),
    ),
    (
        CloudError,
        _lt("The drive refused to deliver this file. Ask an administrator for help."),
    ),
)
# Where a file is kept is not theirs to know.
FOR_CUSTOMERS = (
    (NotFound, _lt("This file is not available any more.")),
    (CloudError, _lt("This file is not available at the moment. Try again later.")),
)

# The browser shows the sentence; Odoo's web client, like that of a report that
# failed, takes what the second element holds for its dialog.
PAGE = Markup(
    "<!doctype html>\n<title>%(sentence)s</title>\n"
    '<p role="alert">%(sentence)s</p>\n'
    '<script type="application/json">%(error)s</script>\n'
)


def explain(env, error):
    """Say what became of a content, in words for the user who asked for it.

    The provider's own words are for administrators only: they may hold names,
    addresses and more.

    :param env: environment of that user, with or without all rights
    :param error: :class:`~.exceptions.CloudError`
    :return: a sentence
    """
    if not env.user._is_internal():
        return _words(env, error, FOR_CUSTOMERS)
    if isinstance(error, LeftBehind):
        # Our own words: where it is, for whoever may have an account there.
        return str(error)
    if not env.user._is_system():
        return _words(env, error, FOR_USERS)
    sentence = _words(env, error, FOR_ADMINISTRATORS + FOR_USERS)
    told = message_of(env, error)
    return f"{sentence}\n{told}" if told else sentence


def refusal(env, error):
    """Answer a request whose content was not delivered.

    A status that tells of a broken gateway (502 to 504) would not do: proxies and
    Odoo's web client take it for Odoo's own absence.

    :param env: environment of the user who asked
    :param error: :class:`~.exceptions.CloudError`
    :return: an exception to raise
    """
    sentence = explain(env, error)
    dialog = {
        "code": 0,
        "message": "Odoo Server Error",
        "data": serialize_exception(UserError(sentence)),
    }
    page = PAGE % {"sentence": sentence, "error": Markup(scriptsafe.dumps(dialog))}
    status = 404 if isinstance(error, NotFound) else 424
    response = Response(page, status=status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    if isinstance(error, RetryLater):
        response.headers["Retry-After"] = int(error.seconds)
    return HTTPException(response=response)


def _words(env, error, table):
    return env._(next(words for kind, words in table if isinstance(error, kind)))
