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

from odoo.tools.translate import LazyTranslate

from odoo.addons.connector_cloud.exceptions import (
    AccessDenied,
    AuthorizationLost,
    CloudError,
    CursorExpired,
    NotFound,
    QuotaExceeded,
)
from odoo.addons.connector_cloud.transfer.http_errors import (
    asked_to_wait,
    detailed,
    server_error,
    too_many_requests,
    unreachable,
)
from odoo.addons.connector_cloud.transfer.resumable_session import SessionGone
from odoo.addons.connector_cloud.transfer.retry import TokenRefused

_lt = LazyTranslate(__name__)

CLOUD = "Google Drive"
# Drive's rate limits count per minute; the spread keeps the workers from returning
# all at once.
RATE_LIMIT_SECONDS = (20, 60)


class IdInUse(CloudError):
    """The identifier of a new item is taken: an earlier attempt came through."""


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
        _lt(
            "A limit of Google Drive is used up. Raise it in the Google Cloud console, "
            "or wait until tomorrow."
        ),
    ),
    "sharingRateLimitExceeded": (
        QuotaExceeded,
        _lt("Google Drive allows no more sharing today. Try again tomorrow."),
    ),
    "storageQuotaExceeded": (
        QuotaExceeded,
        _lt(
            "Google Drive is full. Free some space or buy more. A service account has "
            "no space of its own: let it use a shared drive or act for a user."
        ),
    ),
    "activeItemCreationLimitExceeded": (
        QuotaExceeded,
        _lt("The account holds as many items as Google Drive allows. Delete some."),
    ),
    "teamDriveFileLimitExceeded": (
        QuotaExceeded,
        _lt(
            "The shared drive holds as many items as Google Drive allows. Delete some, "
            "or choose another drive."
        ),
    ),
    "numChildrenInNonRootLimitExceeded": (
        CloudError,
        _lt(
            "The folder holds as many items as Google Drive allows. Move some "
            "elsewhere."
        ),
    ),
    "myDriveHierarchyDepthLimitExceeded": (
        CloudError,
        _lt("The folders are nested deeper than Google Drive allows. Flatten them."),
    ),
    "teamDriveHierarchyTooDeep": (
        CloudError,
        _lt("The folders are nested deeper than Google Drive allows. Flatten them."),
    ),
    "accessNotConfigured": (
        AccessDenied,
        _lt(
            "The Google Drive API is not enabled for this client's project. Enable it "
            "in the Google Cloud console, then test the connection again."
        ),
    ),
    "insufficientPermissions": (
        AuthorizationLost,
        _lt(
            "The account did not allow full access to Google Drive. Press Connect and "
            "leave the box for Google Drive ticked."
        ),
    ),
    "insufficientFilePermissions": (
        AccessDenied,
        _lt(
            "The account may not do this with this item. Give it more rights in Google "
            "Drive."
        ),
    ),
    "appNotAuthorizedToFile": (
        AccessDenied,
        _lt(
            "The account did not allow Odoo to use this item. Press Connect and allow "
            "full access to Google Drive."
        ),
    ),
    "domainPolicy": (
        AccessDenied,
        _lt(
            "The Google Workspace administrators do not allow apps to use Google "
            "Drive. Ask them to trust this client."
        ),
    ),
    "push.webhookUrlNotHttps": (
        CloudError,
        _lt("Google sends notifications to addresses that begin with https only."),
    ),
    "push.webhookUrlUnauthorized": (
        CloudError,
        _lt(
            "Google does not send notifications to this address. Make sure that it is "
            "reached from the internet by https, with a certificate that browsers "
            "accept."
        ),
    ),
    "downloadQuotaExceeded": (
        AccessDenied,
        _lt("The file was downloaded too often. Google Drive lifts this after a day."),
    ),
    "cannotDownloadAbusiveFile": (
        AccessDenied,
        _lt(
            "Google Drive marked the file as malware or spam and does not hand it out."
        ),
    ),
    "fileNotDownloadable": (
        CloudError,
        _lt(
            "This is a document of Google's editors; it can be exported, not "
            "downloaded."
        ),
    ),
    "fileNotExportable": (
        CloudError,
        _lt("Google Drive cannot export this kind of item. Open it in Google Drive."),
    ),
    "exportSizeLimitExceeded": (
        ExportTooLarge,
        _lt("The document is too large for Google Drive to export it. Open it there."),
    ),
}

STATUSES = {
    401: (
        TokenRefused,
        _lt("Google does not accept the connection any more. Press Connect."),
    ),
    403: (AccessDenied, _lt("Google Drive does not allow this")),
    404: (
        NotFound,
        _lt("Google Drive does not find the item, or hides it from the account"),
    ),
    409: (IdInUse, _lt("The identifier is in use in Google Drive")),
    410: (SessionGone, _lt("Google Drive does not know the upload any more")),
}
OTHER = (CloudError, _lt("Google Drive refuses this"))


@contextmanager
def translated():
    """Turn what the client libraries raise inside into the contract's exceptions."""
    try:
        yield
    except BatchError as error:
        raise unreachable(CLOUD) from error
    except HttpError as error:
        raise refusal(error.resp.status, error.resp, error.content) from error
    # requests' own exceptions are OSErrors.
    except (OSError, HTTPException, HttpLib2Error) as error:
        raise unreachable(CLOUD) from error


def refusal(status, headers, content):
    """Make the exception for an error answer of Google Drive.

    :param status: HTTP status
    :param headers: mapping of the answer's headers
    :param content: body, bytes
    :return: a CloudError, not raised
    """
    reason, location, message = _details(content)
    if status >= 500 or status == 429 or reason in RATE_LIMITS:
        return asked_to_wait(CLOUD, headers) or _busy(status)
    if reason in REASONS:
        kind, sentence = REASONS[reason]
        return kind(sentence)
    if status == 400 and location == "pageToken":
        return CursorExpired(
            _lt("Google Drive does not know this place in its change feed.")
        )
    kind, sentence = STATUSES.get(status, OTHER)
    return kind(detailed(sentence, message or status, reason))


def _details(content):
    try:
        error = json.loads(content)["error"]
        first = (error.get("errors") or [{}])[0]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, None, None
    return first.get("reason"), first.get("location"), error.get("message")


def _busy(status):
    if status >= 500:
        return server_error(CLOUD)
    return too_many_requests(CLOUD, round(random.uniform(*RATE_LIMIT_SECONDS)))
