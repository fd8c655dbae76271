# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Resumable uploads."""

import hashlib
import io
import os

import pytest
import requests
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaIoBaseUpload

UNIT = 256 * 1024
START = "/upload/drive/v3/files?uploadType=resumable&fields=id,name,size"


@pytest.fixture
def start(raw):
    """Function: begin a session and return its address."""

    def begin(path=START, method="POST", length=None, mime_type=None, **body):
        headers = {}
        if length is not None:
            headers["X-Upload-Content-Length"] = str(length)
        if mime_type:
            headers["X-Upload-Content-Type"] = mime_type
        reply = raw(method, path, json=body or None, headers=headers)
        assert (reply.status_code, reply.content) == (200, b""), reply.text
        return reply.headers["Location"]

    return begin


def send(address, data, first=None, total="*", method="PUT"):
    """One chunk, without any token: the address is the authority."""
    headers = {}
    if first is not None:
        last = first + len(data) - 1
        headers["Content-Range"] = f"bytes {first}-{last}/{total}"
    return requests.request(method, address, data=data, headers=headers, timeout=30)


def ask(address, total="*"):
    headers = {"Content-Range": f"bytes */{total}"}
    return requests.put(address, headers=headers, timeout=30)


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("known", [True, False])
def test_chunks(start, google, method, known):
    data = os.urandom(2 * UNIT + 100)
    total = len(data) if known else "*"
    address = start(name="big", mime_type="text/csv")
    reply = send(address, data[:UNIT], 0, total, method)
    assert reply.status_code == 308
    assert reply.headers["Range"] == f"bytes=0-{UNIT - 1}"
    reply = send(address, data[UNIT : 2 * UNIT], UNIT, total, method)
    assert reply.headers["Range"] == f"bytes=0-{2 * UNIT - 1}"
    reply = send(address, data[2 * UNIT :], 2 * UNIT, len(data), method)
    assert reply.status_code == 200
    file = reply.json()
    assert set(file) == {"id", "name", "size"}
    assert file["size"] == str(len(data))
    assert google.read_file(file["id"]) == data
    [entry] = google.tree()
    assert entry["mimeType"] == "text/csv"


@pytest.mark.parametrize("size", [0, 1, UNIT, UNIT + 1, 3 * UNIT + 7])
def test_library(drive, google, size):
    data = os.urandom(size)
    media = MediaIoBaseUpload(
        io.BytesIO(data), "text/plain", resumable=True, chunksize=UNIT
    )
    request = drive.files().create(body={"name": "a"}, media_body=media)
    reply = None
    while reply is None:
        _progress, reply = request.next_chunk()
    assert google.read_file(reply["id"]) == data


def test_library_replaces_content(drive, google, make):
    file = make("a", content=b"old")
    media = MediaIoBaseUpload(io.BytesIO(b"x" * UNIT * 2), "text/plain", resumable=True)
    request = drive.files().update(
        fileId=file["id"], body={"name": "b"}, media_body=media
    )
    assert request.execute()["name"] == "b"
    assert google.read_file(file["id"]) == b"x" * UNIT * 2


def test_whole_content_in_one_go(start, google):
    reply = send(start(name="a"), b"all of it")
    assert (reply.status_code, reply.json()["size"]) == (200, "9")
    assert send(start(name="b"), b"").json()["size"] == "0"


def test_status_and_repeats(start, google):
    data = os.urandom(UNIT + 5)
    address = start(name="a", length=len(data))
    reply = ask(address, len(data))
    assert reply.status_code == 308
    assert "Range" not in reply.headers
    send(address, data[:UNIT], 0, len(data))
    assert ask(address).headers["Range"] == f"bytes=0-{UNIT - 1}"
    overlapping = send(address, data, 0, len(data))
    assert overlapping.status_code == 200
    done = ask(address, len(data))
    assert (done.status_code, done.json()) == (200, overlapping.json())
    again = send(address, data, 0, len(data))
    assert again.json() == overlapping.json()
    [entry] = google.tree()
    assert entry["size"] == len(data)
    assert google.read_file(entry["id"]) == data


