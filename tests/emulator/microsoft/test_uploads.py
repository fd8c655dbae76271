# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Uploads in one request."""

import http.client
import json
from contextlib import closing

import pytest


@pytest.fixture
def put(graph):
    """Function: name, content -> answer of an upload into the top folder."""

    def send(name, content=b"content", **options):
        path = f"{graph.drive}/items/{graph.root}:/{name}:/content"
        return graph("PUT", path, data=content, **options)

    return send


def test_new_and_replaced(put, graph):
    first = put("a.txt", b"one")
    assert first.status_code == 201
    second = put("A.TXT", b"other")
    assert second.status_code == 200
    assert second.json()["id"] == first.json()["id"]
    assert second.json()["name"] == "a.txt"
    assert graph.content(first.json()["id"]) == b"other"


def test_content_may_be_json(put, graph):
    content = b'{"@microsoft.graph.conflictBehavior": "fail"}'
    put("a.json")
    headers = {"Content-Type": "application/json"}
    item = put("a.json", content, headers=headers).json()
    assert graph.content(item["id"]) == content


def test_by_id(graph):
    file = graph.file("a.txt", b"one")
    path = f"{graph.drive}/items/{file['id']}/content"
    item = graph.ok("PUT", path, data=b"other")
    assert (item["id"], item["size"]) == (file["id"], 5)
    folder = graph.folder("Folder")
    path = f"{graph.drive}/items/{folder['id']}/content"
    assert graph.error("PUT", path, data=b"x") == (400, "invalidRequest")


def test_empty_file(put):
    item = put("empty", b"").json()
    assert item["size"] == 0
    assert item["file"]["hashes"]["quickXorHash"] == "AAAAAAAAAAAAAAAAAAAAAAAAAAA="


def test_chunked_body(put, graph):
    item = put("a.bin", iter([b"one", b"two"])).json()
    assert graph.content(item["id"]) == b"onetwo"


def test_conflict_behavior_in_the_address(put, graph):
    put("a.tar.gz", b"first")
    option = "@microsoft.graph.conflictBehavior"
    taken = put("a.tar.gz", params={option: "fail"})
    assert taken.status_code == 409
    assert taken.json()["error"]["code"] == "nameAlreadyExists"
    renamed = put("a.tar.gz", b"second", params={option: "rename"}).json()
    assert renamed["name"] == "a.tar 1.gz"
    again = put("a.tar.gz", b"third", params={option: "rename"}).json()
    assert again["name"] == "a.tar 2.gz"
    replaced = put("a.tar.gz", b"fourth", params={option: "replace"})
    assert replaced.status_code == 200
    assert graph.names() == ["a.tar 1.gz", "a.tar 2.gz", "a.tar.gz"]


def test_folder_is_never_replaced_by_a_file(put, graph):
    graph.folder("Taken")
    answer = put("taken")
    assert answer.status_code == 409


def test_file_is_no_parent(put, graph):
    file = graph.file("a.txt")
    path = f"{graph.drive}/items/{file['id']}:/b.txt:/content"
    assert graph.error("PUT", path, data=b"x") == (400, "invalidRequest")


def test_missing_folders_of_a_path_are_made(graph):
    path = f"{graph.drive}/root:/One/Two/a.txt:/content"
    item = graph.ok("PUT", path, data=b"x")
    assert item["parentReference"]["path"].endswith("root:/One/Two")
    assert graph.names() == ["One"]


def test_precondition(put, graph):
    first = put("a.txt", b"one").json()
    changed = put("a.txt", b"two").json()
    stale = put("a.txt", b"three", headers={"If-Match": first["eTag"]})
    assert stale.status_code == 412
    assert graph.content(first["id"]) == b"two"
    fresh = put("a.txt", b"three", headers={"If-Match": changed["eTag"]})
    assert fresh.status_code == 200


def test_limit_of_one_request(graph, emulator):
    """Refused by the announced length, before the bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", emulator.port, timeout=10)
    with closing(connection):
        connection.putrequest("PUT", f"/v1.0{graph.drive}/root:/a.bin:/content")
        connection.putheader("Authorization", graph.session.headers["Authorization"])
        connection.putheader("Content-Length", str((250 << 20) + 1))
        connection.endheaders()
        answer = connection.getresponse()
        assert answer.status == 413
        error = json.loads(answer.read())["error"]
    assert error["code"] == "maxRequestLengthExceeded"


def test_bytes_go_only_to_content(graph):
    path = f"{graph.drive}/root:/a.txt"
    assert graph.error("PUT", path, data=b"x") == (400, "BadRequest")


def test_type_follows_the_name(put):
    def mime_type(name):
        headers = {"Content-Type": "text/x-nonsense"}
        return put(name, headers=headers).json()["file"]["mimeType"]

    assert mime_type("a.pdf") == "application/pdf"
    assert mime_type("unknown") == "application/octet-stream"


def test_full_drive(put, graph, microsoft):
    microsoft.set_quota(100)
    first = put("a.bin", bytes(60))
    full = put("b.bin", bytes(41))
    assert full.status_code == 507
    assert full.json()["error"]["code"] == "quotaLimitReached"
    assert put("a.bin", bytes(100)).status_code == 200
    quota = graph.ok("GET", "/me/drive")["quota"]
    assert quota == {
        "total": 100,
        "used": 100,
        "remaining": 0,
        "deleted": 0,
        "state": "exceeded",
    }
    graph("DELETE", f"{graph.drive}/items/{first.json()['id']}")
    assert put("b.bin", bytes(1)).status_code == 507
    microsoft.empty_bin()
    assert put("b.bin", bytes(41)).status_code == 201


@pytest.mark.parametrize(
    "used, state", [(80, "normal"), (95, "nearing"), (100, "exceeded")]
)
def test_state_of_the_quota(used, state, put, graph, microsoft):
    microsoft.set_quota(100)
    put("a.bin", bytes(used))
    assert graph.ok("GET", "/me/drive")["quota"]["state"] == state


def test_drive_without_limit(put, graph, microsoft):
    microsoft.set_quota(None)
    assert put("a.bin", bytes(1000)).ok
    quota = graph.ok("GET", "/me/drive")["quota"]
    assert (quota["total"], quota["used"]) == (0, 0)
