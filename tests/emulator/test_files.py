# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Create, read, rename, move, copy, delete."""

import hashlib
import re

import pytest
from googleapiclient.errors import HttpError

FOLDER = "application/vnd.google-apps.folder"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def reason(caught):
    return caught.value.status_code, caught.value.error_details[0]["reason"]


def test_file_resource(make):
    folder = make("Folder")
    file = make("report.tar.gz", folder["id"], content=b"12345")
    assert file["size"] == "5"
    assert file["md5Checksum"] == hashlib.md5(b"12345").hexdigest()
    assert file["sha1Checksum"] == hashlib.sha1(b"12345").hexdigest()
    assert file["sha256Checksum"] == hashlib.sha256(b"12345").hexdigest()
    assert file["parents"] == [folder["id"]]
    assert isinstance(file["version"], str)
    assert TIME.fullmatch(file["modifiedTime"])
    assert TIME.fullmatch(file["createdTime"])
    assert file["mimeType"] == "text/plain"
    assert (file["fileExtension"], file["fullFileExtension"]) == ("gz", "tar.gz")
    assert file["originalFilename"] == "report.tar.gz"
    assert file["headRevisionId"]
    assert file["ownedByMe"] is True
    assert file["owners"][0]["emailAddress"] == "demo@example.com"
    assert file["capabilities"]["canTrash"] is True
    assert file["spaces"] == ["drive"]


def test_folder_has_no_content(make):
    folder = make("Folder")
    assert folder["mimeType"] == FOLDER
    assert not {"size", "md5Checksum", "headRevisionId"} & set(folder)
    assert folder["capabilities"]["canAddChildren"] is True


def test_root_alias_gives_the_real_id(drive, make):
    root = drive.files().get(fileId="root").execute()
    assert root["id"] != "root"
    assert make("a")["parents"] == [root["id"]]
    assert make("b", "root")["parents"] == [root["id"]]


def test_names_may_repeat_and_contain_anything(make, names):
    for name in ("a/b", "a/b", "x' \\ ü\u2028😀", "A/B"):
        make(name)
    assert names() == sorted(["a/b", "a/b", "x' \\ ü\u2028😀", "A/B"])


def test_metadata_only_file_is_empty(drive):
    file = drive.files().create(body={"name": "x"}, fields="*").execute()
    assert (file["size"], file["mimeType"]) == ("0", "application/octet-stream")
    assert file["md5Checksum"] == hashlib.md5(b"").hexdigest()


def test_rename_raises_the_version(drive, make):
    file = make("old", content=b"1")
    update = drive.files().update(fileId=file["id"], body={"name": "new"}, fields="*")
    renamed = update.execute()
    assert renamed["name"] == "new"
    assert int(renamed["version"]) > int(file["version"])
    assert renamed["headRevisionId"] == file["headRevisionId"]


def test_times_of_the_client_are_kept(drive, make):
    file = make("a", content=b"1", modifiedTime="2020-01-02T03:04:05.123456789Z")
    assert file["modifiedTime"] == "2020-01-02T03:04:05.123Z"
    body = {"modifiedTime": "2021-01-02T05:04:05+02:00"}
    update = drive.files().update(fileId=file["id"], body=body, fields="modifiedTime")
    assert update.execute()["modifiedTime"] == "2021-01-02T03:04:05.000Z"


def test_move_and_rename_at_once(drive, make):
    first, second = make("1"), make("2")
    file = make("a", first["id"], content=b"1")
    update = drive.files().update(
        fileId=file["id"],
        body={"name": "b"},
        addParents=second["id"],
        removeParents=first["id"],
        fields="name,parents",
    )
    assert update.execute() == {"name": "b", "parents": [second["id"]]}


def test_same_parent_in_both_keeps_it(drive, make):
    folder = make("1")
    file = make("a", folder["id"], content=b"1")
    update = drive.files().update(
        fileId=file["id"],
        body={"name": "b"},
        addParents=folder["id"],
        removeParents=folder["id"],
        fields="name,parents",
    )
    assert update.execute() == {"name": "b", "parents": [folder["id"]]}


def test_forbidden_moves(drive, make):
    outer = make("outer")
    inner = make("inner", outer["id"])
    file = make("file", content=b"1")

    def update(file_id, **options):
        with pytest.raises(HttpError) as caught:
            drive.files().update(fileId=file_id, **options).execute()
        return reason(caught)

    second = update(file["id"], addParents=outer["id"])
    assert second == (403, "cannotAddParent")
    cycle = {"addParents": inner["id"], "removeParents": outer["parents"][0]}
    assert update(outer["id"], **cycle) == (400, "badRequest")
    written = update(file["id"], body={"parents": [outer["id"]]})
    assert written == (403, "fieldNotWritable")
    onto = {"addParents": file["id"], "removeParents": outer["id"]}
    assert update(inner["id"], **onto) == (403, "parentNotAFolder")
    assert update("root", body={"name": "x"})[0] == 403
    gone = {"addParents": "nowhere", "removeParents": outer["id"]}
    assert update(inner["id"], **gone) == (404, "notFound")


