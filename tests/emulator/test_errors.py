# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Error bodies, and rules about credentials and quota."""

import pytest
import requests
from googleapiclient.errors import HttpError


def error(emulator, method, path, token=None, **options):
    headers = {"Authorization": token} if token else {}
    url = emulator.url + path
    reply = requests.request(method, url, headers=headers, timeout=10, **options)
    return reply.status_code, reply.json()["error"]


@pytest.mark.parametrize("token", ["Bearer nonsense", "Basic eA==", "Bearer"])
def test_dead_token(emulator, token):
    status, body = error(emulator, "GET", "/drive/v3/files", token)
    assert status == 401
    assert body["code"] == 401
    assert body["status"] == "UNAUTHENTICATED"
    assert body["message"].startswith("Request had invalid authentication credentials")
    assert body["errors"] == [
        {
            "message": "Invalid Credentials",
            "domain": "global",
            "reason": "authError",
            "location": "Authorization",
            "locationType": "header",
        }
    ]


def test_no_token(emulator):
    status, body = error(emulator, "GET", "/drive/v3/files")
    assert (status, body["status"]) == (403, "PERMISSION_DENIED")
    assert body["errors"][0]["reason"] == "forbidden"
    status, body = error(emulator, "POST", "/drive/v3/files")
    assert status == 401
    assert body["message"] == "Login Required."
    assert body["errors"][0]["reason"] == "required"


def test_ordinary_errors_have_no_status_word(raw):
    body = raw("GET", "/drive/v3/files/nowhere").json()
    assert set(body["error"]) == {"code", "message", "errors"}


def test_storage_quota(google, make, drive):
    google.set_quota(10)
    file = make("a", content=b"123456")
    make("folder")
    about = drive.about().get(fields="storageQuota").execute()["storageQuota"]
    assert about["limit"] == "10"
    assert about["usage"] == "6"
    for attempt in (
        lambda: make("b", content=b"12345"),
        lambda: google.replace_content(file["id"], b"12345"),
    ):
        with pytest.raises(Exception, match="storage quota has been exceeded"):
            attempt()
    google.set_quota(None)
    make("b", content=b"12345")


def test_library_reads_the_details(drive):
    with pytest.raises(HttpError) as caught:
        drive.files().get(fileId="nowhere").execute()
    assert caught.value.reason == "File not found: nowhere."
    assert caught.value.error_details == [
        {
            "message": "File not found: nowhere.",
            "domain": "global",
            "reason": "notFound",
            "location": "fileId",
            "locationType": "parameter",
        }
    ]


def test_unknown_address(raw):
    assert raw("GET", "/drive/v3/nothing").status_code == 404
    assert raw("PUT", "/drive/v3/files").status_code == 405


def test_about(raw):
    about = raw("GET", "/drive/v3/about?fields=*").json()
    assert about["user"]["permissionId"]
    assert "limit" not in about["storageQuota"]
    assert isinstance(about["maxUploadSize"], str)
    assert "application/vnd.google-apps.document" in about["exportFormats"]


def test_capabilities_of_a_reader(google, sign_in, make):
    google.add_user("eva@example.com")
    file = make("a", content=b"1")
    google.share(file["id"], "eva@example.com", "reader")
    eva = sign_in("eva@example.com")
    seen = eva.files().get(fileId=file["id"], fields="*").execute()
    assert seen["ownedByMe"] is False
    assert "parents" not in seen
    assert seen["capabilities"]["canDownload"] is True
    assert seen["capabilities"]["canEdit"] is False
    with pytest.raises(HttpError) as caught:
        eva.files().update(fileId=file["id"], body={"name": "b"}).execute()
    assert caught.value.error_details[0]["reason"] == "insufficientFilePermissions"
