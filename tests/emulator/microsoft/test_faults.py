# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Fault switches of the Microsoft half."""

import hashlib
import http.client
import io
import time
import zipfile
from contextlib import closing

import pytest
import requests

from cloud_emulator import ControlError

from .conftest import UNIT


@pytest.mark.parametrize(
    "fault, expected",
    [
        ({"kind": "rate_limit_429"}, (429, "activityLimitReached", "throttledRequest")),
        ({"kind": "rate_limit_403"}, (429, "activityLimitReached", "throttledRequest")),
        ({"kind": "server_error"}, (503, "serviceNotAvailable")),
        ({"kind": "server_error", "status": 504}, (504, "generalException")),
        ({"kind": "unauthorized"}, (401, "InvalidAuthenticationToken")),
        ({"kind": "locked_423"}, (423, "resourceLocked")),
        (
            {"kind": "locked_423", "reason": "notAllowed"},
            (423, "notAllowed", "resourceLocked"),
        ),
        ({"kind": "precondition_412"}, (412, "notAllowed")),
        (
            {"kind": "precondition_412", "reason": "resourceModified"},
            (412, "resourceModified"),
        ),
        ({"kind": "quota_507"}, (507, "quotaLimitReached")),
        ({"kind": "storage_quota"}, (507, "quotaLimitReached")),
        ({"kind": "error", "status": 509, "reason": "bandwidth"}, (509, "bandwidth")),
        ({"kind": "error"}, (500, "generalException")),
    ],
)
def test_answers(fault, expected, graph, control):
    file = graph.file("a.txt")
    path = f"{graph.drive}/items/{file['id']}"
    control.add_fault(route="graph.items.update", count=1, **fault)
    assert graph.error("PATCH", path, json={"name": "b.txt"}) == expected
    assert graph.item(file["id"])["name"] == "a.txt"
    assert graph.ok("PATCH", path, json={"name": "b.txt"})["name"] == "b.txt"


