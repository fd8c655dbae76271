# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Google's OAuth2 endpoints: authorise page, token, revoke."""

import base64
import binascii
import json
from urllib.parse import unquote, urlencode

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from .consent_page import consent_page, refusal_page
from .service_account import InvalidAssertion, read_assertion
from .tokens import InvalidGrant

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class OAuthError(Exception):
    """An error of the token endpoint (RFC 6749 section 5.2)."""

    def __init__(self, status, error, description):
        super().__init__(description)
        self.status = status
        self.body = {"error": error, "error_description": description}

    def response(self):
        return _json(self.body, self.status)


def _json(value, status=200):
    response = Response(json.dumps(value), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def register(routes):
    """Add the endpoints to the routes of the Google provider."""
    paths = ["/o/oauth2/v2/auth", "/o/oauth2/auth"]
    routes.add("oauth.authorize", "GET POST", *paths, open=True)(authorize)
    routes.add("oauth.token", "POST", "/token", "/o/oauth2/token", open=True)(token)
    routes.add("oauth.revoke", "POST", "/revoke", "/o/oauth2/revoke", open=True)(revoke)


def authorize(provider, call):
    """The page the browser is sent to.

    What is wrong with the request itself (client, return address) is shown here and
    never sent back to the application.
    """
    asked = call.args
    client = provider.accounts.client(asked.get("client_id", ""))
    if client is None:
        return refusal_page("invalid_client", "The OAuth client was not found.", 401)
    address = asked.get("redirect_uri", "")
    if not provider.accounts.redirect_allowed(client, address):
        message = f"The redirect URI {address} is not registered for this client."
        return refusal_page("redirect_uri_mismatch", message)
    if asked.get("response_type") != "code" or not asked.get("scope"):
        message = "response_type=code and a scope are required."
        return refusal_page("invalid_request", message)
    decision = _decision(provider, call)
    if decision is None:
        return consent_page(provider, asked, client)
    if decision == "deny":
        return _return(address, error="access_denied", state=asked.get("state"))
    user = _chosen_user(provider, call)
    code, scope = _grant(provider, asked, client["id"], user)
    return _return(address, state=asked.get("state"), code=code, scope=scope)


def _decision(provider, call):
    if call.request.method == "POST":
        return call.request.form.get("decision", "deny")
    return {"auto": "allow", "deny": "deny"}.get(provider.settings.google_consent)


def _chosen_user(provider, call):
    email = call.request.form.get("user") or call.args.get("login_hint")
    user = provider.accounts.user(email) if email else None
    return (user or provider.accounts.users()[0])["email"]


def _grant(provider, asked, client_id, user):
    scope = asked["scope"]
    known = provider.tokens.consented(client_id, user)
    if known and asked.get("include_granted_scopes") == "true":
        scope = " ".join(dict.fromkeys(f"{scope} {known}".split()))
    # a refresh token comes with the first consent, or when consent is asked anew
    again = known is None or "consent" in asked.get("prompt", "").split()
    offline = asked.get("access_type") == "offline" and again
    provider.tokens.consent(client_id, user, scope)
    code = provider.tokens.new_code(
        client_id,
        user,
        scope,
        asked["redirect_uri"],
        asked.get("code_challenge"),
        asked.get("code_challenge_method", "plain"),
        offline,
    )
    return code, scope


def _return(address, **parameters):
    query = urlencode({k: v for k, v in parameters.items() if v is not None})
    return redirect(f"{address}{'&' if '?' in address else '?'}{query}")


def token(provider, call):
    """Trade a code, a refresh token or a signed assertion for an access token."""
    form = call.request.form
    grant_type = form.get("grant_type")
    trades = {
        "authorization_code": _trade_code,
        "refresh_token": _trade_refresh_token,
        JWT_BEARER: _trade_assertion,
    }
    if grant_type not in trades:
        message = f"Invalid grant_type: {grant_type}"
        raise OAuthError(400, "unsupported_grant_type", message)
    try:
        return _json(trades[grant_type](provider, call, form))
    except (InvalidGrant, InvalidAssertion) as error:
        raise OAuthError(400, "invalid_grant", str(error)) from None


def _authenticated_client(provider, call, form):
    """The client by form fields or HTTP Basic: real clients use either."""
    client_id, secret = form.get("client_id"), form.get("client_secret")
    kind, _space, value = call.request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            pair = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            pair = ""
        client_id, _colon, secret = (unquote(part) for part in pair.partition(":"))
    client = provider.accounts.client(client_id or "")
    if client is None:
        raise OAuthError(401, "invalid_client", "The OAuth client was not found.")
    if client["secret"] != secret:
        raise OAuthError(401, "invalid_client", "Unauthorized")
    return client["id"]


def _access_reply(provider, client, user, scope, family=None):
    value, seconds = provider.tokens.new_access_token(client, user, scope, family)
    return {
        "access_token": value,
        "expires_in": seconds,
        "scope": scope,
        "token_type": "Bearer",
    }


def _trade_code(provider, call, form):
    client = _authenticated_client(provider, call, form)
    row = provider.tokens.use_code(
        form.get("code", ""),
        client,
        form.get("redirect_uri"),
        form.get("code_verifier"),
    )
    user, scope = row["user"], row["scope"]
    reply = _access_reply(provider, client, user, scope, row["family"])
    if row["offline"]:
        reply["refresh_token"] = provider.tokens.new_refresh_token(client, user, scope)
    return reply


def _trade_refresh_token(provider, call, form):
    client = _authenticated_client(provider, call, form)
    row = provider.tokens.use_refresh_token(form.get("refresh_token", ""), client)
    reply = _access_reply(provider, client, row["user"], row["scope"])
    if rotated := provider.tokens.rotate(row):
        reply["refresh_token"] = rotated
    return reply


def _trade_assertion(provider, call, form):
    audiences = {"https://oauth2.googleapis.com/token", f"{call.base_url}/token"}
    claims = read_assertion(
        form.get("assertion", ""), provider.accounts.service_account, audiences
    )
    user = claims.get("sub") or claims["iss"]
    if provider.accounts.user(user) is None:
        raise InvalidAssertion("Invalid email or User ID")
    scope = claims.get("scope", "")
    reply = _access_reply(provider, claims["iss"], user, scope)
    del reply["scope"]
    return reply


def revoke(provider, call):
    """Either token ends the whole grant."""
    value = call.request.form.get("token") or call.args.get("token", "")
    if not provider.tokens.revoke(value):
        raise OAuthError(400, "invalid_token", "Token expired or revoked")
    return _json({})
