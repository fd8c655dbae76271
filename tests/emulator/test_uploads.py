# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Uploads in one request, as the different clients send them."""

import base64
import io
import os

import pytest
from googleapiclient.http import MediaIoBaseUpload
from hypothesis import given
from hypothesis import strategies as st

from cloud_emulator.google.multipart import MultipartError, MultipartReader

MEDIA = "/upload/drive/v3/files?uploadType=media&fields=*"
MULTIPART = "/upload/drive/v3/files?uploadType=multipart&fields=*"


def test_media(raw, google):
    reply = raw("POST", MEDIA, data=b"bytes", headers={"Content-Type": "text/csv"})
    file = reply.json()
    assert (file["name"], file["mimeType"]) == ("Untitled", "text/csv")
    assert google.read_file(file["id"]) == b"bytes"


def test_media_replaces_content(raw, make, google):
    file = make("a", content=b"old")
    address = f"/upload/drive/v3/files/{file['id']}?uploadType=media&fields=*"
    changed = raw("PATCH", address, data=b"newer").json()
    assert (changed["id"], changed["name"]) == (file["id"], "a")
    assert changed["headRevisionId"] != file["headRevisionId"]
    assert changed["md5Checksum"] != file["md5Checksum"]
    assert changed["modifiedTime"] >= file["modifiedTime"]
    assert google.read_file(file["id"]) == b"newer"


@pytest.mark.parametrize("content", [b"", b"\r\n", b"\n--x\r\n", os.urandom(700_000)])
def test_library_multipart(drive, google, content):
    media = MediaIoBaseUpload(io.BytesIO(content), "text/plain")
    request = drive.files().create(body={"name": "a"}, media_body=media)
    assert google.read_file(request.execute()["id"]) == content


def multipart_body(content, newline=b"\r\n", after_json=b"", headers=()):
    lines = [
        b"--gap",
        b"Content-Type: application/json; charset=UTF-8",
        b"",
        b'{"name": "m"}' + after_json,
        b"--gap",
        b"Content-Type: text/x-thing",
        *headers,
        b"",
        content,
        b"--gap--",
    ]
    return newline.join(lines)


def chunked(data, size=1000):
    return iter([data[at : at + size] for at in range(0, len(data), size)])


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("after_json", [b"", b"\n"])
@pytest.mark.parametrize("wrap", [bytes, chunked])
def test_multipart_dialects(raw, google, newline, after_json, wrap):
    content = b"one\r\n\ntwo" + os.urandom(5000)
    reply = raw(
        "POST",
        MULTIPART,
        data=wrap(multipart_body(content, newline, after_json)),
        headers={"Content-Type": 'multipart/related; boundary="gap"'},
    )
    file = reply.json()
    assert (file["name"], file["mimeType"]) == ("m", "text/x-thing")
    assert google.read_file(file["id"]) == content


def test_multipart_base64(raw, google):
    content = os.urandom(300_000)
    body = multipart_body(
        base64.encodebytes(content), headers=[b"Content-Transfer-Encoding: base64"]
    )
    headers = {"Content-Type": "multipart/related; boundary=gap"}
    file = raw("POST", MULTIPART, data=body, headers=headers).json()
    assert google.read_file(file["id"]) == content


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/related", b"--gap--"),
        ("multipart/related; boundary=gap", b"nothing"),
        ("multipart/related; boundary=gap", multipart_body(b"x")[:-7]),
        ("multipart/related; boundary=gap", b"--gap\r\n\r\n{}\r\n--gap--"),
    ],
)
def test_broken_multipart(raw, names, content_type, body):
    headers = {"Content-Type": content_type}
    status, detail = raw.error("POST", MULTIPART, data=body, headers=headers)
    assert (status, detail["reason"]) == (400, "badRequest")
    assert names() == []


class Dripping(io.BytesIO):
    """A stream that gives little at a time, to split boundaries."""

    def read(self, size=-1):
        return super().read(min(size, 7) if size >= 0 else 7)


@given(st.binary(max_size=3000), st.sampled_from([b"\n", b"\r\n"]))
def test_reader_gives_back_any_content(content, newline):
    body = multipart_body(content.replace(b"--gap", b""), newline)
    reader = MultipartReader(Dripping(body), "multipart/related; boundary=gap")
    parts = [part.read() for part in reader]
    assert parts == [b'{"name": "m"}', content.replace(b"--gap", b"")]


def test_reader_needs_its_boundary():
    with pytest.raises(MultipartError):
        list(MultipartReader(io.BytesIO(b"--other--"), "x/y; boundary=gap"))


def test_wrong_upload_type_and_method(raw, make):
    status, detail = raw.error("POST", "/upload/drive/v3/files", data=b"")
    assert (status, detail["location"]) == (400, "uploadType")
    file_id = make("a", content=b"1")["id"]
    address = f"/upload/drive/v3/files/{file_id}?uploadType=media"
    assert raw.error("POST", address, data=b"x")[0] == 404
    assert raw.error("PUT", MEDIA, data=b"x")[0] == 404


def test_refused_before_the_bytes_are_kept(raw, emulator):
    address = "/upload/drive/v3/files/nowhere?uploadType=media"
    assert raw.error("PATCH", address, data=os.urandom(100_000))[0] == 404
    assert not list((emulator.state / "google" / "incoming").iterdir())


def test_import_makes_a_native_document(drive):
    media = MediaIoBaseUpload(io.BytesIO(b"<p>hello &amp; bye</p>"), "text/html")
    body = {"name": "Doc", "mimeType": "application/vnd.google-apps.document"}
    file = drive.files().create(body=body, media_body=media, fields="*").execute()
    assert "md5Checksum" not in file
    export = drive.files().export(fileId=file["id"], mimeType="text/plain").execute()
    assert b"hello & bye" in export


def test_import_of_another_type_is_refused(raw):
    body = multipart_body(b"x").replace(
        b'"m"', b'"m", "mimeType": "application/vnd.google-apps.spreadsheet"'
    )
    headers = {"Content-Type": "multipart/related; boundary=gap"}
    status, detail = raw.error("POST", MULTIPART, data=body, headers=headers)
    assert (status, detail["location"]) == (400, "convertTo")
