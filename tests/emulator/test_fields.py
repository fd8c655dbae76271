# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Partial answers."""

import pytest

DEFAULT = {"kind", "id", "name", "mimeType"}


def test_defaults_are_few(raw, make):
    file = make("a.txt", content=b"a")
    assert set(raw("GET", f"/drive/v3/files/{file['id']}").json()) == DEFAULT
    listed = raw("GET", "/drive/v3/files").json()
    assert set(listed) == {"kind", "incompleteSearch", "files"}
    assert set(listed["files"][0]) == DEFAULT
    changes = raw("GET", "/drive/v3/changes?pageToken=1").json()
    assert set(changes) == {"kind", "changes", "newStartPageToken"}
    change = changes["changes"][0]
    assert set(change) == {
        "kind", "changeType", "time", "removed", "fileId", "type", "file",
    }  # fmt: skip
    assert set(change["file"]) == DEFAULT


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        ("id", {"id"}),
        ("id,name", {"id", "name"}),
        (" id , name ", {"id", "name"}),
        ("", set()),
        ("owners/emailAddress", {"owners"}),
        ("owners(emailAddress,me),capabilities/canEdit", {"owners", "capabilities"}),
    ],
)
def test_mask_on_a_file(raw, make, mask, expected):
    file = make("a.txt", content=b"a")
    got = raw("GET", f"/drive/v3/files/{file['id']}", params={"fields": mask}).json()
    assert set(got) == expected


def test_nested_masks(raw, make):
    file = make("a.txt", content=b"a", appProperties={"k": "v"})
    address = f"/drive/v3/files/{file['id']}"
    mask = "owners(emailAddress,me),capabilities/canEdit,appProperties/k"
    got = raw("GET", address, params={"fields": mask}).json()
    assert got == {
        "owners": [{"emailAddress": "demo@example.com", "me": True}],
        "capabilities": {"canEdit": True},
        "appProperties": {"k": "v"},
    }
    everything = raw("GET", address, params={"fields": "*"}).json()
    assert {"md5Checksum", "version", "appProperties", "owners"} < set(everything)


@pytest.mark.parametrize("mask", ["files(id,parents)", "files/id,files/parents"])
def test_mask_on_a_list(raw, make, mask):
    make("a.txt", content=b"a")
    got = raw("GET", "/drive/v3/files", params={"fields": mask}).json()
    assert set(got) == {"files"}
    assert set(got["files"][0]) == {"id", "parents"}


@pytest.mark.parametrize(
    ("path", "mask", "name"),
    [
        ("/drive/v3/files", "files(id,nme)", "nme"),
        ("/drive/v3/files", "id", "id"),
        ("/drive/v3/files/root", "md5", "md5"),
        ("/drive/v3/files/root", "id(name)", "name"),
        ("/drive/v3/files/root", "owners(", "owners("),
        ("/drive/v3/files/root", "owners(me", "owners(me"),
        ("/drive/v3/files/root", "a$b", "a$b"),
        ("/drive/v3/about", "users", "users"),
    ],
)
def test_unknown_names(raw, path, mask, name):
    status, detail = raw.error("GET", path, params={"fields": mask})
    assert status == 400
    assert detail["reason"] == "invalidParameter"
    assert detail["location"] == "fields"
    assert detail["message"] == f"Invalid field selection {name}"


def test_wrong_mask_does_nothing(raw, names):
    body = {"name": "never"}
    raw.error("POST", "/drive/v3/files", json=body, params={"fields": "nme"})
    upload = "/upload/drive/v3/files?uploadType=resumable&fields=nme"
    assert raw.error("POST", upload, json=body)[0] == 400
    assert names() == []


def test_empty_mask_on_writes(raw, make):
    file = make("a.txt", content=b"a")
    reply = raw("PATCH", f"/drive/v3/files/{file['id']}?fields=", json={"name": "b"})
    assert reply.json() == {}


def test_about_requires_fields(raw):
    status, detail = raw.error("GET", "/drive/v3/about")
    assert (status, detail["reason"], detail["location"]) == (
        400,
        "required",
        "fields",
    )
