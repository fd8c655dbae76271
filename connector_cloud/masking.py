# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Hide what opens a drive from every text that a person may read."""

import re

HIDDEN = "…"
# Client libraries put whole request addresses into their messages, and the query of an
# upload address is a password. Clouds name the parameter without its address, too.
_SECRETS = re.compile(
    r"""
    (?<=\?)[^\s"'<>)]+
    | (?<=bearer\ )[^\s"'<>]+
    | \b (?:(?:access|refresh|id)_token | tempauth | client_secret | client_assertion
        | authkey | upload_id | assertion)
      \b ["']? \s* [=:] \s* ["']? (?P<value>[^\s"'<>&,;)]+)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def masked(text):
    """Hide tokens, and the queries of addresses, in a text.

    :param text: text, or whatever becomes one
    :return: the text with an ellipsis in the place of each secret
    """
    return _SECRETS.sub(_hide, str(text))


def _hide(match):
    value = match["value"]
    return match[0].removesuffix(value) + HIDDEN if value else HIDDEN
