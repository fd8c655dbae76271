# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Upload sessions: fragments, resuming, conflicts, commit, cancel."""

import os
from pathlib import Path

import pytest
import requests

from .conftest import UNIT

CONTENT = os.urandom(2 * UNIT + 1000)
SIZE = len(CONTENT)


class Upload:
    """One upload session; the address alone authorises."""

    def __init__(self, reply):
        self.url = reply["uploadUrl"]
        self.reply = reply

    def put(self, first, last, total=SIZE, content=None, **headers):
        content = CONTENT[first : last + 1] if content is None else content
        headers["Content-Range"] = f"bytes {first}-{last}/{total}"
        return requests.put(self.url, data=content, headers=headers, timeout=30)

    def status(self):
        return requests.get(self.url, timeout=30)

    def error(self, *arguments, **options):
        answer = self.put(*arguments, **options)
        error = answer.json()["error"]
        return answer.status_code, error["code"], error["innerError"].get("code")


@pytest.fixture
def start(graph):
    """Function: name and properties of the item -> ``Upload`` into the top folder."""

    def begin(name="big.bin", behavior="replace", item_id=None, headers=None, **body):
        place = item_id or f"{graph.root}:/{name}:"
        item = {"@microsoft.graph.conflictBehavior": behavior}
        item |= body.pop("item", {})
        path = f"{graph.drive}/items/{place}/createUploadSession"
        reply = graph.ok("POST", path, json={"item": item, **body}, headers=headers)
        return Upload(reply)

    return begin


def test_whole_upload(start, graph):
    upload = start()
    assert upload.reply["nextExpectedRanges"] == ["0-"]
    assert upload.reply["expirationDateTime"]
    first = upload.put(0, UNIT - 1)
    assert first.status_code == 202
    assert first.json()["nextExpectedRanges"] == [f"{UNIT}-"]
    upload.put(UNIT, 2 * UNIT - 1)
    last = upload.put(2 * UNIT, SIZE - 1)
    assert last.status_code == 201
    assert last.json()["size"] == SIZE
    assert graph.content(last.json()["id"]) == CONTENT
    assert upload.status().status_code == 404


def test_new_content_of_a_file(start, graph):
    file = graph.file("a.bin", b"old")
    upload = start(item_id=file["id"])
    done = upload.put(0, SIZE - 1)
    assert done.status_code == 200
    assert done.json()["id"] == file["id"]
    assert graph.content(file["id"]) == CONTENT


def test_empty_body_is_enough(graph):
    path = f"{graph.drive}/items/{graph.root}:/a.bin:/createUploadSession"
    for options in ({}, {"json": {}}, {"json": {"item": {}}}):
        upload = Upload(graph.ok("POST", path, **options))
        assert upload.put(0, SIZE - 1).ok


@pytest.mark.parametrize(
    "first, last, expected",
    [
        (0, UNIT - 1, "fragmentOverlap"),
        (2 * UNIT, SIZE - 1, "fragmentOutOfOrder"),
    ],
)
def test_fragments_out_of_place(first, last, expected, start):
    upload = start()
    upload.put(0, UNIT - 1)
    assert upload.error(first, last) == (416, "invalidRange", expected)
    status = upload.status()
    assert status.status_code == 200
    assert status.json()["nextExpectedRanges"] == [f"{UNIT}-"]
    assert upload.put(UNIT, SIZE - 1).status_code == 201


@pytest.mark.parametrize(
    "arguments, expected",
    [
        ((0, UNIT), (400, "invalidRequest", "invalidFragmentLength")),
        ((0, 99), (400, "invalidRequest", "invalidFragmentLength")),
        ((0, 99, 50), (400, "invalidRequest", None)),
        ((0, 99, 100, b"short"), (400, "invalidRequest", None)),
    ],
)
def test_wrong_fragments(arguments, expected, start):
    assert start().error(*arguments) == expected


def test_fragment_of_60_mebibytes_is_too_long(start):
    total = 60 << 20
    upload = start()
    answer = upload.put(0, total - 1, total, content=bytes(total))
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "maxFragmentLengthExceeded"


def test_malformed_range(start):
    answer = requests.put(start().url, data=b"x", timeout=10)
    assert answer.status_code == 400


