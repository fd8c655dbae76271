# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The web server flow: consent, codes, refresh, revoke."""

import base64
import hashlib
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials

SCOPE = "https://www.googleapis.com/auth/drive"
RETURN = "http://localhost:8069/cloud/callback"


@pytest.fixture
def flow(emulator, control):
    control.set(google_consent="auto")
    return Flow(emulator.url)


class Flow:
    """The application's side, by hand."""

    def __init__(self, url):
        self.url = url

    def authorize(self, **changes):
        parameters = {
            "client_id": "demo-client",
            "redirect_uri": RETURN,
            "response_type": "code",
            "scope": SCOPE,
            "state": "s t&te",
            "access_type": "offline",
            **changes,
        }
        return requests.get(
            f"{self.url}/o/oauth2/v2/auth",
            params={k: v for k, v in parameters.items() if v is not None},
            allow_redirects=False,
            timeout=10,
        )

    def code(self, **changes):
        return returned(self.authorize(**changes))["code"]

    def token(self, auth=None, **form):
        if auth is None:
            form = {
                "client_id": "demo-client",
                "client_secret": "demo-secret",
                **form,
            }
        return requests.post(f"{self.url}/token", data=form, auth=auth, timeout=10)

    def exchange(self, code, **changes):
        form = {"code": code, "redirect_uri": RETURN, **changes}
        return self.token(grant_type="authorization_code", **form)

    def refresh(self, token):
        return self.token(grant_type="refresh_token", refresh_token=token)


