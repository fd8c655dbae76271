# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Entra ID's token endpoint: codes, refresh tokens, client credentials."""

from werkzeug.wrappers import Response

from ..routing import Routes
from .aadsts import SignInError
from .accounts import SHARED_TENANTS
from .client_auth import authenticated_app
from .id_token import client_info
from .sign_in import json_answer, known_tenant, login_host

routes = Routes()
GRAPH = "https://graph.microsoft.com/"
_SIGN_IN_SCOPES = frozenset({"openid", "profile", "email", "offline_access"})


@routes.add("entra.token", "POST", "/<tenant>/oauth2/v2.0/token", open=True)
def token(provider, call, tenant):
    tenant = known_tenant(tenant)
    kind = call.request.form.get("grant_type")
    if not kind:
        raise SignInError(900144, detail="grant_type")
    if kind not in _TRADES:
        raise SignInError(70003, detail=kind)
    endpoints = {
        f"https://{login_host(call)}{call.request.path}",
        f"{call.base_url}{call.request.path}",
    }
    app = authenticated_app(provider.accounts, call.request, tenant, endpoints)
    reply = _TRADES[kind](Trade(provider, call, tenant, app))
    response: Response = json_answer(reply)
    response.headers["Cache-Control"] = "no-store"
    return response


class Trade:
    """One authenticated request for tokens."""

    def __init__(self, provider, call, tenant, app):
        self.provider = provider
        self.accounts = provider.accounts
        self.tokens = provider.tokens
        self.form = call.request.form
        self.host = login_host(call)
        self.tenant = tenant
        self.app = app

    def user(self, email):
        """The user of a grant, who has to be able to sign in right now."""
        user = self.accounts.user(email)
        if user is None:
            raise SignInError(50034, tenant=self.tenant)
        if user["mfa"]:
            raise SignInError(50076)
        if self.tokens.consented(self.app, email) is None:
            raise SignInError(65001, app=self.app)
        return user

    def reply(self, scope, user=None):
        """The part all answers share; ``scope`` as it was asked for.

        ``offline_access`` is never named in an answer.
        """
        granted = [each for each in scope.split() if each != "offline_access"]
        email = user["email"] if user else None
        value, seconds = self.tokens.new_access_token(
            self.app, email, " ".join(granted)
        )
        return {
            "token_type": "Bearer",
            "scope": " ".join(granted),
            "expires_in": seconds,
            "ext_expires_in": seconds,
            "access_token": value,
        }

    def identify(self, reply, scope, user, nonce=None):
        """Add what tells the application who signed in, if it asked for that."""
        if "openid" not in scope.split():
            return
        tenant = self.accounts.tenant_of(user)
        reply["id_token"] = self.provider.id_tokens.issue(
            self.host, self.app, user, tenant, nonce
        )
        reply["client_info"] = client_info(user, tenant)


def _code(trade):
    form = trade.form
    row = trade.tokens.use_code(
        form.get("code", ""),
        trade.app,
        form.get("redirect_uri"),
        form.get("code_verifier"),
    )
    user, scope = trade.user(row["user"]), row["scope"]
    reply = trade.reply(scope, user)
    if "offline_access" in scope.split():
        reply["refresh_token"] = trade.tokens.new_refresh_token(
            trade.app, user["email"], scope
        )
    trade.identify(reply, scope, user, row["nonce"])
    return reply


def _refresh_token(trade):
    row = trade.tokens.use_refresh_token(trade.form.get("refresh_token", ""), trade.app)
    user = trade.user(row["user"])
    scope = trade.form.get("scope") or row["scope"]
    agreed = _bare(trade.tokens.consented(trade.app, row["user"]))
    if ".default" not in _bare(scope) and not (
        _bare(scope) - _SIGN_IN_SCOPES <= agreed
    ):
        raise SignInError(65001, app=trade.app)
    reply = trade.reply(scope, user)
    reply["refresh_token"] = trade.tokens.rotate(row, row["scope"])
    trade.identify(reply, scope, user)
    return reply


def _bare(scope):
    """The set of scopes without the address of the service."""
    return {each.removeprefix(GRAPH) for each in scope.split()}


def _client_credentials(trade):
    """An application for itself: no user, no refresh token, one organisation."""
    if trade.tenant in SHARED_TENANTS:
        raise SignInError(90002, tenant=trade.tenant)
    if trade.form.get("scope") != f"{GRAPH}.default":
        raise SignInError(70000)
    reply = trade.reply(trade.form["scope"])
    del reply["scope"]
    return reply


_TRADES = {
    "authorization_code": _code,
    "refresh_token": _refresh_token,
    "client_credentials": _client_credentials,
}
