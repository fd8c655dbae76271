# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Entra ID with MSAL: consent, codes, refresh, application access."""

import base64
import time
from urllib.parse import parse_qsl, urlsplit

import jwt
import msal
import pytest
import requests

from .conftest import RETURN, SCOPES, returned

pytestmark = pytest.mark.filterwarnings("ignore:response_mode='form_post'")


@pytest.fixture(autouse=True)
def consenting(control):
    control.set(microsoft_consent="auto")


@pytest.fixture
def browse(session):
    """Function: address of the authorise page -> what comes back to the application."""

    def visit(address):
        return returned(session.get(address, allow_redirects=False, timeout=10))

    return visit


@pytest.fixture
def sign_in(browse):
    """Function: MSAL application -> its result after a visit of the browser."""

    def run(app, scopes=SCOPES):
        flow = app.initiate_auth_code_flow(scopes, redirect_uri=RETURN, state="s t&te")
        back = browse(flow["auth_uri"])
        assert back["state"] == "s t&te"
        return app.acquire_token_by_auth_code_flow(flow, back)

    return run


@pytest.fixture
def asked(granted):
    return {
        "client_id": granted["client_id"],
        "redirect_uri": RETURN,
        "response_type": "code",
        "scope": "Files.ReadWrite.All offline_access",
        "state": "1",
    }


@pytest.fixture
def authorize(session, granted, asked):
    """Function: changed parameters -> answer of the authorise page."""

    def get(tenant=None, **changes):
        parameters = {**asked, **changes}
        return session.get(
            f"https://login.microsoftonline.com/{tenant or granted['tenant']}"
            "/oauth2/v2.0/authorize",
            params={k: v for k, v in parameters.items() if v is not None},
            allow_redirects=False,
            timeout=10,
        )

    return get


@pytest.fixture
def token(session, granted):
    """Function: form -> answer of the token endpoint."""

    def post(tenant=None, auth=None, **form):
        if auth is None:
            secret = granted["client_secret"]
            form = {"client_id": granted["client_id"], "client_secret": secret, **form}
        return session.post(
            f"https://login.microsoftonline.com/{tenant or granted['tenant']}"
            "/oauth2/v2.0/token",
            data={k: v for k, v in form.items() if v is not None},
            auth=auth,
            timeout=10,
        )

    return post


def refused(response):
    """HTTP status, AADSTS code and ``error`` of a refusal of the token endpoint."""
    body = response.json()
    [number] = body["error_codes"]
    assert body["error_description"].startswith(f"AADSTS{number}: ")
    for name in ("timestamp", "trace_id", "correlation_id", "error_uri"):
        assert body[name]
    return response.status_code, number, body["error"]


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


def test_every_refresh_gives_a_new_refresh_token(granted, token):
    first = granted["refresh_token"]
    second = token(grant_type="refresh_token", refresh_token=first).json()
    assert second["refresh_token"] != first
    assert second["access_token"] != granted["access_token"]
    again = token(grant_type="refresh_token", refresh_token=first)
    assert again.ok


def test_old_refresh_token_may_die(control, granted, token):
    control.set(microsoft_old_refresh_tokens_die=True)
    first = granted["refresh_token"]
    second = token(grant_type="refresh_token", refresh_token=first).json()
    again = token(grant_type="refresh_token", refresh_token=first)
    assert refused(again) == (400, 70000, "invalid_grant")
    third = token(grant_type="refresh_token", refresh_token=second["refresh_token"])
    assert third.ok


def test_scope_beyond_the_consent_is_refused(token, granted, authorize):
    reply = token(
        grant_type="refresh_token",
        refresh_token=granted["refresh_token"],
        scope="Mail.Send offline_access",
    )
    assert refused(reply) == (400, 65001, "invalid_grant")
    assert reply.json()["suberror"] == "consent_required"


@pytest.mark.parametrize(
    "change, number",
    [
        ("expire_refresh_tokens", 700082),
        ("revoke_refresh_tokens", 50173),
        ("withdraw_consent", 65001),
        ("require_mfa", 50076),
    ],
)
def test_msal_hears_why_a_refresh_is_refused(
    change, number, microsoft, msal_app, sign_in
):
    app = msal_app()
    sign_in(app)
    [account] = app.get_accounts()
    getattr(microsoft, change)()
    result = app.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)
    assert result["error"] == "invalid_grant"
    assert result["error_codes"] == [number]
    sign_in(app)
    result = app.acquire_token_silent(SCOPES, account, force_refresh=True)
    assert result["access_token"]


@pytest.mark.parametrize("number", ["7000215", "700082", "65001", "50076", "54005"])
def test_any_sign_in_error_on_demand(number, control, granted, token):
    control.add_fault("error", "entra.token", reason=number, count=1)
    form = {"grant_type": "refresh_token", "refresh_token": granted["refresh_token"]}
    assert refused(token(**form))[1] == int(number)
    assert token(**form).ok


def test_sign_in_service_is_unavailable(control, granted, token):
    control.add_fault("server_error", "entra.token", retry_after=7, count=1)
    reply = token(grant_type="refresh_token", refresh_token=granted["refresh_token"])
    assert refused(reply) == (503, 90033, "temporarily_unavailable")
    assert reply.headers["Retry-After"] == "7"