def test_total_must_not_change(start):
    upload = start()
    upload.put(0, UNIT - 1)
    found = upload.error(UNIT, 2 * UNIT - 1, 9 * UNIT)
    assert found == (400, "invalidRequest", None)


def test_announced_size_counts(start, graph, microsoft):
    upload = start(item={"fileSize": 5 * UNIT})
    assert upload.error(0, UNIT - 1)[:2] == (400, "invalidRequest")
    microsoft.set_quota(1000)
    path = f"{graph.drive}/items/{graph.root}:/b.bin:/createUploadSession"
    body = {"item": {"fileSize": 1001}}
    assert graph.error("POST", path, json=body) == (507, "quotaLimitReached")


@pytest.mark.parametrize("body", [{"item": 5}, {"item": {"fileSize": "many"}}])
def test_bad_bodies(body, graph):
    path = f"{graph.drive}/items/{graph.root}:/a.bin:/createUploadSession"
    assert graph.error("POST", path, json=body) == (400, "invalidRequest")


def test_deferred_commit_with_unknown_total(start, graph):
    upload = start(deferCommit=True)
    upload.put(0, UNIT - 1, "*")
    last = upload.put(UNIT, SIZE - 1, "*")
    assert last.status_code == 202
    assert graph.names() == []
    done = requests.post(upload.url, timeout=10)
    assert done.status_code == 201
    assert graph.content(done.json()["id"]) == CONTENT
    assert requests.post(upload.url, timeout=10).status_code == 404


def test_commit_before_the_end(start):
    upload = start(deferCommit=True)
    assert requests.post(upload.url, timeout=10).status_code == 400
    upload.put(0, UNIT - 1)
    assert requests.post(upload.url, timeout=10).status_code == 400


def test_cancel(start, graph):
    upload = start()
    upload.put(0, UNIT - 1)
    assert requests.delete(upload.url, timeout=10).status_code == 204
    assert upload.error(UNIT, SIZE - 1)[:2] == (404, "itemNotFound")
    assert graph.names() == []


def test_times_of_the_item(start):
    times = {"fileSystemInfo": {"lastModifiedDateTime": "2020-02-03T04:05:06Z"}}
    done = start(item=times).put(0, SIZE - 1).json()
    found = done["fileSystemInfo"]["lastModifiedDateTime"]
    assert found == "2020-02-03T04:05:06Z"


def test_name_that_is_taken(start, graph):
    graph.file("big.bin")
    path = f"{graph.drive}/items/{graph.root}:/big.bin:/createUploadSession"
    body = {"item": {"@microsoft.graph.conflictBehavior": "fail"}}
    assert graph.error("POST", path, json=body) == (409, "nameAlreadyExists")
    done = start(behavior="rename").put(0, SIZE - 1)
    assert done.json()["name"] == "big 1.bin"


def test_name_taken_in_the_meantime_keeps_the_session(start, graph):
    upload = start(behavior="fail")
    other = graph.file("big.bin", b"other")
    found = upload.error(0, SIZE - 1)
    assert found[:2] == (409, "nameAlreadyExists")
    assert upload.status().status_code == 200
    graph("DELETE", f"{graph.drive}/items/{other['id']}")
    done = requests.post(upload.url, timeout=10)
    assert done.status_code == 201
    assert graph.content(done.json()["id"]) == CONTENT


def test_commit_under_another_name(start, graph):
    upload, folder = start(behavior="fail"), graph.folder("Folder")
    graph.file("big.bin", b"other")
    assert upload.error(0, SIZE - 1)[:2] == (409, "nameAlreadyExists")
    path = f"{graph.drive}/items/{folder['id']}"
    body = {"name": "large.bin", "@microsoft.graph.sourceUrl": upload.url}
    item = graph.ok("PUT", path, json=body)
    assert item["name"] == "large.bin"
    assert graph.names(folder["id"]) == ["large.bin"]
    assert graph.content(item["id"]) == CONTENT
    assert graph.error("PUT", path, json=body) == (404, "itemNotFound")
    assert graph.error("PUT", path, json={"name": "x"}) == (404, "itemNotFound")


def test_file_deleted_in_the_meantime(start, graph):
    file = graph.file("a.bin", b"old")
    upload = start(item_id=file["id"])
    graph("DELETE", f"{graph.drive}/items/{file['id']}")
    assert upload.error(0, SIZE - 1)[:2] == (404, "itemNotFound")