def returned(response):
    """The query the browser brings back to the application."""
    assert response.status_code == 302, response.text
    parts = urlsplit(response.headers["Location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == RETURN
    return dict(parse_qsl(parts.query))


def test_code_for_tokens(flow):
    back = returned(flow.authorize())
    assert back["state"] == "s t&te"
    assert back["scope"] == SCOPE
    reply = flow.exchange(back["code"])
    assert reply.status_code == 200
    tokens = reply.json()
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 3599
    assert tokens["scope"] == SCOPE
    refreshed = flow.refresh(tokens["refresh_token"]).json()
    assert refreshed["access_token"] != tokens["access_token"]
    assert "refresh_token" not in refreshed


def test_refresh_token_needs_offline_and_first_consent(flow):
    assert "refresh_token" not in flow.exchange(flow.code(access_type=None)).json()
    assert "refresh_token" not in flow.exchange(flow.code()).json()
    assert "refresh_token" in flow.exchange(flow.code(prompt="consent")).json()


def test_code_is_used_once_and_takes_its_access_token_along(flow):
    code = flow.code()
    token = flow.exchange(code).json()["access_token"]
    assert about(flow, token).status_code == 200
    again = flow.exchange(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert about(flow, token).status_code == 401


def about(flow, token):
    return requests.get(
        f"{flow.url}/drive/v3/about?fields=user",
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    )


@pytest.mark.parametrize(
    "changes",
    [{"redirect_uri": RETURN + "/"}, {"code": "4/unknown"}],
)
def test_code_with_wrong_partner_is_invalid_grant(flow, changes):
    reply = flow.exchange(**{"code": flow.code(), **changes})
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_grant")


def challenge(verifier):
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def test_pkce(flow):
    verifier = "v" * 43
    asked = {
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    good = flow.exchange(flow.code(**asked), code_verifier=verifier)
    assert good.status_code == 200
    for wrong in ({"code_verifier": "w" * 43}, {}):
        reply = flow.exchange(flow.code(**asked), **wrong)
        assert reply.json()["error"] == "invalid_grant"
    plain = flow.code(code_challenge=verifier)
    assert flow.exchange(plain, code_verifier=verifier).status_code == 200
    unasked = flow.exchange(flow.code(), code_verifier=verifier)
    assert unasked.json()["error"] == "invalid_grant"


def test_client_by_basic_header_or_form(flow):
    form = {
        "grant_type": "authorization_code",
        "code": flow.code(),
        "redirect_uri": RETURN,
    }
    reply = flow.token(auth=("demo-client", "demo-secret"), **form)
    assert reply.status_code == 200
    for auth in (("demo-client", "wrong"), ("nobody", "demo-secret")):
        reply = flow.token(auth=auth, **form)
        assert (reply.status_code, reply.json()["error"]) == (401, "invalid_client")


def test_unregistered_return_address_is_never_followed(flow):
    reply = flow.authorize(redirect_uri="https://evil.example/")
    assert reply.status_code == 400
    assert "Location" not in reply.headers
    assert "redirect_uri_mismatch" in reply.text
    assert flow.authorize(client_id="nobody").status_code == 401
    assert "invalid_request" in flow.authorize(scope=None).text


def test_registered_client(flow, google):
    google.add_client("other", "secret", ["https://odoo.example/callback"])
    address = "https://odoo.example/callback"
    reply = flow.authorize(client_id="other", redirect_uri=address)
    assert reply.headers["Location"].startswith(address + "?")
    wrong = flow.authorize(client_id="other", redirect_uri=RETURN)
    assert wrong.status_code == 400


def test_consent_page_and_its_buttons(flow, control, google):
    control.set(google_consent="ask")
    google.add_user("eva@example.com", "Eva")
    page = flow.authorize()
    assert page.status_code == 200
    for word in ("Allow", "Deny", "demo-client", "eva@example.com", SCOPE):
        assert word in page.text
    form = {"decision": "allow", "user": "eva@example.com"}
    pressed = requests.post(page.url, form, allow_redirects=False, timeout=10)
    token = flow.exchange(returned(pressed)["code"]).json()["access_token"]
    assert about(flow, token).json()["user"]["emailAddress"] == "eva@example.com"
    denied = requests.post(
        page.url, {"decision": "deny"}, allow_redirects=False, timeout=10
    )
    assert returned(denied) == {"error": "access_denied", "state": "s t&te"}


def test_denial_and_login_hint(flow, control, google):
    control.set(google_consent="deny")
    assert returned(flow.authorize())["error"] == "access_denied"
    control.set(google_consent="auto")
    google.add_user("eva@example.com")
    token = flow.exchange(flow.code(login_hint="eva@example.com")).json()
    user = about(flow, token["access_token"]).json()["user"]
    assert user["emailAddress"] == "eva@example.com"


def test_include_granted_scopes(flow):
    flow.code(scope="email")
    back = returned(flow.authorize(include_granted_scopes="true"))
    assert set(back["scope"].split()) == {SCOPE, "email"}


def test_rotation_switch(flow, control):
    first = flow.exchange(flow.code()).json()["refresh_token"]
    control.set(google_rotate_refresh_tokens=True)
    second = flow.refresh(first).json()["refresh_token"]
    assert second != first
    assert flow.refresh(first).json()["error"] == "invalid_grant"
    assert flow.refresh(second).status_code == 200


def test_only_the_newest_hundred_refresh_tokens_live(flow, google):
    oldest = google.authorize()["refresh_token"]
    newest = [google.authorize()["refresh_token"] for _number in range(100)]
    assert flow.refresh(oldest).json()["error"] == "invalid_grant"
    assert flow.refresh(newest[0]).status_code == 200


def test_expired_access_token_is_refreshed_by_the_library(google, sign_in):
    drive = sign_in()
    google.expire_access_tokens()
    before = drive._http.credentials.token
    assert drive.about().get(fields="user").execute()["user"]["me"] is True
    assert drive._http.credentials.token != before


def test_token_life_is_a_switch(flow, control):
    control.set(google_token_seconds=-1)
    tokens = flow.exchange(flow.code()).json()
    assert tokens["expires_in"] == -1
    assert about(flow, tokens["access_token"]).status_code == 401


def test_withdrawn_consent(google):
    granted = google.authorize()
    google.revoke_refresh_tokens()
    credentials = Credentials(
        None,
        refresh_token=granted["refresh_token"],
        token_uri=granted["token_uri"],
        client_id=granted["client_id"],
        client_secret=granted["client_secret"],
    )
    with pytest.raises(RefreshError) as caught:
        credentials.refresh(Request())
    message, body = caught.value.args
    assert message == "invalid_grant: Token has been expired or revoked."
    assert body["error"] == "invalid_grant"
    assert caught.value.retryable is False


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_revoke_ends_the_whole_grant(flow, google, kind):
    granted = google.authorize()

    def revoke():
        data = {"token": granted[kind]}
        return requests.post(f"{flow.url}/revoke", data=data, timeout=10)

    assert revoke().status_code == 200
    assert about(flow, granted["access_token"]).status_code == 401
    assert flow.refresh(granted["refresh_token"]).json()["error"] == "invalid_grant"
    again = revoke()
    assert (again.status_code, again.json()["error"]) == (400, "invalid_token")


def test_unknown_grant_type(flow):
    reply = flow.token(grant_type="password")
    assert reply.status_code == 400
    assert reply.json()["error"] == "unsupported_grant_type"
