# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Signed assertions, and what a service account may do."""

import io
import time

import pytest
from google.auth import crypt, jwt
from google.auth.exceptions import RefreshError
from google.oauth2.service_account import Credentials
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaIoBaseUpload

SCOPE = "https://www.googleapis.com/auth/drive"
EMAIL = "robot@project.iam.gserviceaccount.com"


@pytest.fixture
def key_file(google):
    return google.create_service_account(EMAIL)


def credentials(key_file, **options):
    return Credentials.from_service_account_info(key_file, scopes=[SCOPE], **options)


def upload(drive, **body):
    media = MediaIoBaseUpload(io.BytesIO(b"x"), "text/plain")
    return drive.files().create(
        body={"name": "x", **body}, media_body=media, supportsAllDrives=True
    )


def test_signs_in_but_has_no_storage(connect, key_file, control):
    drive = connect(credentials(key_file))
    about = drive.about().get(fields="user").execute()
    assert about["user"]["emailAddress"] == EMAIL
    with pytest.raises(HttpError) as caught:
        upload(drive).execute()
    assert caught.value.status_code == 403
    assert caught.value.error_details[0]["reason"] == "storageQuotaExceeded"


def test_works_in_a_shared_drive(connect, key_file, google):
    drive_id = google.create_drive("Team")
    drive = connect(credentials(key_file))
    assert upload(drive, parents=[drive_id]).execute()["name"] == "x"


def test_acts_for_a_user(connect, key_file):
    drive = connect(credentials(key_file, subject="demo@example.com"))
    upload(drive).execute()
    about = drive.about().get(fields="user").execute()
    assert about["user"]["emailAddress"] == "demo@example.com"


def test_writes_to_a_shared_file_of_a_user(connect, key_file, google):
    file_id = google.put_file("/", "a.txt", b"old")
    drive = connect(credentials(key_file))
    with pytest.raises(HttpError) as caught:
        drive.files().get(fileId=file_id).execute()
    assert caught.value.status_code == 404
    google.share(file_id, EMAIL)
    media = MediaIoBaseUpload(io.BytesIO(b"new"), "text/plain")
    drive.files().update(fileId=file_id, media_body=media).execute()
    assert google.read_file("/a.txt") == b"new"


def test_other_key_is_refused(connect, key_file, google):
    google.create_service_account(EMAIL)
    with pytest.raises(RefreshError) as caught:
        connect(credentials(key_file)).about().get(fields="user").execute()
    assert caught.value.args[1]["error_description"] == "Invalid JWT Signature."


def test_unknown_subject_is_refused(connect, key_file):
    drive = connect(credentials(key_file, subject="nobody@example.com"))
    with pytest.raises(RefreshError):
        drive.about().get(fields="user").execute()


def assertion(key_file, **changes):
    now = int(time.time())
    claims = {
        "iss": EMAIL,
        "scope": SCOPE,
        "aud": key_file["token_uri"],
        "iat": now,
        "exp": now + 3600,
        **changes,
    }
    signer = crypt.RSASigner.from_string(key_file["private_key"])
    return jwt.encode(signer, claims).decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://example.com/"},
        {"iss": "other@project.iam.gserviceaccount.com"},
        {"iat": 1, "exp": 3601},
        {"exp": int(time.time()) + 9000},
    ],
)
def test_wrong_claims_are_invalid_grant(raw, key_file, changes):
    reply = trade(raw, assertion(key_file, **changes))
    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_grant")


def test_audience_in_either_form(raw, key_file):
    # the client library always names Google's own address, Go clients the token_uri
    for audience in (key_file["token_uri"], "https://oauth2.googleapis.com/token"):
        reply = trade(raw, assertion(key_file, aud=audience))
        assert reply.status_code == 200, reply.text


def test_nonsense_assertion(raw):
    assert trade(raw, "a.b.c").json()["error"] == "invalid_grant"


def trade(raw, value):
    grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    return raw("POST", "/token", data={"grant_type": grant_type, "assertion": value})
