# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What Microsoft Graph's refusals mean in the words of the adapter contract.

The codes are those of "Microsoft Graph error responses" and of the OneDrive API's
error resource.
"""

import json
from contextlib import contextmanager

import requests
from urllib3.exceptions import HTTPError

from odoo.addons.connector_cloud.exceptions import (
    AccessDenied,
    CloudError,
    CursorExpired,
    InvalidName,
    NotFound,
    QuotaExceeded,
    RetryLater,
)
from odoo.addons.connector_cloud.patience import Hiccup, TokenRefused

UNREACHABLE_SECONDS = 60


class NameTaken(CloudError):
    """Another item of the folder has the name."""


class ItemChanged(CloudError):
    """The item is not the version that the request was made for."""


class RangeRefused(CloudError):
    """The fragment is not the one that the upload session waits for."""


LOCKED = (
    CloudError,
    "Somebody has the file open or checked out. It is tried again later.",
)
FULL = (QuotaExceeded, "The drive is full. Free some space there or buy more.")
TOKEN = (
    TokenRefused,
    "Microsoft does not accept the connection any more. Press Connect.",
)

# These say all, whatever the code beside them.
STATUSES = {
    401: TOKEN,
    409: (NameTaken, "Another item of this folder has the name."),
    410: (CursorExpired, "Microsoft cannot tell the changes since so long ago."),
    412: (ItemChanged, "The item was changed meanwhile."),
    416: (RangeRefused, "Microsoft expects another part of the file."),
    423: LOCKED,
    507: FULL,
}

CODES = {
    "quotaLimitReached": FULL,
    "insufficientStorage": FULL,
    "resourceLocked": LOCKED,
    "pathIsTooLong": (
        InvalidName,
        "The path is longer than OneDrive allows. Shorten the names of its folders.",
    ),
    "invalidPath": (InvalidName, "OneDrive does not accept the name."),
    "malwareDetected": (
        AccessDenied,
        "Microsoft found malware in the file and does not hand it out.",
    ),
    "accessRestricted": (
        AccessDenied,
        "Microsoft restricts the access to this item. Ask its owner or an "
        "administrator of SharePoint.",
    ),
    "provisioningNotAllowed": (
        AccessDenied,
        "The account has no OneDrive, and none may be made for it. Give it a licence, "
        "or choose a SharePoint library.",
    ),
    "Authorization_RequestDenied": (
        AccessDenied,
        "The application lacks a permission. Grant it in the Microsoft Entra admin "
        "center under API permissions, with admin consent, then test the connection.",
    ),
    "accessDenied": (
        AccessDenied,
        "The account may not do this with this item. Give it more rights in OneDrive "
        "or SharePoint.",
    ),
    "ResourceNotFound": (
        NotFound,
        "There is no OneDrive for this account. Give it a licence, or choose a "
        "SharePoint library.",
    ),
    "Request_ResourceNotFound": (
        NotFound,
        "Microsoft does not know this user. Check the user name.",
    ),
    "notSupported": (CloudError, "This drive cannot do that."),
    "resyncRequired": STATUSES[410],
}

OTHER = {
    403: (AccessDenied, "Microsoft does not allow this"),
    404: (
        NotFound,
        "OneDrive does not find the item, or hides it from the account",
    ),
}


@contextmanager
def translated():
    """Turn what the HTTP library raises inside into the contract's exceptions."""
    try:
        yield
    # A proxy may answer with a page instead of JSON.
    except (requests.RequestException, HTTPError, json.JSONDecodeError) as error:
        raise Hiccup(
            "Microsoft could not be reached or broke off.", UNREACHABLE_SECONDS
        ) from error


def refusal(status, headers, body):
    """Make the exception for an error answer of Microsoft Graph.

    :param status: HTTP status
    :param headers: case-insensitive mapping, or a dict as in a batch
    :param body: the decoded JSON, or None
    :return: a CloudError, not raised
    """
    if status in (429, 503, 509):
        return _busy(headers)
    codes, message = _details(body)
    if status >= 500 and status != 507:
        return Hiccup("Microsoft has a problem of its own.", UNREACHABLE_SECONDS)
    if status in STATUSES:
        kind, sentence = STATUSES[status]
        return kind(sentence)
    for code in codes:
        if code in CODES:
            kind, sentence = CODES[code]
            return kind(sentence)
    kind, sentence = OTHER.get(status, (CloudError, "Microsoft refuses this"))
    reason = f" ({codes[0]})" if codes else ""
    return kind(f"{sentence}: {message or status}{reason}")


def _details(body):
    """:return: list of the codes, the innermost first, and the message"""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return [], None
    message = error.get("message")
    codes = []
    while isinstance(error, dict):
        if error.get("code"):
            codes.insert(0, error["code"])
        error = error.get("innerError") or error.get("innererror")
    return codes, message


def _busy(headers):
    retry_after = next(
        (value for name, value in headers.items() if name.lower() == "retry-after"), ""
    )
    if str(retry_after).isdigit():
        seconds = max(1, int(retry_after))
        return RetryLater(f"Microsoft asks to wait {seconds} seconds.", seconds)
    return Hiccup("Microsoft gets more requests than it allows.", UNREACHABLE_SECONDS)