def test_two_parents_at_creation(drive, make):
    parents = [make("1")["id"], make("2")["id"]]
    with pytest.raises(HttpError) as caught:
        drive.files().create(body={"name": "x", "parents": parents}).execute()
    assert reason(caught) == (403, "cannotAddParent")


def test_unknown_ids(raw):
    for method, path, options in (
        ("GET", "/drive/v3/files/nowhere", {}),
        ("PATCH", "/drive/v3/files/nowhere", {"json": {"name": "x"}}),
        ("DELETE", "/drive/v3/files/nowhere", {}),
        ("POST", "/drive/v3/files/nowhere/copy", {"json": {}}),
        ("POST", "/drive/v3/files", {"json": {"parents": ["nowhere"]}}),
    ):
        status, detail = raw.error(method, path, **options)
        assert (status, detail) == (
            404,
            {
                "message": "File not found: nowhere.",
                "domain": "global",
                "reason": "notFound",
                "location": "fileId",
                "locationType": "parameter",
            },
        )


def test_generated_ids_make_creation_repeatable(drive, make):
    ids = drive.files().generateIds(count=3, space="drive", type="files").execute()
    assert len(set(ids["ids"])) == 3
    first, second, third = ids["ids"]
    assert make("a", content=b"1", id=first)["id"] == first
    assert make("folder", id=second)["id"] == second
    for content in (b"1", None):
        with pytest.raises(HttpError) as caught:
            make("a", content=content, id=first)
        assert reason(caught) == (409, "fileIdInUse")
    with pytest.raises(HttpError) as caught:
        make("a", id="made-up")
    assert caught.value.status_code == 400
    with pytest.raises(HttpError) as caught:
        make("a", id=third, mimeType="application/vnd.google-apps.document")
    assert caught.value.status_code == 400


def test_delete_takes_everything_below(drive, make, raw, names):
    folder = make("folder")
    file = make("a", make("sub", folder["id"])["id"], content=b"1")
    assert raw("DELETE", f"/drive/v3/files/{folder['id']}").status_code == 204
    assert names() == []
    assert raw("GET", f"/drive/v3/files/{file['id']}").status_code == 404
    assert raw("DELETE", "/drive/v3/files/root").status_code == 403


def test_copy(drive, make):
    folder = make("folder")
    file = make("a", content=b"123", appProperties={"k": "v"}, properties={"p": "q"})
    body = {"name": "b", "parents": [folder["id"]], "appProperties": {"k": "w"}}
    copied = drive.files().copy(fileId=file["id"], body=body, fields="*").execute()
    assert copied["id"] != file["id"]
    assert copied["md5Checksum"] == file["md5Checksum"]
    assert copied["parents"] == [folder["id"]]
    assert copied["appProperties"] == {"k": "w"}
    assert copied["properties"] == {"p": "q"}
    unnamed = drive.files().copy(fileId=file["id"], fields="*").execute()
    assert unnamed["name"] == "Copy of a"
    assert unnamed["parents"] == file["parents"]
    with pytest.raises(HttpError) as caught:
        drive.files().copy(fileId=folder["id"]).execute()
    assert reason(caught) == (403, "cannotCopyFile")


def test_copy_of_a_native_document_has_its_text(drive, google):
    document = google.create_native("/", "Doc", text="hello")
    copied = drive.files().copy(fileId=document).execute()
    export = drive.files().export(fileId=copied["id"], mimeType="text/plain")
    assert b"hello" in export.execute()


def test_folders_nest_a_hundred_deep(make):
    parent = None
    for level in range(100):
        parent = make(str(level), parent, fields="id")["id"]
    with pytest.raises(HttpError) as caught:
        make("101", parent)
    assert reason(caught) == (403, "myDriveHierarchyDepthLimitExceeded")


def test_shortcut(drive, make, raw):
    target = make("a", content=b"1")
    shortcut = drive.files().create(
        body={
            "name": "link",
            "mimeType": "application/vnd.google-apps.shortcut",
            "shortcutDetails": {"targetId": target["id"]},
        },
        fields="*",
    )
    made = shortcut.execute()
    assert made["shortcutDetails"] == {
        "targetId": target["id"],
        "targetMimeType": "text/plain",
    }
    assert "size" not in made
    drive.files().delete(fileId=target["id"]).execute()
    assert drive.files().get(fileId=made["id"]).execute()["name"] == "link"
    status, detail = raw.error("GET", f"/drive/v3/files/{made['id']}?alt=media")
    assert (status, detail["reason"]) == (403, "fileNotDownloadable")


@pytest.mark.parametrize(
    "body",
    [
        {"name": 5},
        {"mimeType": "nothing"},
        {"modifiedTime": "yesterday"},
        {"starred": "yes"},
        {"properties": ["a"]},
    ],
)
def test_bad_values_are_400(raw, body):
    assert raw.error("POST", "/drive/v3/files", json=body)[0] == 400


def test_bad_json(raw):
    for data in (b"{", b"[]", b'"x"'):
        assert raw.error("POST", "/drive/v3/files", data=data)[0] == 400


def test_starred_description_colour(drive, make):
    body = {"starred": True, "description": "d", "folderColorRgb": "#7bd148"}
    folder = make("folder", **body)
    assert {name: folder[name] for name in body} == body
