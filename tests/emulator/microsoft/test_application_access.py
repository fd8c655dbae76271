# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Applications for themselves: secrets, certificates, admin consent."""

import base64
import time
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest

from .conftest import RETURN, refused


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


def test_expired_secret_until_there_is_a_new_one(microsoft, granted, token):
    form = {"grant_type": "refresh_token", "refresh_token": granted["refresh_token"]}
    microsoft.expire_secrets()
    assert refused(token(**form)) == (401, 7000222, "invalid_client")
    microsoft.add_secret("second")
    assert token(client_secret="second", **form).ok


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
