# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How an application proves who it is: a secret, or a signed assertion."""

import base64
import binascii
from urllib.parse import unquote

import jwt

from .aadsts import SignInError

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#: seconds the clocks may differ
CLOCK_SKEW = 300


def authenticated_app(accounts, request, tenant, token_addresses):
    """The id of the application behind a request for tokens.

    Secrets arrive as form fields or by HTTP Basic; real clients use either.

    :param token_addresses: values ``aud`` of an assertion may have
    :raises SignInError: when it is unknown or its proof is no good
    """
    form = request.form
    app_id, secret = form.get("client_id"), form.get("client_secret")
    kind, _space, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        app_id, secret = _basic(value)
    if not app_id:
        raise SignInError(900144, detail="client_id")
    if accounts.app(app_id) is None:
        raise SignInError(700016, app=app_id, tenant=tenant)
    if assertion := form.get("client_assertion"):
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            raise SignInError(900144, detail="client_assertion_type")
        _check_assertion(accounts, app_id, assertion, token_addresses)
    else:
        _check_secret(accounts, app_id, secret)
    return app_id


def _basic(value):
    try:
        pair = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        pair = ""
    app_id, _colon, secret = pair.partition(":")
    return unquote(app_id), unquote(secret)


def _check_secret(accounts, app_id, secret):
    if not secret:
        raise SignInError(7000218, app=app_id)
    state = accounts.secret(app_id, secret)
    if state == "expired":
        raise SignInError(7000222, app=app_id)
    if state is None:
        raise SignInError(7000215, app=app_id)


def _check_assertion(accounts, app_id, assertion, audiences):
    try:
        header = jwt.get_unverified_header(assertion)
        mark = header.get("x5t#S256") or header.get("x5t") or ""
        thumbprint = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).hex()
    except (jwt.PyJWTError, ValueError):
        raise SignInError(700027, detail="Malformed assertion.") from None
    key = accounts.certificate_key(app_id, thumbprint)
    if key is None:
        raise SignInError(700027, detail=f"Thumbprint {thumbprint}.")
    try:
        claims = jwt.decode(
            assertion,
            key,
            algorithms=["RS256", "PS256"],
            audience=list(audiences),
            issuer=app_id,
            leeway=CLOCK_SKEW,
            options={"require": ["exp", "iss", "sub", "aud", "jti"]},
        )
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError):
        raise SignInError(700024) from None
    except jwt.PyJWTError as error:
        raise SignInError(700027, detail=str(error)) from None
    if claims["sub"] != app_id:
        raise SignInError(700027, detail="The subject is another application.")