def test_application_access_with_a_secret(msal_app, session):
    scope = ["https://graph.microsoft.com/.default"]
    result = msal_app().acquire_token_for_client(scope)
    assert not {"refresh_token", "id_token"} & set(result)
    headers = {"Authorization": f"Bearer {result['access_token']}"}
    base = "https://graph.microsoft.com/v1.0"
    me = session.get(f"{base}/me/drive", headers=headers, timeout=10)
    assert me.status_code == 400
    assert me.json()["error"]["code"] == "BadRequest"
    drive = session.get(
        f"{base}/users/demo@example.com/drive", headers=headers, timeout=10
    )
    assert drive.json()["driveType"] == "business"


def test_application_access_wants_one_organisation(token):
    scope = "https://graph.microsoft.com/.default"
    reply = token("common", grant_type="client_credentials", scope=scope)
    assert refused(reply) == (400, 90002, "invalid_request")


@pytest.mark.parametrize("chain", [True, False])
def test_application_access_with_a_certificate(chain, microsoft, msal_app):
    credential = microsoft.create_certificate()
    if not chain:
        del credential["public_certificate"]
    app = msal_app(credential=credential)
    result = app.acquire_token_for_client(["https://graph.microsoft.com/.default"])
    assert result["access_token"]


@pytest.fixture
def assertion(microsoft, granted):
    """Function: changed claims -> a signed client assertion."""
    credential = microsoft.create_certificate()
    thumbprint = bytes.fromhex(credential["thumbprint"])

    def build(key=None, **changes):
        claims = {
            "aud": f"https://login.microsoftonline.com/{granted['tenant']}"
            "/oauth2/v2.0/token",
            "iss": granted["client_id"],
            "sub": granted["client_id"],
            "jti": "1",
            "exp": int(time.time()) + 600,
            **changes,
        }
        mark = base64.urlsafe_b64encode(thumbprint).decode().rstrip("=")
        key = key or credential["private_key"]
        return jwt.encode(claims, key, "RS256", headers={"x5t": mark})

    return build


@pytest.mark.parametrize(
    "changes, number",
    [
        ({"exp": 1_000_000}, 700024),
        ({"aud": "https://elsewhere.example"}, 700027),
        ({"sub": "another"}, 700027),
        ({"iss": "another"}, 700027),
    ],
)
def test_assertion_that_does_not_fit(changes, number, assertion, token):
    form = {
        "grant_type": "client_credentials",
        "scope": "https://graph.microsoft.com/.default",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type"
        ":jwt-bearer",
        "client_secret": None,
    }
    assert token(**form, client_assertion=assertion()).ok
    reply = token(**form, client_assertion=assertion(**changes))
    assert refused(reply) == (401, number, "invalid_client")
    assert refused(token(**form, client_assertion="no.jwt"))[1] == 700027


def test_assertion_of_an_unknown_key(microsoft, assertion, token):
    other = microsoft.create_certificate()["private_key"]
    reply = token(
        grant_type="client_credentials",
        scope="https://graph.microsoft.com/.default",
        client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion=assertion(other),
        client_secret=None,
    )
    assert refused(reply) == (401, 700027, "invalid_client")


def test_client_may_authenticate_by_basic(granted, token):
    pair = (granted["client_id"], granted["client_secret"])
    form = {"grant_type": "refresh_token", "refresh_token": granted["refresh_token"]}
    assert token(auth=pair, **form).ok
    wrong = token(auth=(pair[0], "wrong"), **form)
    assert refused(wrong) == (401, 7000215, "invalid_client")


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({"client_secret": "wrong"}, (401, 7000215, "invalid_client")),
        ({"client_secret": None}, (401, 7000218, "invalid_client")),
        ({"client_id": "wrong"}, (400, 700016, "unauthorized_client")),
        ({"client_id": None}, (400, 900144, "invalid_request")),
        ({"grant_type": "password"}, (400, 70003, "unsupported_grant_type")),
        ({"grant_type": None}, (400, 900144, "invalid_request")),
        ({"refresh_token": "wrong"}, (400, 70000, "invalid_grant")),
        ({"tenant": "nobody.example"}, (400, 90002, "invalid_request")),
    ],
)
def test_refused_requests(changes, expected, granted, token):
    form = {"grant_type": "refresh_token", "refresh_token": granted["refresh_token"]}
    assert refused(token(**form | changes)) == expected


def test_expired_secret_until_there_is_a_new_one(microsoft, granted, token):
    form = {"grant_type": "refresh_token", "refresh_token": granted["refresh_token"]}
    microsoft.expire_secrets()
    assert refused(token(**form)) == (401, 7000222, "invalid_client")
    microsoft.add_secret("second")
    assert token(client_secret="second", **form).ok


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


def test_msal_takes_the_code_by_form_post(msal_app, session):
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


def test_administrator_agrees_for_everybody(microsoft, session, granted, token):
    microsoft.withdraw_consent()
    form = {"grant_type": "refresh_token", "refresh_token": granted["refresh_token"]}
    assert refused(token(**form))[1] == 65001
    page = session.get(
        f"https://login.microsoftonline.com/{granted['tenant']}/adminconsent",
        params={
            "client_id": granted["client_id"],
            "redirect_uri": RETURN,
            "state": "2",
        },
        allow_redirects=False,
        timeout=10,
    )
    back = dict(parse_qsl(urlsplit(page.headers["Location"]).query))
    assert back == {"admin_consent": "True", "tenant": granted["tenant"], "state": "2"}
    assert token(**form).ok


def test_tokens_are_never_logged(control, granted, token):
    token(grant_type="refresh_token", refresh_token=granted["refresh_token"])
    text = str(control.log())
    assert "entra.token" in text
    assert granted["refresh_token"] not in text
    assert granted["client_secret"] not in text
