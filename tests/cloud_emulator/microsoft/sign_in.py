# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Entra ID in the browser: openid document, authorise page, admin consent."""

import json
import uuid
from urllib.parse import urlencode, urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from ..routing import Routes
from . import ids
from .aadsts import SignInError
from .accounts import SHARED_TENANTS, TENANT_NAMES
from .consent_page import consent_page, posting_page, refusal_page

routes = Routes()
GLOBAL_HOST = "login.microsoftonline.com"
#: sign-in services of the public and the national clouds
HOSTS = (GLOBAL_HOST, "login.microsoftonline.us", "login.partner.microsoftonline.cn")
RESPONSE_MODES = ("query", "form_post")


def login_host(call):
    """The sign-in service the client believes to talk to."""
    host = urlsplit(call.request.host_url).hostname
    return host if host in HOSTS else GLOBAL_HOST


def known_tenant(tenant):
    """The tenant, in the form of its id where it stands for one organisation.

    :raises SignInError: when there is no such tenant
    """
    tenant = tenant.lower()
    if tenant in TENANT_NAMES:
        return ids.TENANT
    if tenant in SHARED_TENANTS:
        return tenant
    raise SignInError(90002, tenant=tenant)


def json_answer(value):
    return Response(json.dumps(value), mimetype="application/json")


@routes.add(
    "entra.openid", "GET", "/<tenant>/v2.0/.well-known/openid-configuration", open=True
)
def openid_configuration(provider, call, tenant):
    """Addresses are https ones of the real service: MSAL takes no others."""
    tenant = known_tenant(tenant)
    base = f"https://{login_host(call)}/{tenant}"
    issuer = "{tenantid}" if tenant in SHARED_TENANTS else tenant
    return json_answer(
        {
            "issuer": f"https://{login_host(call)}/{issuer}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "end_session_endpoint": f"{base}/oauth2/v2.0/logout",
            "jwks_uri": f"{base}/discovery/v2.0/keys",
            "token_endpoint_auth_methods_supported": [
                "client_secret_post",
                "client_secret_basic",
                "private_key_jwt",
            ],
            "response_modes_supported": list(RESPONSE_MODES),
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "tenant_region_scope": None,
            "cloud_instance_name": "microsoftonline.com",
            "msgraph_host": "graph.microsoft.com",
        }
    )


@routes.add("entra.instance", "GET", "/<tenant>/discovery/instance", open=True)
def instance(provider, call, tenant):
    """Which names one sign-in service has; MSAL asks before it uses its cache."""
    host = login_host(call)
    names = {"preferred_network": host, "preferred_cache": host, "aliases": [host]}
    return json_answer(
        {
            "tenant_discovery_endpoint": f"https://{host}/{tenant}/v2.0"
            "/.well-known/openid-configuration",
            "api-version": "1.1",
            "metadata": [names],
        }
    )


@routes.add("entra.keys", "GET", "/<tenant>/discovery/v2.0/keys", open=True)
def keys(provider, call, tenant):
    known_tenant(tenant)
    return json_answer(provider.id_tokens.key_set())


@routes.add("entra.authorize", "GET POST", "/<tenant>/oauth2/v2.0/authorize", open=True)
def authorize(provider, call, tenant):
    """The page the browser is sent to."""
    try:
        tenant = known_tenant(tenant)
        app = _checked_app(provider, call.args, tenant)
    except SignInError as error:
        return refusal_page(error)
    asked = call.args
    decision = _decision(provider, call)
    users = provider.accounts.users(tenant)
    if decision is None:
        return consent_page(users, asked, app)
    if decision == "deny" or not users:
        return _refused(asked)
    user = _chosen(users, call.request.form.get("user") or asked.get("login_hint"))
    scope = asked["scope"]
    provider.tokens.consent(app["id"], user["email"], scope)
    provider.accounts.require_mfa(user["email"], False)
    code = provider.tokens.new_code(app["id"], user["email"], scope, asked)
    return _return(asked, code=code, session_state=str(uuid.uuid4()))


def _checked_app(provider, asked, tenant):
    """The application, if its request makes sense.

    :raises SignInError: which is shown here and never sent back
    """
    app_id, address = asked.get("client_id", ""), asked.get("redirect_uri", "")
    app = provider.accounts.app(app_id)
    if app is None:
        raise SignInError(700016, app=app_id, tenant=tenant)
    if not provider.accounts.redirect_allowed(app, address):
        raise SignInError(50011, app=app_id, detail=address)
    for name in ("scope", "response_type"):
        if not asked.get(name):
            raise SignInError(900144, detail=name)
    if asked["response_type"] != "code" or (
        asked.get("response_mode", "query") not in RESPONSE_MODES
    ):
        raise SignInError(9002313)
    return app


def _decision(provider, call):
    if call.request.method == "POST":
        return call.request.form.get("decision", "deny")
    return {"auto": "allow", "deny": "deny"}.get(provider.settings.microsoft_consent)


def _chosen(users, email):
    return next((user for user in users if user["email"] == email), users[0])


def _refused(asked):
    return _return(
        asked,
        error="access_denied",
        error_subcode="cancel",
        error_description=str(SignInError(65004)),
    )


def _return(asked, **parameters):
    """Bring the browser back, in the ``response_mode`` the application wants."""
    address = asked["redirect_uri"]
    if asked.get("state") is not None:
        parameters["state"] = asked["state"]
    if asked.get("response_mode") == "form_post":
        return posting_page(address, parameters)
    query = urlencode(parameters)
    return redirect(f"{address}{'&' if '?' in address else '?'}{query}")


@routes.add("entra.adminconsent", "GET", "/<tenant>/adminconsent", open=True)
def admin_consent(provider, call, tenant):
    """An administrator agrees for all users of the organisation."""
    try:
        tenant = known_tenant(tenant)
        asked = {**call.args.to_dict(), "scope": ".default", "response_type": "code"}
        app = _checked_app(provider, asked, tenant)
    except SignInError as error:
        return refusal_page(error)
    for user in provider.accounts.users(tenant):
        provider.tokens.consent(app["id"], user["email"], app["permissions"])
    return _return(asked, admin_consent="True", tenant=ids.TENANT)
