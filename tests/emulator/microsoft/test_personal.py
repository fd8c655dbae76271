# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is different on OneDrive personal."""

import hashlib

import pytest

from .conftest import Graph

USER = "me@outlook.example"


@pytest.fixture
def personal(emulator, microsoft):
    microsoft.add_user(USER, "Me", personal=True)
    graph = Graph(emulator.url, microsoft.authorize(user=USER)["access_token"])
    drive = graph.ok("GET", "/me/drive")
    graph.drive_id, graph.drive = drive["id"], f"/drives/{drive['id']}"
    graph.root = graph.ok("GET", "/me/drive/root")["id"]
    return graph


def test_ids_and_kind(personal):
    drive = personal.ok("GET", "/me/drive")
    assert drive["driveType"] == "personal"
    assert len(drive["id"]) == 16
    assert personal.file("a.txt")["id"].startswith(f"{drive['id']}!s")


def test_more_hashes(personal):
    hashes = personal.file("a.txt", b"J")["file"]["hashes"]
    assert hashes == {
        "quickXorHash": "SgAAAAAAAAAAAAAAAQAAAAAAAAA=",
        "sha1Hash": hashlib.sha1(b"J").hexdigest().upper(),
        "sha256Hash": hashlib.sha256(b"J").hexdigest().upper(),
    }


def test_tombstones_keep_the_name(personal):
    file = personal.file("a.txt")
    entries, link = personal.delta()
    assert entries[1]["cTag"]
    personal("DELETE", f"{personal.drive}/items/{file['id']}")
    [entry] = personal.delta(link)[0]
    assert (entry["name"], entry["deleted"]) == ("a.txt", {"state": "deleted"})
    assert "size" not in entry


def test_feed_of_a_folder_is_answered(personal):
    folder = personal.folder("Folder")
    path = f"{personal.drive}/items/{folder['id']}/delta"
    assert personal.delta(path)[0]


def test_restore_by_the_api(personal):
    folder = personal.folder("Folder")
    file = personal.file("a.txt", b"one", folder["id"])
    other = personal.folder("Other")
    personal("DELETE", f"{personal.drive}/items/{folder['id']}")
    path = f"{personal.drive}/items/{folder['id']}/restore"
    body = {"parentReference": {"id": other["id"]}, "name": "Back"}
    item = personal.ok("POST", path, json=body)
    assert (item["id"], item["name"]) == (folder["id"], "Back")
    assert item["parentReference"]["id"] == other["id"]
    assert personal.content(file["id"]) == b"one"
    assert personal.error("POST", path, json={}) == (404, "itemNotFound")


def test_restore_to_where_it_was(personal):
    file = personal.file("a.txt")
    personal("DELETE", f"{personal.drive}/items/{file['id']}")
    path = f"{personal.drive}/items/{file['id']}/restore"
    assert personal.error(
        "POST", path, json={"parentReference": {"id": "nowhere"}}
    ) == (404, "itemNotFound")
    assert personal.ok("POST", path)["name"] == "a.txt"


def test_no_permanent_delete(personal):
    file = personal.file("a.txt")
    path = f"{personal.drive}/items/{file['id']}/permanentDelete"
    assert personal.error("POST", path) == (400, "notSupported")


def test_precondition_code(personal):
    file = personal.file("a.txt")
    path = f"{personal.drive}/items/{file['id']}"
    found = personal.error("DELETE", path, headers={"If-Match": '"x,1"'})
    assert found == (412, "resourceModified")


def test_no_sharepoint(personal, microsoft):
    library = microsoft.add_site("Team")["drive"]
    assert personal.error("GET", f"/drives/{library}") == (403, "accessDenied")
