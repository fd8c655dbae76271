# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Errors of Graph, in its own words."""

import json
import uuid

from werkzeug.wrappers import Response

from . import clock

#: what a 401 tells about where to sign in
CHALLENGE = (
    'Bearer realm="",'
    ' authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize",'
    ' client_id="00000003-0000-0000-c000-000000000000"'
)


class GraphError(Exception):
    """A refusal with Graph's body.

    :param inner: the more exact code inside of ``innerError``
    """

    def __init__(self, status, code, message, inner=None, headers=None):
        super().__init__(message)
        self.status = status
        self.code = code
        self.inner = inner
        self.headers = headers or {}

    def body(self, request_id=None):
        inner = {
            "date": clock.now().rstrip("Z"),
            "request-id": request_id or str(uuid.uuid4()),
            "client-request-id": request_id or str(uuid.uuid4()),
        }
        if self.inner:
            inner = {"code": self.inner, **inner}
        error = {"code": self.code, "message": str(self), "innerError": inner}
        return {"error": error}

    def response(self):
        response = Response(
            json.dumps(self.body()), self.status, content_type="application/json"
        )
        response.headers.update(self.headers)
        if self.status == 401:
            response.headers["WWW-Authenticate"] = CHALLENGE
        return response


def invalid_request(message="Invalid request", inner=None):
    return GraphError(400, "invalidRequest", message, inner)


def section(body, name):
    """An object inside of a JSON body; empty when it is absent.

    :raises GraphError: 400 when it is something else
    """
    value = body.get(name) or {}
    if not isinstance(value, dict):
        raise invalid_request(f"The property '{name}' is not an object.")
    return value


def unknown_segment(segment):
    message = f"Resource not found for the segment '{segment}'."
    return GraphError(400, "BadRequest", message)


def not_found(message="The resource could not be found."):
    return GraphError(404, "itemNotFound", message)


def access_denied(message="Access denied"):
    return GraphError(403, "accessDenied", message)


def name_taken():
    message = "An item with the same name already exists under the parent"
    return GraphError(409, "nameAlreadyExists", message)


def not_supported(message, status=400):
    return GraphError(status, "notSupported", message)


def unauthorized(message="Lifetime validation failed, the token is expired."):
    return GraphError(401, "InvalidAuthenticationToken", message)


def unauthenticated():
    """Storage addresses authorise by themselves and want no bearer token."""
    return GraphError(401, "unauthenticated", "The caller is not authenticated.")


def precondition_failed(business):
    code = "notAllowed" if business else "resourceModified"
    return GraphError(412, code, "ETag does not match current item's value")


def locked(code="resourceLocked"):
    inner = None if code == "resourceLocked" else "resourceLocked"
    message = "The resource you are attempting to access is locked"
    return GraphError(423, code, message, inner)


def insufficient_space():
    return GraphError(507, "quotaLimitReached", "Insufficient Space Available")


def session_not_found():
    return not_found("The upload session was not found")


def throttled(retry_after, status=429):
    if status == 429:
        code, message = "activityLimitReached", "The request has been throttled"
    else:
        code, message = "serviceNotAvailable", "Service unavailable"
    headers = {}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if status == 429:
        headers["RateLimit-Limit"] = "1200"
        headers["RateLimit-Remaining"] = "0"
        headers["RateLimit-Reset"] = str(retry_after or 1)
    inner = "throttledRequest" if status == 429 else None
    return GraphError(status, code, message, inner, headers)


def server_error(status):
    if status == 503:
        return GraphError(503, "serviceNotAvailable", "Service unavailable")
    return GraphError(status, "generalException", "General exception while processing")


def resync_required(location, inner="resyncChangesApplyDifferences"):
    message = (
        "Resync required. Replace any local items with the server's version (including"
        " deletes) if you're sure that the service was up to date with your local"
        " changes when you last sync'd. Upload any local changes that the server"
        " doesn't know about."
    )
    headers = {"Location": location}
    return GraphError(410, "resyncRequired", message, inner, headers)