def test_patch_that_does_nothing(graph, control):
    file = graph.file("a.txt")
    control.add_fault("patch_noop_204", "graph.items.update", count=1)
    path = f"{graph.drive}/items/{file['id']}"
    answer = graph("PATCH", path, json={"name": "b.txt"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert graph.item(file["id"])["name"] == "a.txt"


def test_unauthorized_once_says_where_to_sign_in(graph, control):
    control.add_fault("unauthorized", "graph.me", count=1)
    answer = graph("GET", "/me")
    assert answer.status_code == 401
    assert "authorization_uri=" in answer.headers["WWW-Authenticate"]
    assert graph("GET", "/me").ok


def test_throttling_holds_for_the_whole_account(graph, control, microsoft, sign_in_as):
    microsoft.add_user("anna@example.com")
    anna = sign_in_as("anna@example.com")
    control.add_fault("rate_limit_429", "graph.items.get", retry_after=2, count=1)
    start = time.monotonic()
    answer = graph("GET", "/me/drive/root")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert answer.headers["RateLimit-Remaining"] == "0"
    assert anna("GET", "/me/drive").ok
    too_early = graph("GET", "/me/drive")
    assert too_early.status_code == 429
    assert too_early.headers["Retry-After"] in ("1", "2")
    assert microsoft.throttled() == {"demo@example.com": 1}
    time.sleep(max(0, start + 2.1 - time.monotonic()))
    assert graph("GET", "/me/drive").ok
    assert microsoft.throttled() == {"demo@example.com": 1}


def test_unavailable_with_retry_after(graph, control, microsoft):
    control.add_fault("server_error", "graph.*", retry_after=3, count=1)
    answer = graph("GET", "/me/drive")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert graph.error("GET", "/me/drive") == (503, "serviceNotAvailable")
    assert microsoft.throttled() == {"demo@example.com": 1}
    microsoft.end_throttling()
    assert graph("GET", "/me/drive").ok
    assert microsoft.throttled() == {}


def test_work_is_done_although_the_answer_is_lost(graph, control):
    control.add_fault("timeout_after_success", "graph.items.create", count=1)
    with pytest.raises(requests.ConnectionError):
        graph.folder("Folder")
    assert graph.names() == ["Folder"]


def test_upload_cut_in_the_middle_leaves_nothing(graph, control, emulator):
    control.add_fault("cut", "graph.items.upload", after_bytes=1000, count=1)
    with pytest.raises(requests.ConnectionError):
        graph.file("a.bin", bytes(UNIT))
    assert graph.names() == []
    assert not list((emulator.state / "microsoft" / "incoming").iterdir())


def test_unknown_kinds_and_routes_are_refused(control):
    with pytest.raises(ControlError, match="resync_410"):
        control.add_fault("nonsense", "graph.*")
    with pytest.raises(ControlError, match="graph.items.children"):
        control.add_fault("error", "graph.nonsense")


def office_file(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name, content",
    [
        ("a.docx", office_file("hello")),
        ("a.docx", b"no real document"),
        ("a.PDF", b"%PDF-1.4\n%%EOF\n"),
        ("a.html", b"<p>hello</p>"),
        ("a.xlsx", b""),
    ],
)
def test_library_rewrites_documents(name, content, graph, control):
    control.add_fault("sharepoint_rewrite", "graph.items.upload")
    item = graph.file(name, content)
    stored = graph.content(item["id"])
    assert stored != content
    assert len(stored) == item["size"]
    assert stored.startswith(content[:-2])
    again = graph.item(item["id"])
    assert again["file"] == item["file"]
    assert again["lastModifiedBy"]["application"]


def test_rewritten_office_file_is_still_one(graph, control):
    control.add_fault("sharepoint_rewrite", "graph.items.upload")
    item = graph.file("a.docx", office_file("hello"))
    with zipfile.ZipFile(io.BytesIO(graph.content(item["id"]))) as archive:
        assert archive.read("word/document.xml") == b"hello"


def test_other_files_stay_as_they_are(graph, control):
    control.add_fault("sharepoint_rewrite", "graph.*")
    item = graph.file("a.png", b"picture")
    assert graph.content(item["id"]) == b"picture"


def test_rewritten_at_the_end_of_a_session(graph, control):
    control.add_fault("sharepoint_rewrite", "graph.upload.chunk")
    content = office_file("x" * UNIT)
    path = f"{graph.drive}/root:/a.docx:/createUploadSession"
    url = graph.ok("POST", path, json={})["uploadUrl"]
    size = len(content)
    headers = {"Content-Range": f"bytes 0-{size - 1}/{size}"}
    item = requests.put(url, data=content, headers=headers, timeout=10).json()
    assert item["size"] > size


def test_rewritten_behind_the_back(graph, control):
    control.add_fault("sharepoint_rewrite", "graph.items.upload", seconds=0.3)
    item = graph.file("a.docx", office_file("hello"))
    _entries, link = graph.delta()
    assert graph.item(item["id"])["eTag"] == item["eTag"]
    deadline = time.monotonic() + 10
    while graph.item(item["id"])["eTag"] == item["eTag"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    changed = graph.delta(link)[0][-1]
    assert changed["id"] == item["id"]
    stored = graph.content(item["id"])
    assert hashlib.sha1(stored) != hashlib.sha1(office_file("hello"))
    assert changed["size"] == len(stored) > item["size"]


def test_slow_client_keeps_nobody_waiting(graph, emulator):
    """Somebody announces a body and does not send it: the others work on."""
    connection = http.client.HTTPConnection("127.0.0.1", emulator.port, timeout=10)
    with closing(connection):
        connection.putrequest("POST", f"/v1.0{graph.drive}/root/children")
        connection.putheader("Authorization", graph.session.headers["Authorization"])
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", "50")
        connection.endheaders(b'{"name": ')
        start = time.monotonic()
        for number in range(5):
            graph.folder(f"f{number}")
        assert time.monotonic() - start < 5
    assert len(graph.names()) == 5
