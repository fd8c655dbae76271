# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Downloads and exports."""

import io
import os
import zipfile
from xml.etree import ElementTree

import pytest
from googleapiclient.http import MediaIoBaseDownload


def test_whole_file(raw, make):
    data = os.urandom(100_000)
    file = make("a", content=data)
    reply = raw("GET", f"/drive/v3/files/{file['id']}?alt=media")
    assert reply.status_code == 200
    assert reply.content == data
    assert reply.headers["Content-Length"] == "100000"
    assert reply.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("asked", "given", "content_range"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=8-100", b"89", "bytes 8-9/10"),
        ("bytes=9-9", b"9", "bytes 9-9/10"),
    ],
)
def test_ranges(raw, make, asked, given, content_range):
    file = make("a", content=b"0123456789")
    reply = raw(
        "GET", f"/drive/v3/files/{file['id']}?alt=media", headers={"Range": asked}
    )
    assert (reply.status_code, reply.content) == (206, given)
    assert reply.headers["Content-Range"] == content_range
    assert reply.headers["Content-Length"] == str(len(given))


@pytest.mark.parametrize("size", [0, 10])
def test_range_beyond_the_end(raw, make, size):
    file = make("a", content=b"x" * size)
    headers = {"Range": f"bytes={size}-{size + 5}"}
    reply = raw("GET", f"/drive/v3/files/{file['id']}?alt=media", headers=headers)
    assert reply.status_code == 416
    assert reply.headers["Content-Range"] == f"bytes */{size}"


@pytest.mark.parametrize("size", [0, 1, 300_000])
def test_library_download(drive, make, size):
    data = os.urandom(size)
    file = make("a", content=data)
    buffer = io.BytesIO()
    request = drive.files().get_media(fileId=file["id"])
    download = MediaIoBaseDownload(buffer, request, chunksize=100_000)
    done = False
    while not done:
        _progress, done = download.next_chunk()
    assert buffer.getvalue() == data


def test_flagged_file(raw, make, google):
    file = make("a", content=b"virus")
    google.flag_abusive(file["id"])
    address = f"/drive/v3/files/{file['id']}?alt=media"
    status, detail = raw.error("GET", address)
    assert (status, detail["reason"]) == (403, "cannotDownloadAbusiveFile")
    assert raw("GET", address + "&acknowledgeAbuse=true").content == b"virus"
    status, detail = raw.error(
        "GET", f"/drive/v3/files/{file['id']}?acknowledgeAbuse=true"
    )
    assert (status, detail["reason"]) == (403, "invalidAbuseAcknowledgment")


def test_native_document_has_no_bytes(raw, google, drive):
    document = google.create_native("/", "Doc", text="hello")
    status, detail = raw.error("GET", f"/drive/v3/files/{document}?alt=media")
    assert status == 403
    assert (detail["reason"], detail["location"]) == ("fileNotDownloadable", "alt")
    file = drive.files().get(fileId=document, fields="*").execute()
    assert file["size"] == "5"
    assert not {"md5Checksum", "headRevisionId", "webContentLink"} & set(file)


def formats(drive):
    return drive.about().get(fields="exportFormats").execute()["exportFormats"]


@pytest.mark.parametrize(
    "kind", "document spreadsheet presentation drawing script form".split()
)
def test_every_export(drive, raw, google, kind):
    text = "Ärger & <Spaß>,two\nline 2,x"
    file_id = google.create_native("/", "My doc", kind, text)
    file = drive.files().get(fileId=file_id, fields="mimeType,exportLinks").execute()
    targets = formats(drive)[file["mimeType"]]
    assert set(file["exportLinks"]) == set(targets)
    for target, link in file["exportLinks"].items():
        exported = drive.files().export(fileId=file_id, mimeType=target).execute()
        check(target, exported)
        reply = raw("GET", link)
        assert (reply.status_code, reply.content) == (200, exported)
        assert "Content-Length" not in reply.headers


def check(target, data):
    """The bytes are what their type says."""
    beginnings = {
        "application/pdf": b"%PDF-1.4",
        "application/rtf": b"{\\rtf1",
        "image/png": b"\x89PNG\r\n",
        "image/jpeg": b"\xff\xd8\xff",
        "text/html": b"<html>",
        "image/svg+xml": b"<svg",
        "text/markdown": b"# My doc",
        "application/vnd.google-apps.script+json": b'{"files"',
    }
    if target in beginnings:
        assert data.startswith(beginnings[target])
    elif "text/" in target:
        assert "Ärger" in data.decode("utf-8-sig")
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            texts = [
                archive.read(name).decode()
                for name in archive.namelist()
                if name != "mimetype"
            ]
        assert any("Ärger &amp; &lt;Spaß&gt;" in text for text in texts)
        for text in texts:
            if text.startswith("<?xml"):
                ElementTree.fromstring(text)


def test_pdf_cross_references(drive, google):
    file_id = google.create_native("/", "Doc", text="(a) \\ b")
    pdf = drive.files().export(fileId=file_id, mimeType="application/pdf").execute()
    table = int(pdf.split(b"startxref\n")[1].split()[0])
    assert pdf[table:].startswith(b"xref\n0 7\n")
    for number in range(1, 7):
        line = pdf[table:].splitlines()[2 + number]
        assert pdf[int(line[:10]) :].startswith(b"%d 0 obj" % number)


def test_refused_exports(raw, make, google):
    def error(file_id, **parameters):
        path = f"/drive/v3/files/{file_id}/export"
        status, detail = raw.error("GET", path, params=parameters)
        return status, detail["reason"], detail.get("location")

    document = google.create_native("/", "Doc")
    binary = make("a", content=b"1")["id"]
    assert error(document) == (400, "required", "mimeType")
    assert error(document, mimeType="text/x") == (400, "badRequest", "convertTo")
    refused = error(binary, mimeType="application/pdf")
    assert refused == (403, "fileNotExportable", None)
    large = google.create_native("/", "Large", text="x" * 11_000_000)
    too_large = error(large, mimeType="text/plain")
    assert too_large == (403, "exportSizeLimitExceeded", None)


def test_read_only_scopes(google, sign_in, make, raw):
    file = make("a", content=b"1")
    prefix = "https://www.googleapis.com/auth/drive"
    path = f"/drive/v3/files/{file['id']}"

    def reason(method, path, scope, **options):
        token = google.authorize(scope=prefix + scope)["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        reply = raw(method, path, headers=headers, **options)
        if reply.ok:
            return reply.status_code
        return reply.json()["error"]["errors"][0]["reason"]

    refused = "insufficientPermissions"
    assert reason("GET", path, ".metadata.readonly") == 200
    assert reason("GET", path + "?alt=media", ".metadata.readonly") == refused
    assert reason("GET", path + "?alt=media", ".readonly") == 200
    assert reason("PATCH", path, ".readonly", json={"name": "b"}) == refused
