# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Google's OAuth 2.0 endpoints: where to send people, how to get tokens.

Plain requests, no ORM.  The parameters are those of Google's "OAuth 2.0 for Web Server
Applications" and "OAuth 2.0 for Server to Server Applications".
"""

import time
from urllib.parse import urlencode

import requests
from google.auth import crypt, jwt

from odoo.tools.translate import LazyTranslate

from odoo.addons.connector_cloud.exceptions import AuthorizationLost, RetryLater
from odoo.addons.connector_cloud.transfer.http_errors import with_code

_lt = LazyTranslate(__name__)

SCOPE = "https://www.googleapis.com/auth/drive"
AUTHORIZE_URL = "https://accounts.google.com/o/oauth2/v2/auth"
TOKEN_URL = "https://oauth2.googleapis.com/token"
TIMEOUT = 20
# Google refuses assertions that are to live longer.
ASSERTION_LIFETIME = 3600

REFUSALS = {
    "invalid_grant": _lt(
        "Google does not accept this sign-in any more. Press Connect and sign in again."
    ),
    "invalid_client": _lt(
        "Google does not know this client ID and secret. Copy both again from the "
        "Google Cloud console, save, then press Connect."
    ),
    "unauthorized_client": _lt(
        "Google does not allow this client to act here. For a service account that "
        "acts for a user, allow its client ID and the Drive scope under domain-wide "
        "delegation, then press Connect."
    ),
    "redirect_uri_mismatch": _lt(
        "Google does not know this redirect URL. Copy it from the backend to the "
        "redirect URIs of the client, then press Connect."
    ),
}
OTHER_REFUSAL = _lt("Google refuses the sign-in. Press Connect and sign in again.")


def _url(endpoint, path, vendor_url):
    return f"{endpoint.rstrip('/')}{path}" if endpoint else vendor_url


def authorize_url(endpoint, client_id, redirect_uri, state, code_challenge):
    """Build the address of Google's consent page.

    :param endpoint: base URL that stands in for Google's hosts, or None
    :param code_challenge: S256 challenge of RFC 7636
    """
    query = {
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": SCOPE,
        "state": state,
        # Only these two together make Google send a refresh token every time.
        "access_type": "offline",
        "prompt": "consent",
        "code_challenge": code_challenge,
        "code_challenge_method": "S256",
    }
    base = _url(endpoint, "/o/oauth2/v2/auth", AUTHORIZE_URL)
    return f"{base}?{urlencode(query)}"


def exchange_code(endpoint, client_id, client_secret, code, redirect_uri, verifier):
    """Exchange an authorisation code for tokens.

    :return: dict of Google's reply: access_token, expires_in, refresh_token, scope
    :raise AuthorizationLost: Google refuses the code or the client
    :raise RetryLater: Google cannot be reached
    """
    return _request_token(
        endpoint,
        grant_type="authorization_code",
        code=code,
        redirect_uri=redirect_uri,
        client_id=client_id,
        client_secret=client_secret,
        code_verifier=verifier,
    )


def refresh_token(endpoint, client_id, client_secret, token):
    """Get a new access token for a refresh token; raises as :func:`exchange_code`.

    :return: dict of Google's reply; a refresh_token in it replaces the old one
    """
    return _request_token(
        endpoint,
        grant_type="refresh_token",
        refresh_token=token,
        client_id=client_id,
        client_secret=client_secret,
    )


def service_account_token(endpoint, key, subject=None):
    """Get an access token for a service account; raises as :func:`exchange_code`.

    :param key: dict of the account's JSON key file
    :param subject: e-mail address of the user to act for, or None
    """
    now = int(time.time())
    claims = {
        "iss": key["client_email"],
        "scope": SCOPE,
        "aud": TOKEN_URL,
        "iat": now,
        "exp": now + ASSERTION_LIFETIME,
    }
    if subject:
        claims["sub"] = subject
    signer = crypt.RSASigner.from_service_account_info(key)
    return _request_token(
        endpoint,
        grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion=jwt.encode(signer, claims),
    )


def _request_token(endpoint, **values):
    url = _url(endpoint, "/token", TOKEN_URL)
    try:
        response = requests.post(url, data=values, timeout=TIMEOUT)
        reply = response.json()
    except requests.RequestException as error:
        raise RetryLater(
            _lt(
                "Google's sign-in service could not be reached or gave no sense. "
                "Try again in some minutes."
            )
        ) from error
    if response.ok:
        return reply
    if response.status_code == 429 or response.status_code >= 500:
        raise RetryLater(
            _lt("Google's sign-in service is busy. Try again in some minutes.")
        )
    reason = str(reply.get("error", response.status_code))
    sentence = REFUSALS.get(reason, OTHER_REFUSAL)
    raise AuthorizationLost(with_code(sentence, reply.get("error_description", reason)))
