# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Errors of Entra ID: the AADSTS codes and the answers they come in."""

import json
import uuid
from datetime import datetime, timezone

from werkzeug.wrappers import Response

#: code -> HTTP status, ``error``, ``suberror``, text
CATALOGUE = {
    50011: (
        400,
        "invalid_request",
        None,
        "The redirect URI '{detail}' specified in the request does not match the"
        " redirect URIs configured for the application '{app}'.",
    ),
    50034: (400, "invalid_grant", None, "The user account does not exist in {tenant}."),
    50057: (400, "invalid_grant", None, "The user account is disabled."),
    50076: (
        400,
        "invalid_grant",
        "basic_action",
        "Due to a configuration change made by your administrator, or because you"
        " moved to a new location, you must use multi-factor authentication.",
    ),
    50079: (
        400,
        "invalid_grant",
        "basic_action",
        "You must enroll in multi-factor authentication to access this resource.",
    ),
    50126: (400, "invalid_grant", None, "Invalid username or password."),
    50173: (
        400,
        "invalid_grant",
        "bad_token",
        "The provided grant has expired due to it being revoked, a fresh auth token"
        " is needed. The user might have changed or reset their password.",
    ),
    53003: (
        400,
        "invalid_grant",
        "message_only",
        "Access has been blocked by Conditional Access policies.",
    ),
    54005: (
        400,
        "invalid_grant",
        None,
        "OAuth2 Authorization code was already redeemed, please retry with a new"
        " valid code or use an existing refresh token.",
    ),
    65001: (
        400,
        "invalid_grant",
        "consent_required",
        "The user or administrator has not consented to use the application with ID"
        " '{app}'. Send an interactive authorization request.",
    ),
    65004: (400, "access_denied", None, "The user declined to consent to the app."),
    70000: (400, "invalid_grant", None, "The provided grant is invalid or malformed."),
    70003: (400, "unsupported_grant_type", None, "Unsupported grant '{detail}'."),
    70008: (
        400,
        "invalid_grant",
        None,
        "The provided authorization code or refresh token has expired.",
    ),
    90002: (
        400,
        "invalid_request",
        None,
        "Tenant '{tenant}' not found. Check to make sure you have the correct tenant"
        " ID and are signing into the correct cloud.",
    ),
    90033: (
        503,
        "temporarily_unavailable",
        None,
        "A transient error has occurred. Please try again.",
    ),
    500112: (
        400,
        "invalid_grant",
        None,
        "The reply address '{detail}' does not match the reply address provided when"
        " requesting the authorization code.",
    ),
    501481: (
        400,
        "invalid_grant",
        None,
        "The Code_Verifier does not match the code_challenge supplied in the"
        " authorization request.",
    ),
    700016: (
        400,
        "unauthorized_client",
        None,
        "Application with identifier '{app}' was not found in the directory"
        " '{tenant}'.",
    ),
    700024: (
        401,
        "invalid_client",
        None,
        "Client assertion is not within its valid time range.",
    ),
    700027: (
        401,
        "invalid_client",
        None,
        "The certificate with the identifier of the assertion is not registered, or"
        " the signature of the client assertion is invalid. {detail}",
    ),
    700082: (
        400,
        "invalid_grant",
        "token_expired",
        "The refresh token has expired due to inactivity. It was inactive for"
        " 90.00:00:00.",
    ),
    900144: (
        400,
        "invalid_request",
        None,
        "The request body must contain the following parameter: '{detail}'.",
    ),
    9002313: (400, "invalid_request", None, "Invalid request. Request is malformed."),
    7000215: (
        401,
        "invalid_client",
        None,
        "Invalid client secret provided. Ensure the secret being sent in the request"
        " is the client secret value, not the client secret ID, for a secret added to"
        " app '{app}'.",
    ),
    7000218: (
        401,
        "invalid_client",
        None,
        "The request body must contain the following parameter: 'client_assertion' or"
        " 'client_secret'.",
    ),
    7000222: (
        401,
        "invalid_client",
        None,
        "The provided client secret keys for app '{app}' are expired. Create new keys"
        " for your app.",
    ),
}


class SignInError(Exception):
    """An error of the token endpoint.

    :param number: the AADSTS code
    :param status: HTTP status, instead of the usual one
    :param values: ``app``, ``tenant`` and ``detail`` for the text
    """

    def __init__(self, number, status=None, **values):
        usual, error, suberror, sentence = CATALOGUE.get(number, CATALOGUE[70000])
        values = {"app": "", "tenant": "", "detail": "", **values}
        super().__init__(f"AADSTS{number}: {sentence.format(**values).strip()}")
        self.number = number
        self.status = status or usual
        self.error = error
        self.suberror = suberror

    def body(self):
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        stamp = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%SZ")
        result = {
            "error": self.error,
            "error_description": f"{self} Trace ID: {trace} Correlation ID:"
            f" {correlation} Timestamp: {stamp}",
            "error_codes": [self.number],
            "timestamp": stamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"https://login.microsoftonline.com/error?code={self.number}",
        }
        if self.suberror:
            result["suberror"] = self.suberror
        return result

    def response(self):
        response = Response(
            json.dumps(self.body()), self.status, mimetype="application/json"
        )
        response.headers["Cache-Control"] = "no-store"
        return response
