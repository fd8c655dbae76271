# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may see and change what."""

import pytest
import requests

from .conftest import Graph

CHALLENGE = (
    'Bearer realm="",'
    ' authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize",'
    ' client_id="00000003-0000-0000-c000-000000000000"'
)


@pytest.mark.parametrize(
    "header, words",
    [
        (None, "Access token is empty."),
        ("Basic eDp5", "Access token is empty."),
        ("Bearer wrong", "not well formed"),
    ],
)
def test_no_token(header, words, emulator):
    headers = {"Authorization": header} if header else {}
    answer = requests.get(f"{emulator.url}/v1.0/me", headers=headers, timeout=10)
    assert answer.status_code == 401
    error = answer.json()["error"]
    assert error["code"] == "InvalidAuthenticationToken"
    assert words in error["message"]
    assert answer.headers["WWW-Authenticate"] == CHALLENGE


def test_expired_token(graph, microsoft):
    microsoft.expire_access_tokens()
    found = graph.error("GET", "/me")
    assert found == (401, "InvalidAuthenticationToken")


def test_life_of_a_token(control, microsoft, emulator):
    control.set(microsoft_token_seconds=0)
    granted = microsoft.authorize()
    assert granted["expires_in"] == 0
    graph = Graph(emulator.url, granted["access_token"])
    assert graph.error("GET", "/me") == (401, "InvalidAuthenticationToken")


def test_reading_is_not_writing(sign_in_as, microsoft):
    file = microsoft.put_file("/", "a.txt", b"x")
    graph = sign_in_as("demo@example.com", scope="Files.Read User.Read")
    assert graph.ok("GET", f"/me/drive/items/{file}")["name"] == "a.txt"
    denied = (403, "accessDenied")
    assert graph.error("DELETE", f"/me/drive/items/{file}") == denied
    path = "/me/drive/root:/b.txt:/content"
    assert graph.error("PUT", path, data=b"x") == denied


def test_profile_is_not_files(sign_in_as):
    graph = sign_in_as("demo@example.com", scope="User.Read")
    assert graph.ok("GET", "/me")
    assert graph.error("GET", "/me/drive") == (403, "accessDenied")


def test_files_of_somebody_else(graph, sign_in_as, microsoft):
    microsoft.add_user("anna@example.com")
    anna = sign_in_as("anna@example.com")
    drive = anna.ok("GET", "/me/drive")["id"]
    for path in (f"/drives/{drive}", "/users/anna@example.com/drive/root"):
        assert graph.error("GET", path) == (403, "accessDenied")
        assert anna.ok("GET", path)


def test_unknown_drive(graph):
    assert graph.error("GET", "/drives/b!nothing") == (404, "itemNotFound")


@pytest.fixture
def application(emulator, microsoft):
    """Function: permissions, sites -> ``Graph`` of an application by itself."""

    def build(permissions, sites=()):
        client_id = microsoft.authorize()["client_id"]
        microsoft.set_permissions(client_id, permissions, sites)
        return Graph(emulator.url, microsoft.authorize_app()["access_token"])

    return build


def test_application_by_itself(application, graph):
    app = application("Files.ReadWrite.All Sites.ReadWrite.All")
    assert app.error("GET", "/me/drive") == (400, "BadRequest")
    assert app.error("GET", "/me") == (400, "BadRequest")
    path = "/users/demo@example.com/drive/root:/a.txt:/content"
    item = app.ok("PUT", path, data=b"x")
    assert item["createdBy"]["application"]["displayName"] == "Cloud Connector"
    assert graph.names() == ["a.txt"]


def test_application_that_may_only_read(application):
    app = application("Files.Read.All")
    path = "/users/demo@example.com/drive/root"
    assert app.ok("GET", path)
    body = {"name": "x", "folder": {}}
    assert app.error("POST", f"{path}/children", json=body) == (403, "accessDenied")


def test_application_without_permissions(application):
    app = application("")
    path = "/users/demo@example.com/drive"
    assert app.error("GET", path) == (403, "accessDenied")


def test_application_with_selected_sites(application, microsoft):
    given, other = microsoft.add_site("Given"), microsoft.add_site("Other")
    app = application("Sites.Selected", [given["id"]])
    assert app.ok("GET", f"/sites/{given['id']}/drives")
    assert app.ok("GET", f"/drives/{given['drive']}/root")
    denied = (403, "accessDenied")
    assert app.error("GET", f"/sites/{other['id']}") == denied
    assert app.error("GET", f"/drives/{other['drive']}/root") == denied
    assert app.error("GET", "/users/demo@example.com/drive") == denied
    assert app.error("GET", "/sites?search=*") == denied


def test_application_with_no_selected_site_yet(application, microsoft):
    site = microsoft.add_site("Team")
    app = application("Sites.Selected")
    assert app.error("GET", f"/sites/{site['id']}") == (403, "accessDenied")
