# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Pages, sorting and parameters of ``files.list``."""

import pytest


def pages(raw, **parameters):
    """Names page by page."""
    found = []
    while True:
        reply = raw("GET", "/drive/v3/files", params=parameters).json()
        found.append([file["name"] for file in reply["files"]])
        if "nextPageToken" not in reply:
            return found
        parameters["pageToken"] = reply["nextPageToken"]


def test_paging(raw, make):
    for number in range(5):
        make(f"f{number}", fields="id")
    assert pages(raw, pageSize=2) == [["f0", "f1"], ["f2", "f3"], ["f4"]]
    assert pages(raw, pageSize=5) == [["f0", "f1", "f2", "f3", "f4"]]
    by_name = pages(raw, pageSize=3, orderBy="name desc")
    assert by_name == [["f4", "f3", "f2"], ["f1", "f0"]]
    assert pages(raw, pageToken="", pageSize=5)[0][0] == "f0"


def test_a_deletion_between_pages_hides_nothing(raw, make, drive):
    made = [make(f"f{number}", fields="id")["id"] for number in range(4)]
    first = raw("GET", "/drive/v3/files?pageSize=2").json()
    drive.files().delete(fileId=made[0]).execute()
    token = first["nextPageToken"]
    second = raw("GET", f"/drive/v3/files?pageSize=2&pageToken={token}").json()
    assert [file["name"] for file in second["files"]] == ["f2", "f3"]


def test_page_limit_switch(raw, make, control):
    for number in range(3):
        make(f"f{number}", fields="id")
    control.set(google_page_limit=1)
    assert pages(raw, pageSize=1000) == [["f0"], ["f1"], ["f2"]]


def test_foreign_tokens(raw, make):
    for number in range(3):
        make(f"f{number}", fields="id")
    token = raw("GET", "/drive/v3/files?pageSize=1").json()["nextPageToken"]
    for parameters in (
        {"pageToken": "nonsense"},
        {"pageToken": "~!!~nonsense"},
        {"pageToken": token, "q": "trashed=false"},
        {"pageToken": token, "orderBy": "name"},
    ):
        status, detail = raw.error("GET", "/drive/v3/files", params=parameters)
        assert (status, detail["reason"], detail["location"]) == (
            400,
            "invalid",
            "pageToken",
        )


@pytest.mark.parametrize("size", ["0", "-1", "1001", "many"])
def test_page_size_out_of_range(raw, size):
    status, detail = raw.error("GET", "/drive/v3/files", params={"pageSize": size})
    assert (status, detail["reason"]) == (400, "invalidParameter")
    assert detail["location"] == "page_size"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("name", ["B", "a10", "a2", "folder"]),
        ("name_natural", ["a2", "a10", "B", "folder"]),
        ("folder,name_natural", ["folder", "a2", "a10", "B"]),
        ("folder desc,name desc", ["a2", "a10", "B", "folder"]),
        ("quotaBytesUsed desc,name", ["a10", "a2", "B", "folder"]),
        ("starred desc,name", ["a2", "B", "a10", "folder"]),
        ("modifiedTime,name", ["B", "a10", "a2", "folder"]),
        ("createdTime desc", ["folder", "B", "a10", "a2"]),
    ],
)
def test_order(raw, make, order, expected):
    make("a2", content=b"12", starred=True, modifiedTime="2026-03-01T00:00:00Z")
    make("a10", content=b"123", modifiedTime="2026-02-01T00:00:00Z")
    make("B", content=b"1", modifiedTime="2026-01-01T00:00:00Z")
    make("folder")
    assert pages(raw, orderBy=order) == [expected]


@pytest.mark.parametrize(
    "key", "modifiedByMeTime recency sharedWithMeTime viewedByMeTime".split()
)
def test_remaining_sort_keys(raw, make, key):
    make("a")
    assert pages(raw, orderBy=key) == [["a"]]


def test_bad_order(raw):
    def error(**parameters):
        status, detail = raw.error("GET", "/drive/v3/files", params=parameters)
        return status, detail["reason"]

    assert error(orderBy="size") == (400, "invalid")
    assert error(orderBy="name sideways") == (400, "invalid")
    repeated = error(orderBy="name,name desc")
    assert repeated == (403, "orderByContainsDuplicateSortKeys")
    assert error(orderBy="name", q="fullText contains 'a'")[0] == 403


def test_bad_corpora_and_spaces(raw):
    for parameters in ({"corpora": "all"}, {"spaces": "attic"}):
        status, detail = raw.error("GET", "/drive/v3/files", params=parameters)
        assert (status, detail["reason"]) == (400, "invalid")


def test_app_data_folder_is_apart(raw, make, names):
    file = make("hidden", "appDataFolder", content=b"1")
    assert file["spaces"] == ["appDataFolder"]
    assert names() == []
    assert names(spaces="appDataFolder") == ["hidden"]
    assert names("'appDataFolder' in parents", spaces="appDataFolder") == ["hidden"]


def test_file_scope_sees_its_own_files_only(google, sign_in, make):
    other = make("not mine", content=b"1")
    google.add_client("app", "secret", [])
    scope = "https://www.googleapis.com/auth/drive.file"
    drive = sign_in(client_id="app", scope=scope)
    mine = drive.files().create(body={"name": "mine"}).execute()
    found = drive.files().list().execute()["files"]
    assert [file["id"] for file in found] == [mine["id"]]
    for hidden in (other["id"], "root"):
        request = drive.files().get(fileId=hidden)
        assert request.http.request(request.uri)[0].status == 404
