# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What Microsoft Graph's refusals mean in the words of the adapter contract.

The codes are those of "Microsoft Graph error responses" and of the OneDrive API's
error resource.
"""

from odoo.tools.translate import LazyTranslate

from odoo.addons.connector_cloud.exceptions import (
    AccessDenied,
    CloudError,
    CursorExpired,
    InvalidName,
    NotFound,
    QuotaExceeded,
)
from odoo.addons.connector_cloud.transfer.http_errors import (
    asked_to_wait,
    detailed,
    server_error,
    too_many_requests,
)
from odoo.addons.connector_cloud.transfer.retry import TokenRefused

_lt = LazyTranslate(__name__)

CLOUD = "Microsoft"


class NameTaken(CloudError):
    """Another item of the folder has the name."""


class ItemChanged(CloudError):
    """The item is not the version that the request was made for."""


class RangeRefused(CloudError):
    """The fragment is not the one that the upload session waits for."""


LOCKED = (
    CloudError,
    _lt("Somebody has the file open or checked out. It is tried again later."),
)
FULL = (QuotaExceeded, _lt("The drive is full. Free some space there or buy more."))
TOKEN = (
    TokenRefused,
    _lt("Microsoft does not accept the connection any more. Press Connect."),
)

# These say all, whatever the code beside them.
STATUSES = {
    401: TOKEN,
    409: (NameTaken, _lt("Another item of this folder has the name.")),
    410: (CursorExpired, _lt("Microsoft cannot tell the changes since so long ago.")),
    412: (ItemChanged, _lt("The item was changed meanwhile.")),
    416: (RangeRefused, _lt("Microsoft expects another part of the file.")),
    423: LOCKED,
    507: FULL,
}

CODES = {
    "quotaLimitReached": FULL,
    "insufficientStorage": FULL,
    "resourceLocked": LOCKED,
    "pathIsTooLong": (
        InvalidName,
        _lt(
            "The path is longer than OneDrive allows. Shorten the names of its folders."
        ),
    ),
    "invalidPath": (InvalidName, _lt("OneDrive does not accept the name.")),
    "malwareDetected": (
        AccessDenied,
        _lt("Microsoft found malware in the file and does not hand it out."),
    ),
    "accessRestricted": (
        AccessDenied,
        _lt(
            "Microsoft restricts the access to this item. Ask its owner or an "
            "administrator of SharePoint."
        ),
    ),
    "provisioningNotAllowed": (
        AccessDenied,
        _lt(
            "The account has no OneDrive, and none may be made for it. Give it a "
            "licence, or choose a SharePoint library."
        ),
    ),
    "Authorization_RequestDenied": (
        AccessDenied,
        _lt(
            "The application lacks a permission. Grant it in the Microsoft Entra admin "
            "center under API permissions, with admin consent, then test the "
            "connection."
        ),
    ),
    "accessDenied": (
        AccessDenied,
        _lt(
            "The account may not do this with this item. Give it more rights in "
            "OneDrive or SharePoint."
        ),
    ),
    "ResourceNotFound": (
        NotFound,
        _lt(
            "There is no OneDrive for this account. Give it a licence, or choose a "
            "SharePoint library."
        ),
    ),
    "Request_ResourceNotFound": (
        NotFound,
        _lt("Microsoft does not know this user. Check the user name."),
    ),
    "notSupported": (CloudError, _lt("This drive cannot do that.")),
    "resyncRequired": STATUSES[410],
}

OTHER = {
    403: (AccessDenied, _lt("Microsoft does not allow this")),
    404: (
        NotFound,
        _lt("OneDrive does not find the item, or hides it from the account"),
    ),
}


def refusal(status, headers, body):
    """Make the exception for an error answer of Microsoft Graph.

    :param status: HTTP status
    :param headers: case-insensitive mapping, or a dict as in a batch
    :param body: the decoded JSON, or None
    :return: a CloudError, not raised
    """
    if status in (429, 503, 509):
        return asked_to_wait(CLOUD, headers) or too_many_requests(CLOUD)
    codes, message = _details(body)
    if status >= 500 and status != 507:
        return server_error(CLOUD)
    if status in STATUSES:
        kind, sentence = STATUSES[status]
        return kind(sentence)
    for code in codes:
        if code in CODES:
            kind, sentence = CODES[code]
            return kind(sentence)
    kind, sentence = OTHER.get(status, (CloudError, _lt("Microsoft refuses this")))
    code = codes[0] if codes else None
    return kind(detailed(sentence, message or status, code))


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
