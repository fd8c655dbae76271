# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keeps keys and contracts out of logs, messages and stored answers."""

import logging
import re
from urllib.parse import quote

MASK = "•••"
#: values of answers that are, or hold, the private key
SECRET_NAMES = ("key", "contract")
_IN_ADDRESS = re.compile(
    r"([?&](?:key|contract)=)[^&\s\"']+|(/database/[^/\s]+/\d+/)[^/\s\"']+"
)


def mask(text, secrets=()):
    """Hide secrets in a text.

    :param secrets: values to hide wherever they stand; those in addresses of the
        platform are found without
    """
    text = _IN_ADDRESS.sub(lambda found: (found[1] or found[2]) + MASK, str(text))
    for secret in filter(None, secrets):
        for form in {secret, quote(secret, safe=""), quote(secret)}:
            text = text.replace(form, MASK)
    return text


def masked_values(value, secrets=()):
    """A copy of parsed JSON in which no secret is left, for people and support."""
    if isinstance(value, dict):
        return {
            name: MASK
            if each and (name in SECRET_NAMES or name.endswith("_url"))
            else masked_values(each, secrets)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [masked_values(each, secrets) for each in value]
    return mask(value, secrets) if isinstance(value, str) else value


class _AddressFilter(logging.Filter):
    """The HTTP library writes whole addresses into its debug log."""

    def filter(self, record):
        record.msg, record.args = mask(record.getMessage()), ()
        return True


logging.getLogger("urllib3.connectionpool").addFilter(_AddressFilter())
