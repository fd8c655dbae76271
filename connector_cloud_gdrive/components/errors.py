# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What Google Drive's refusals mean in the words of the adapter contract.

The reasons are those of Google's guide "Resolve errors" of the Drive API v3.
"""

import json
import random
from contextlib import contextmanager
from http.client import HTTPException

from googleapiclient.errors import BatchError, HttpError
from httplib2 import HttpLib2Error

from odoo.addons.connector_cloud.exceptions import (
    AccessDenied,
    AuthorizationLost,
    CloudError,
    CursorExpired,
    NotFound,
    QuotaExceeded,
    RetryLater,
)
from odoo.addons.connector_cloud.patience import Hiccup, TokenRefused

UNREACHABLE_SECONDS = 60
# Drive's rate limits count per minute; the spread keeps the workers from returning
# all at once.
RATE_LIMIT_SECONDS = (20, 60)


class IdInUse(CloudError):
    """The identifier of a new item is taken: an earlier attempt came through."""


class SessionGone(CloudError):
    """The upload session was forgotten: a new one has to begin."""


class ExportTooLarge(CloudError):
    """The document is beyond what the export request delivers (10 MB)."""


RATE_LIMITS = {"rateLimitExceeded", "userRateLimitExceeded"}

REASONS = {
    "dailyLimitExceeded": (
        QuotaExceeded,
        "The daily limit of this Google Cloud project is used up. Raise it in the "
        "Google Cloud console, or wait until tomorrow.",
    ),
    "quotaExceeded": (
        QuotaExceeded,
        "A limit of Google Drive is used up. Raise it in the Google Cloud console, or "
        "wait until tomorrow.",
    ),
    "sharingRateLimitExceeded": (
        QuotaExceeded,
        "Google Drive allows no more sharing today. Try again tomorrow.",
    ),
    "storageQuotaExceeded": (
        QuotaExceeded,
        "Google Drive is full. Free some space or buy more. A service account has no "
        "space of its own: let it use a shared drive or act for a user.",
    ),
    "activeItemCreationLimitExceeded": (
        QuotaExceeded,
        "The account holds as many items as Google Drive allows. Delete some.",
    ),
    "teamDriveFileLimitExceeded": (
        QuotaExceeded,
        "The shared drive holds as many items as Google Drive allows. Delete some, or "
        "choose another drive.",
    ),
    "numChildrenInNonRootLimitExceeded": (
        CloudError,
        "The folder holds as many items as Google Drive allows. Move some elsewhere.",
    ),
    "myDriveHierarchyDepthLimitExceeded": (
        CloudError,
        "The folders are nested deeper than Google Drive allows. Flatten them.",
    ),
    "teamDriveHierarchyTooDeep": (
        CloudError,
        "The folders are nested deeper than Google Drive allows. Flatten them.",
    ),
    "accessNotConfigured": (
        AccessDenied,
        "The Google Drive API is not enabled for this client's project. Enable it in "
        "the Google Cloud console, then test the connection again.",
    ),
    "insufficientPermissions": (
        AuthorizationLost,
        "The account did not allow full access to Google Drive. Press Connect and "
        "leave the box for Google Drive ticked.",
    ),
    "insufficientFilePermissions": (
        AccessDenied,
        "The account may not do this with this item. Give it more rights in Google "
        "Drive.",
    ),
    "appNotAuthorizedToFile": (
        AccessDenied,
        "The account did not allow Odoo to use this item. Press Connect and allow full "
        "access to Google Drive.",
    ),
    "domainPolicy": (
        AccessDenied,
        "The Google Workspace administrators do not allow apps to use Google Drive. "
        "Ask them to trust this client.",
    ),
    "push.webhookUrlNotHttps": (
        CloudError,
        "Google sends notifications to addresses that begin with https only.",
    ),
    "push.webhookUrlUnauthorized": (
        CloudError,
        "Google does not send notifications to this address. Make sure that it is "
        "reached from the internet by https, with a certificate that browsers accept.",
    ),
    "downloadQuotaExceeded": (
        AccessDenied,
        "The file was downloaded too often. Google Drive lifts this after a day.",
    ),
    "cannotDownloadAbusiveFile": (
        AccessDenied,
        "Google Drive marked the file as malware or spam and does not hand it out.",
    ),
    "fileNotDownloadable": (
        CloudError,
        "This is a document of Google's editors; it can be exported, not downloaded.",
    ),
    "fileNotExportable": (
        CloudError,
        "Google Drive cannot export this kind of item. Open it in Google Drive.",
    ),
    "exportSizeLimitExceeded": (
        ExportTooLarge,
        "The document is too large for Google Drive to export it. Open it there.",
    ),
}

STATUSES = {
    401: (
        TokenRefused,
        "Google does not accept the connection any more. Press Connect.",
    ),
    403: (AccessDenied, "Google Drive does not allow this"),
    404: (
        NotFound,
        "Google Drive does not find the item, or hides it from the account",
    ),
    409: (IdInUse, "The identifier is in use in Google Drive"),
    410: (SessionGone, "Google Drive does not know the upload any more"),
}


@contextmanager
def translated():
    """Turn what the client libraries raise inside into the contract's exceptions."""
    try:
        yield
    except BatchError as error:
        raise unreachable() from error
    except HttpError as error:
        raise refusal(error.resp.status, error.resp, error.content) from error
    # requests' own exceptions are OSErrors.
    except (OSError, HTTPException, HttpLib2Error) as error:
        raise unreachable() from error


def refusal(status, headers, content):
    """Make the exception for an error answer of Google Drive.

    :param status: HTTP status
    :param headers: mapping with lower-case or case-insensitive names
    :param content: body, bytes
    :return: a CloudError, not raised
    """
    reason, location, message = _details(content)
    if status >= 500 or status == 429 or reason in RATE_LIMITS:
        return _busy(status, headers.get("retry-after"))
    if reason in REASONS:
        kind, sentence = REASONS[reason]
        return kind(sentence)
    if status == 400 and location == "pageToken":
        return CursorExpired(
            "Google Drive does not know this place in its change feed."
        )
    kind, sentence = STATUSES.get(status, (CloudError, "Google Drive refuses this"))
    return kind(f"{sentence}: {message or status}" + (f" ({reason})" if reason else ""))


def _details(content):
    try:
        error = json.loads(content)["error"]
        first = (error.get("errors") or [{}])[0]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, None, None
    return first.get("reason"), first.get("location"), error.get("message")


def _busy(status, retry_after):
    if retry_after and retry_after.isdigit():
        seconds = max(1, int(retry_after))
        return RetryLater(f"Google Drive asks to wait {seconds} seconds.", seconds)
    if status >= 500:
        return Hiccup("Google Drive has a problem of its own.", UNREACHABLE_SECONDS)
    return Hiccup(
        "Google Drive gets more requests than it allows.",
        round(random.uniform(*RATE_LIMIT_SECONDS)),
    )


def unreachable():
    return Hiccup(
        "Google Drive could not be reached or broke off.", UNREACHABLE_SECONDS
    )
