# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Error answers of Drive v3: always with ``errors[]``, ``status`` only at times."""

import json

from werkzeug.wrappers import Response


class DriveError(Exception):
    """An answer that is not 2xx.

    :param status: HTTP status
    :param reason: machine-readable reason of the first (and only) detail
    :param location: name of the parameter, header or field at fault
    :param canonical: the ``status`` word next to ``code``, where Drive sends one
    :param detail: text of the detail where it differs from ``message``
    """

    def __init__(
        self,
        status,
        reason,
        message,
        domain="global",
        location=None,
        location_type="parameter",
        canonical=None,
        detail=None,
        headers=None,
    ):
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        entry = {"message": detail or message, "domain": domain, "reason": reason}
        if location:
            entry.update(location=location, locationType=location_type)
        self.body = {"code": status, "message": message, "errors": [entry]}
        if canonical:
            self.body["status"] = canonical

    def response(self):
        response = Response(
            json.dumps({"error": self.body}, indent=1),
            status=self.status,
            content_type="application/json; charset=UTF-8",
        )
        response.headers.update(self.headers)
        return response


def not_found(file_id, location="fileId"):
    return DriveError(404, "notFound", f"File not found: {file_id}.", location=location)


def drive_not_found(drive_id):
    message = f"Shared drive not found: {drive_id}"
    return DriveError(404, "notFound", message, location="driveId")


def invalid(location):
    return DriveError(400, "invalid", "Invalid Value", location=location)


def invalid_parameter(location, message):
    return DriveError(400, "invalidParameter", message, location=location)


def required(parameter):
    message = f"Required parameter: {parameter}"
    return DriveError(400, "required", message, location=parameter)


def bad_request(message="Bad Request", location=None):
    return DriveError(400, "badRequest", message, location=location)


def invalid_credentials():
    message = (
        "Request had invalid authentication credentials. Expected OAuth 2 access token,"
        " login cookie or other valid authentication credential. See"
        " https://developers.google.com/identity/sign-in/web/devconsole-project."
    )
    return DriveError(
        401,
        "authError",
        message,
        location="Authorization",
        location_type="header",
        canonical="UNAUTHENTICATED",
        detail="Invalid Credentials",
        headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"'},
    )


def no_credentials(method):
    if method == "GET":
        message = (
            "Method doesn't allow unregistered callers (callers without established"
            " identity). Please use API Key or other form of API consumer identity to"
            " call this API."
        )
        return DriveError(403, "forbidden", message, canonical="PERMISSION_DENIED")
    return DriveError(
        401,
        "required",
        "Login Required.",
        location="Authorization",
        location_type="header",
    )


def insufficient_scope():
    message = "Request had insufficient authentication scopes."
    return DriveError(
        403,
        "insufficientPermissions",
        message,
        canonical="PERMISSION_DENIED",
        detail="Insufficient Permission",
    )


def no_permission(message="The user does not have sufficient permissions."):
    return DriveError(403, "insufficientFilePermissions", message)


def storage_quota():
    message = "The user's Drive storage quota has been exceeded."
    return DriveError(403, "storageQuotaExceeded", message, domain="usageLimits")


def rate_limit(status):
    if status == 403:
        reason, message = "userRateLimitExceeded", "User Rate Limit Exceeded."
    else:
        reason, message = "rateLimitExceeded", "Rate Limit Exceeded."
    return DriveError(status, reason, message, domain="usageLimits")


def backend_error(status):
    reason = "internalError" if status == 500 else "backendError"
    message = "Internal Error" if status == 500 else "Backend Error"
    return DriveError(status, reason, message)
