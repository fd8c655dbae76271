# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Refresh tokens, and the errors of the token endpoint."""

import pytest

from .conftest import SCOPES, refused

pytestmark = pytest.mark.filterwarnings("ignore:response_mode='form_post'")


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


def test_tokens_are_never_logged(control, granted, token):
    token(grant_type="refresh_token", refresh_token=granted["refresh_token"])
    text = str(control.log())
    assert "entra.token" in text
    assert granted["refresh_token"] not in text
    assert granted["client_secret"] not in text
