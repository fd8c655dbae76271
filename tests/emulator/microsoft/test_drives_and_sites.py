# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Users, their drives, SharePoint sites and libraries."""

import pytest
import requests


@pytest.fixture
def team(microsoft):
    """The site Project Team with a second library: ids of site and both drives."""
    site = microsoft.add_site("Project Team", "sites/team")
    plans = microsoft.add_library(site["id"], "Plans")
    return {**site, "plans": plans}


def test_drive_of_the_user(graph, emulator):
    drive = graph.ok("GET", "/me/drive")
    assert drive["driveType"] == "business"
    assert drive["id"].startswith("b!")
    assert drive["owner"]["user"]["email"] == "demo@example.com"
    assert drive["quota"] == {
        "total": 1 << 40,
        "used": 0,
        "remaining": 1 << 40,
        "deleted": 0,
        "state": "normal",
    }
    assert requests.get(drive["webUrl"], timeout=10).ok
    [same] = graph.ok("GET", "/me/drives")["value"]
    assert same["id"] == drive["id"]


def test_users(graph, microsoft):
    microsoft.add_user("anna@example.com", "Anna")
    names = [user["displayName"] for user in graph.ok("GET", "/users")["value"]]
    assert names == ["Demo User", "Anna"]
    anna = graph.ok("GET", "/users/anna@example.com")
    assert graph.ok("GET", f"/users/{anna['id']}") == anna
    assert graph.error("GET", "/users/nobody@example.com") == (
        404,
        "Request_ResourceNotFound",
    )


@pytest.mark.parametrize(
    "text, found",
    [
        ("*", ["Communication site", "Project Team"]),
        ("", ["Communication site", "Project Team"]),
        ("team", ["Project Team"]),
        ("TEAM", ["Project Team"]),
        ("nothing", []),
    ],
)
def test_search_for_sites(text, found, graph, team):
    page = graph.ok("GET", "/sites", params={"search": text})
    assert [site["displayName"] for site in page["value"]] == found


def test_pages_of_sites(graph, team, control):
    control.set(microsoft_page_limit=1)
    first = graph.ok("GET", "/sites?search=*")
    second = graph.ok("GET", first["@odata.nextLink"])
    assert "@odata.nextLink" not in second
    assert [page["value"][0]["displayName"] for page in (first, second)] == [
        "Communication site",
        "Project Team",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/sites/{id}",
        "/sites/{guid}",
        "/sites/example.sharepoint.com:/sites/team",
        "/sites/example.sharepoint.com:/sites/team:",
        "/sites/root:/sites/team",
        "/sites/root:/SITES/Team",
    ],
)
def test_addresses_of_a_site(address, graph, team):
    guid = team["id"].split(",")[1]
    site = graph.ok("GET", address.format(id=team["id"], guid=guid))
    assert site["id"] == team["id"]
    assert (site["name"], site["displayName"]) == ("team", "Project Team")


@pytest.mark.parametrize(
    "address",
    [
        "/sites/{id}/drive",
        "/sites/example.sharepoint.com:/sites/team:/drive",
        "/drives/{drive}",
        "/groups/{group}/drive",
    ],
)
def test_default_library(address, graph, team, microsoft):
    [group] = [each["group"] for each in microsoft.sites() if each["id"] == team["id"]]
    drive = graph.ok("GET", address.format(**team, group=group))
    assert drive["id"] == team["drive"]
    assert (drive["driveType"], drive["name"]) == ("documentLibrary", "Documents")


def test_libraries(graph, team):
    for address in (
        f"/sites/{team['id']}/drives",
        "/sites/example.sharepoint.com:/sites/team:/drives",
    ):
        drives = graph.ok("GET", address)["value"]
        assert [drive["id"] for drive in drives] == [team["drive"], team["plans"]]
        assert [drive["name"] for drive in drives] == ["Documents", "Plans"]


@pytest.mark.parametrize("address", ["/sites/root", "/sites/example.sharepoint.com"])
def test_root_site(address, graph):
    site = graph.ok("GET", address)
    assert site["root"] == {}
    assert graph.ok("GET", f"/sites/{site['id']}") == site


@pytest.mark.parametrize(
    "address", ["/sites/nowhere", "/sites/root:/sites/nowhere", "/groups/nowhere/drive"]
)
def test_sites_that_are_not_there(address, graph):
    assert graph.error("GET", address) == (404, "itemNotFound")


def test_work_in_a_library(graph, team, microsoft):
    path = f"/sites/{team['id']}/drives/{team['plans']}/root:/House/plan.txt:/content"
    item = graph.ok("PUT", path, data=b"plan")
    reference = item["parentReference"]
    assert reference["driveType"] == "documentLibrary"
    assert reference["driveId"] == team["plans"]
    assert reference["siteId"] == team["id"].split(",")[1]
    paths = [entry["path"] for entry in microsoft.tree()]
    assert paths == ["/Project Team/Plans/House", "/Project Team/Plans/House/plan.txt"]
    [_folder, file] = microsoft.tree(drive=team["plans"])
    assert file["path"] == "/House/plan.txt"
    assert file["quickXorHash"] == item["file"]["hashes"]["quickXorHash"]
    assert graph.error("GET", f"/me/drive/items/{item['id']}") == (404, "itemNotFound")


def test_user_without_a_licence(sign_in_as, microsoft):
    microsoft.add_user("new@example.com", licensed=False)
    graph = sign_in_as("new@example.com")
    assert graph.ok("GET", "/me")["mail"] == "new@example.com"
    assert graph.error("GET", "/me/drive") == (404, "ResourceNotFound")
