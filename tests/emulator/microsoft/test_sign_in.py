# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Entra ID in the browser: MSAL, consent, codes."""

import base64

import jwt
import msal
import pytest
import requests

from .conftest import RETURN, SCOPES, refused, returned

pytestmark = pytest.mark.filterwarnings("ignore:response_mode='form_post'")


@pytest.mark.parametrize("tenant", ["common", "organizations", None, "example.com"])
def test_msal_signs_a_user_in(tenant, msal_app, sign_in, session):
    app = msal_app(tenant)
    result = sign_in(app)
    assert result["id_token_claims"]["preferred_username"] == "demo@example.com"
    assert set(result["scope"].split()) == {*SCOPES, "openid", "profile"}
    [account] = app.get_accounts()
    assert account["username"] == "demo@example.com"
    silent = app.acquire_token_silent(SCOPES, account)
    assert silent["token_source"] == "cache"
    me = session.get(
        "https://graph.microsoft.com/v1.0/me",
        headers={"Authorization": f"Bearer {silent['access_token']}"},
        timeout=10,
    )
    assert me.json()["mail"] == "demo@example.com"


def test_msal_goes_on_from_a_serialized_cache(msal_app, sign_in):
    cache = msal.SerializableTokenCache()
    sign_in(msal_app(token_cache=cache))
    later = msal.SerializableTokenCache()
    later.deserialize(cache.serialize())
    app = msal_app(token_cache=later)
    [account] = app.get_accounts()
    result = app.acquire_token_silent(SCOPES, account, force_refresh=True)
    assert result["token_source"] == "identity_provider"


def test_openid_document_lists_https_addresses(session, granted):
    base = f"https://login.microsoftonline.com/{granted['tenant']}"
    document = session.get(
        f"{base}/v2.0/.well-known/openid-configuration", timeout=10
    ).json()
    assert document["authorization_endpoint"] == f"{base}/oauth2/v2.0/authorize"
    assert document["token_endpoint"] == f"{base}/oauth2/v2.0/token"
    assert document["issuer"] == f"{base}/v2.0"
    assert document["jwks_uri"].startswith("https://")


def test_id_token_is_signed_with_a_published_key(msal_app, sign_in, session, granted):
    result = sign_in(msal_app())
    address = f"https://login.microsoftonline.com/{granted['tenant']}"
    keys = session.get(f"{address}/discovery/v2.0/keys", timeout=10).json()
    [key] = jwt.PyJWKSet.from_dict(keys).keys
    claims = jwt.decode(
        result["id_token"],
        key,
        algorithms=["RS256"],
        audience=granted["client_id"],
        issuer=f"{address}/v2.0",
    )
    assert claims["tid"] == granted["tenant"]


def test_nonce_comes_back(authorize, token):
    scope = "openid offline_access Files.ReadWrite.All"
    code = returned(authorize(scope=scope, nonce="n-1"))["code"]
    reply = token(
        grant_type="authorization_code", code=code, redirect_uri=RETURN
    ).json()
    claims = jwt.decode(reply["id_token"], options={"verify_signature": False})
    assert claims["nonce"] == "n-1"
    info = reply["client_info"]
    assert b'"utid"' in base64.urlsafe_b64decode(info + "=" * (-len(info) % 4))


def test_code_is_for_one_use(authorize, token):
    code = returned(authorize())["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": RETURN}
    reply = token(**form).json()
    assert reply["refresh_token"] and "id_token" not in reply
    assert reply["scope"] == "Files.ReadWrite.All"
    assert refused(token(**form)) == (400, 54005, "invalid_grant")


def test_no_refresh_token_without_offline_access(authorize, token):
    code = returned(authorize(scope="Files.ReadWrite.All"))["code"]
    reply = token(grant_type="authorization_code", code=code, redirect_uri=RETURN)
    assert "refresh_token" not in reply.json()


@pytest.mark.parametrize(
    "changes, number",
    [
        ({"code": "wrong"}, 70000),
        ({"redirect_uri": RETURN + "/other"}, 500112),
        ({"code_verifier": "wrong" * 10}, 501481),
        ({"code_verifier": None}, 501481),
    ],
)
def test_code_that_does_not_fit(changes, number, authorize, token):
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    code = returned(authorize(code_challenge=challenge, code_challenge_method="S256"))[
        "code"
    ]
    form = {"code": code, "redirect_uri": RETURN, "code_verifier": verifier}
    trade = {"grant_type": "authorization_code"}
    assert refused(token(**trade, **form | changes)) == (400, number, "invalid_grant")
    assert token(**trade, **form).ok


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"redirect_uri": "https://elsewhere.example/cb"}, "AADSTS50011"),
        ({"client_id": "nobody"}, "AADSTS700016"),
        ({"tenant": "nobody.example"}, "AADSTS90002"),
        ({"scope": None}, "AADSTS900144"),
        ({"response_type": "token"}, "AADSTS9002313"),
    ],
)
def test_wrong_authorise_request_is_only_shown(changes, words, authorize):
    page = authorize(**changes)
    assert page.status_code == 400
    assert words in page.text
    assert "Location" not in page.headers


def test_refused_consent(control, authorize):
    control.set(microsoft_consent="deny")
    back = returned(authorize())
    assert (back["error"], back["error_subcode"]) == ("access_denied", "cancel")
    assert back["error_description"].startswith("AADSTS65004")
    assert back["state"] == "1"


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_people_decide_on_the_page(
    decision, control, microsoft, authorize, session, token
):
    microsoft.add_user("anna@example.com", "Anna")
    control.set(microsoft_consent="ask")
    page = authorize(login_hint="anna@example.com")
    assert page.status_code == 200
    assert "anna@example.com" in page.text and "Files.ReadWrite.All" in page.text
    form = {"user": "anna@example.com", "decision": decision}
    answer = requests.post(page.url, data=form, allow_redirects=False, timeout=10)
    back = returned(answer)
    if decision == "deny":
        assert back["error"] == "access_denied"
        return
    reply = token(
        grant_type="authorization_code", code=back["code"], redirect_uri=RETURN
    )
    headers = {"Authorization": f"Bearer {reply.json()['access_token']}"}
    me = session.get("https://graph.microsoft.com/v1.0/me", headers=headers, timeout=10)
    assert me.json()["displayName"] == "Anna"


def test_msal_takes_the_code_by_form_post(msal_app, session, consenting):
    app = msal_app()
    flow = app.initiate_auth_code_flow(
        SCOPES, redirect_uri=RETURN, response_mode="form_post"
    )
    page = session.get(flow["auth_uri"], timeout=10)
    assert f'action="{RETURN}"' in page.text
    fields = dict(
        part.split('" value="')
        for part in (
            each.split('">')[0] for each in page.text.split('type="hidden" name="')[1:]
        )
    )
    assert app.acquire_token_by_auth_code_flow(flow, fields)["access_token"]


def test_personal_accounts_sign_in_as_consumers(microsoft, msal_app, sign_in):
    microsoft.add_user("me@outlook.example", personal=True)
    result = sign_in(msal_app("consumers"))
    claims = result["id_token_claims"]
    assert claims["preferred_username"] == "me@outlook.example"
    assert claims["tid"] == "9188040d-6c67-4c5b-b112-36a304b66dad"