def test_a_gap_is_not_stored(start):
    address = start(name="a")
    reply = send(address, b"x" * UNIT, UNIT, 3 * UNIT)
    assert reply.status_code == 308
    assert "Range" not in reply.headers


def test_small_chunks_are_refused(start):
    reply = send(start(name="a"), b"x" * 1000, 0, 5000)
    assert reply.status_code == 400
    message = reply.json()["error"]["message"]
    assert "required to be equal or greater than 262144" in message
    assert send(start(name="a"), b"x" * 1000, 0, "*").status_code == 400


@pytest.mark.parametrize(
    "content_range", ["bytes 0-5/10", "bytes 5-1/10", "bytes 0-9/5", "lines 1-2/3"]
)
def test_contradictions_are_refused(start, content_range):
    headers = {"Content-Range": content_range}
    reply = requests.put(start(name="a"), b"x" * 10, headers=headers, timeout=30)
    assert reply.status_code == 400


def test_announced_length_counts(start):
    address = start(name="a", length=20)
    assert send(address, b"x" * 10).status_code == 400
    assert send(address, b"x" * 10, 0, 10).status_code == 400
    assert send(address, b"x" * 20, 0, 20).status_code == 200


def test_unknown_session(emulator):
    address = f"{emulator.url}/upload/drive/v3/files?uploadType=resumable&upload_id=x"
    for reply in (send(address, b"x"), ask(address)):
        assert reply.status_code == 404
        assert reply.json()["error"]["errors"][0]["reason"] == "notFound"


def test_survives_kill(start, running_emulator, google):
    data = os.urandom(3 * UNIT)
    address = start(name="a")
    send(address, data[: 2 * UNIT], 0, len(data))
    running_emulator.restart()
    assert ask(address).headers["Range"] == f"bytes=0-{2 * UNIT - 1}"
    reply = send(address, data[2 * UNIT :], 2 * UNIT, len(data))
    assert google.read_file(reply.json()["id"]) == data
    assert google.tree()[0]["sha256"] == hashlib.sha256(data).hexdigest()


def test_broken_connection_keeps_what_came(start, control, google):
    data = os.urandom(2 * UNIT)
    address = start(name="a")
    control.add_fault("cut", "drive.upload.chunk", count=1, after_bytes=100_000)
    with pytest.raises(requests.ConnectionError):
        send(address, data, 0, len(data))
    assert ask(address).headers["Range"] == "bytes=0-99999"
    reply = send(address, data[100_000:], 100_000, len(data))
    assert google.read_file(reply.json()["id"]) == data


def test_checks_come_at_the_start(raw, google):
    def reason(body=None, **headers):
        return raw.error("POST", START, json=body, headers=headers)[1]["reason"]

    assert reason({"parents": ["nowhere"]}) == "notFound"
    google.set_quota(10)
    length = {"X-Upload-Content-Length": "11"}
    assert reason({"name": "a"}, **length) == "storageQuotaExceeded"


def test_quota_is_checked_at_the_end_too(start, google):
    address = start(name="a")
    google.set_quota(10)
    reply = send(address, b"x" * 11)
    assert reply.status_code == 403
    assert reply.json()["error"]["errors"][0]["reason"] == "storageQuotaExceeded"
    assert google.tree() == []


def test_library_reports_a_lost_session(drive, control):
    control.add_fault("session_gone", "drive.upload.chunk", status=404)
    media = MediaIoBaseUpload(io.BytesIO(b"x" * UNIT), "text/plain", resumable=True)
    request = drive.files().create(body={"name": "a"}, media_body=media)
    with pytest.raises(HttpError) as caught:
        request.execute()
    assert caught.value.status_code == 404
