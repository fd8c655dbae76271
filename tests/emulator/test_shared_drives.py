# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Shared drives: finding them, their parameters, roles."""

import pytest
from googleapiclient.errors import HttpError


@pytest.fixture
def team(google):
    return google.create_drive("Team")


ALL = {"supportsAllDrives": True}
INSIDE = {**ALL, "includeItemsFromAllDrives": True, "corpora": "drive"}


def test_list_and_get(drive, google):
    ids = {google.create_drive(name) for name in ("Beta", "Alpha", "Alphabet")}
    found = drive.drives().list(pageSize=2).execute()
    assert found["kind"] == "drive#driveList"
    assert [each["name"] for each in found["drives"]] == ["Alpha", "Alphabet"]
    assert set(found["drives"][0]) == {"kind", "id", "name"}
    rest = drive.drives().list(pageToken=found["nextPageToken"]).execute()
    assert [each["name"] for each in rest["drives"]] == ["Beta"]
    assert "nextPageToken" not in rest
    asked = drive.drives().list(q="name contains 'alpha' and not name='Alpha'")
    assert [each["name"] for each in asked.execute()["drives"]] == ["Alphabet"]
    assert {each["id"] for each in found["drives"] + rest["drives"]} == ids
    fields = "name,id,capabilities,createdTime,restrictions"
    one = drive.drives().get(driveId=rest["drives"][0]["id"], fields=fields).execute()
    assert one["capabilities"]["canAddChildren"] is True
    assert one["restrictions"]["driveMembersOnly"] is False


def test_wrong_drive_and_query(raw):
    status, detail = raw.error("GET", "/drive/v3/drives/nowhere")
    assert (status, detail["reason"], detail["location"]) == (
        404,
        "notFound",
        "driveId",
    )
    for query in ("trashed=true", "name", "name<'a'"):
        status, detail = raw.error("GET", "/drive/v3/drives", params={"q": query})
        assert (status, detail["location"]) == (400, "q")
    assert raw.error("GET", "/drive/v3/drives?pageSize=101")[0] == 400


def test_items_carry_the_drive(make, team):
    file = make("a", team, content=b"1")
    assert file["driveId"] == team
    assert file["parents"] == [team]
    assert not {"owners", "ownedByMe"} & set(file)


def test_every_call_has_to_support_them(raw, make, team):
    file = make("a", team, content=b"1")["id"]
    path = f"/drive/v3/files/{file}"
    for method, address, options in (
        ("GET", path, {}),
        ("GET", path + "?alt=media", {}),
        ("PATCH", path, {"json": {"name": "b"}}),
        ("DELETE", path, {}),
        ("POST", path + "/copy", {"json": {}}),
        ("POST", "/drive/v3/files", {"json": {"parents": [team]}}),
        ("PATCH", f"/upload{path}?uploadType=media", {"data": b"x"}),
        ("GET", f"/drive/v3/changes/startPageToken?driveId={team}", {}),
    ):
        status, detail = raw.error(method, address, **options)
        assert (status, detail["reason"]) == (404, "notFound"), address
    assert raw("GET", path + "?supportsAllDrives=true").status_code == 200


def test_listing(names, make, team, raw):
    make("at home", content=b"1")
    make("in team", team, content=b"1")
    assert names() == ["at home"]
    assert names(f"'{team}' in parents") == []
    assert names(driveId=team, **INSIDE) == ["in team"]
    both = {"supportsAllDrives": True, "includeItemsFromAllDrives": True}
    assert names(corpora="allDrives", **both) == ["at home", "in team"]
    assert names(f"'{team}' in parents", **both) == ["in team"]
    status, detail = raw.error("GET", "/drive/v3/files?includeItemsFromAllDrives=true")
    assert (status, detail["reason"]) == (403, "supportsTeamDrivesRequired")
    message = "The supportsAllDrives parameter was not set to true."
    assert detail["message"] == message
    status, detail = raw.error("GET", "/drive/v3/files?corpora=drive")
    assert status == 403
    status, detail = raw.error(
        "GET", "/drive/v3/files", params={**_text(INSIDE), "driveId": "nowhere"}
    )
    assert (status, detail["location"]) == (404, "driveId")


def _text(parameters):
    return {name: str(value).lower() for name, value in parameters.items()}


def test_shared_drives_have_no_owner_and_no_quota(google, make, team, drive):
    google.set_quota(1)
    make("large", team, content=b"12345")
    quota = drive.about().get(fields="storageQuota").execute()["storageQuota"]
    assert (quota["usage"], quota["limit"]) == ("0", "1")


def test_bin_of_a_shared_drive(make, team, drive, names):
    file = make("a", team, content=b"1")
    request = drive.files().update(
        fileId=file["id"], body={"trashed": True}, fields="*", **ALL
    )
    trashed = request.execute()
    assert trashed["trashedTime"]
    assert trashed["trashingUser"]["emailAddress"] == "demo@example.com"
    drive.files().emptyTrash().execute()
    assert names(driveId=team, **INSIDE) == ["a"]
    drive.files().emptyTrash(driveId=team).execute()
    assert names(driveId=team, **INSIDE) == []


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("reader", {"read"}),
        ("writer", {"read", "write"}),
        ("fileOrganizer", {"read", "write", "trash"}),
        ("organizer", {"read", "write", "trash", "delete"}),
        (None, set()),
    ],
)
def test_roles(google, sign_in, make, role, allowed):
    members = {"demo@example.com": "organizer"}
    if role:
        members["eva@example.com"] = role
    google.add_user("eva@example.com")
    team = google.create_drive("Team", members)
    file = make("a", team, content=b"1")["id"]
    files = sign_in("eva@example.com").files()
    attempts = {
        "read": files.get(fileId=file, **ALL),
        "write": files.update(fileId=file, body={"name": "b"}, **ALL),
        "trash": files.update(fileId=file, body={"trashed": True}, **ALL),
        "delete": files.delete(fileId=file, **ALL),
    }
    done = set()
    for name, request in attempts.items():
        try:
            request.execute()
            done.add(name)
        except HttpError as error:
            assert error.status_code == (403 if role else 404)
    assert done == allowed


def test_move_into_a_shared_drive(google, make, team, drive):
    folder = make("folder")
    file = make("a", folder["id"], content=b"1")
    drive.files().update(
        fileId=folder["id"],
        addParents=team,
        removeParents=folder["parents"][0],
        **ALL,
    ).execute()
    moved = drive.files().get(fileId=file["id"], fields="driveId", **ALL).execute()
    assert moved["driveId"] == team
    assert [entry["path"] for entry in google.tree()] == [
        "/Team/folder",
        "/Team/folder/a",
    ]


def test_create_rename_delete(drive, raw, make):
    made = drive.drives().create(requestId="1", body={"name": "New"}).execute()
    with pytest.raises(HttpError) as caught:
        drive.drives().create(requestId="1", body={"name": "New"}).execute()
    assert caught.value.status_code == 409
    body = {"name": "Other"}
    renamed = drive.drives().update(driveId=made["id"], body=body).execute()
    assert renamed["name"] == "Other"
    file = make("a", made["id"], content=b"1")
    with pytest.raises(HttpError) as caught:
        drive.drives().delete(driveId=made["id"]).execute()
    assert caught.value.status_code == 403
    drive.files().delete(fileId=file["id"], **ALL).execute()
    drive.drives().delete(driveId=made["id"]).execute()
    assert drive.drives().list().execute()["drives"] == []
    for path, body in (("?requestId=2", {}), ("", {"name": "x"})):
        assert raw.error("POST", f"/drive/v3/drives{path}", json=body)[0] == 400