def test_precondition(start, graph, control):
    file = graph.file("big.bin", b"old")
    path = f"{graph.drive}/items/{file['id']}/createUploadSession"
    found = graph.error("POST", path, json={}, headers={"If-Match": '"x,1"'})
    assert found == (412, "notAllowed")
    headers = {"If-Match": file["eTag"]}
    done = start(headers=headers).put(0, SIZE - 1)
    assert done.status_code == 200
    control.set(microsoft_session_changes_etag=True)
    headers = {"If-Match": done.json()["eTag"]}
    upload = start(headers=headers)
    assert upload.error(0, SIZE - 1)[:2] == (412, "notAllowed")


def test_bearer_token_is_tolerated_or_refused(start, control):
    upload = start()
    assert upload.put(0, UNIT - 1, Authorization="Bearer x").status_code == 202
    control.set(microsoft_strict_storage_auth=True)
    found = upload.error(UNIT, 2 * UNIT - 1, Authorization="Bearer x")
    assert found[:2] == (401, "unauthenticated")
    assert upload.put(UNIT, 2 * UNIT - 1).status_code == 202


def test_address_without_its_secret(start):
    upload = start()
    upload.url = upload.url.split("?")[0]
    assert upload.error(0, UNIT - 1)[:2] == (404, "itemNotFound")


def test_sessions_end(start, microsoft):
    upload = start()
    upload.put(0, UNIT - 1)
    microsoft.expire_upload_sessions()
    assert upload.error(UNIT, 2 * UNIT - 1)[:2] == (404, "itemNotFound")


def test_session_is_lost_or_only_seems_so(start, control):
    upload = start()
    upload.put(0, UNIT - 1)
    control.add_fault("spurious_404", "graph.upload.chunk", count=1)
    assert upload.error(UNIT, 2 * UNIT - 1)[:2] == (404, "itemNotFound")
    assert upload.put(UNIT, 2 * UNIT - 1).status_code == 202
    control.add_fault("session_gone", "graph.upload.chunk", count=1)
    assert upload.error(2 * UNIT, SIZE - 1)[:2] == (404, "itemNotFound")
    assert upload.status().status_code == 404


def test_resume_after_a_cut(start, control, graph):
    upload = start()
    control.add_fault("cut", "graph.upload.chunk", after_bytes=UNIT + 7, count=1)
    with pytest.raises(requests.ConnectionError):
        upload.put(0, SIZE - 1)
    [expected] = upload.status().json()["nextExpectedRanges"]
    known = int(expected.rstrip("-"))
    assert known == UNIT + 7
    done = upload.put(known, SIZE - 1)
    assert graph.content(done.json()["id"]) == CONTENT


def test_file_is_there_although_the_answer_is_lost(start, control, graph):
    upload = start()
    control.add_fault("timeout_after_success", "graph.upload.chunk", count=1)
    with pytest.raises(requests.ConnectionError):
        upload.put(0, SIZE - 1)
    assert upload.status().status_code == 404
    assert graph.names() == ["big.bin"]


def test_resume_after_a_restart(start, emulator, graph):
    upload = start()
    upload.put(0, UNIT - 1)
    emulator.restart()
    assert upload.status().json()["nextExpectedRanges"] == [f"{UNIT}-"]
    done = upload.put(UNIT, SIZE - 1)
    assert graph.content(done.json()["id"]) == CONTENT


def test_content_is_never_held_in_memory(start, emulator):
    """Neither way, however large it is (Linux: peak of the process)."""
    status = Path(f"/proc/{emulator.pid}/status")
    if not status.exists():
        pytest.skip("needs /proc")

    def peak():
        [line] = [row for row in status.read_text().splitlines() if "VmHWM" in row]
        return int(line.split()[1]) * 1024

    fragment = 128 * UNIT
    content, total = bytes(fragment), 3 * fragment
    upload, before = start(), peak()
    for first in range(0, total, fragment):
        reply = upload.put(first, first + fragment - 1, total, content=content)
    address = reply.json()["@microsoft.graph.downloadUrl"]
    with requests.get(address, stream=True, timeout=30) as answer:
        parts = [len(part) for part in answer.iter_content(1 << 20)]
    assert sum(parts) == total
    assert peak() - before < 16 << 20
