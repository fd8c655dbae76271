# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Older contents."""

import pytest
from googleapiclient.errors import HttpError


@pytest.fixture
def file(google):
    for content in (b"one", b"two!", b"three"):
        file_id = google.put_file("/", "a.txt", content)
    return file_id


def test_list_get_download(drive, file):
    revisions = drive.revisions()
    found = revisions.list(fileId=file, fields="*").execute()["revisions"]
    assert [each["size"] for each in found] == ["3", "4", "5"]
    head = drive.files().get(fileId=file, fields="headRevisionId").execute()
    assert found[-1]["id"] == head["headRevisionId"]
    first = found[0]["id"]
    one = revisions.get(fileId=file, revisionId=first, fields="*").execute()
    assert one == found[0]
    content = revisions.get_media(fileId=file, revisionId=first).execute()
    assert content == b"one"
    newest = revisions.get_media(fileId=file, revisionId="head").execute()
    assert newest == b"three"
    page = revisions.list(fileId=file, pageSize=2).execute()
    rest = revisions.list(fileId=file, pageToken=page["nextPageToken"]).execute()
    assert len(page["revisions"]) + len(rest["revisions"]) == 3


def test_rename_makes_none(drive, file):
    drive.files().update(fileId=file, body={"name": "b"}).execute()
    assert len(drive.revisions().list(fileId=file).execute()["revisions"]) == 3


def test_delete_and_keep(drive, file, raw):
    revisions = drive.revisions()
    first, _second, last = revisions.list(fileId=file).execute()["revisions"]
    kept = revisions.update(
        fileId=file, revisionId=last["id"], body={"keepForever": True}, fields="*"
    )
    assert kept.execute()["keepForever"] is True
    revisions.delete(fileId=file, revisionId=first["id"]).execute()
    assert len(revisions.list(fileId=file).execute()["revisions"]) == 2
    for revision in (last["id"], first["id"]):
        with pytest.raises(HttpError) as caught:
            revisions.delete(fileId=file, revisionId=revision).execute()
        assert caught.value.status_code in (400, 404)


def test_folders_have_none(raw, make):
    folder = make("folder")
    status, detail = raw.error("GET", f"/drive/v3/files/{folder['id']}/revisions")
    assert (status, detail["reason"]) == (403, "revisionsNotSupported")


def test_old_contents_go_with_the_file(emulator, drive, file):
    def stored():
        folder = emulator.state / "google"
        return sum(path.is_file() for path in folder.rglob("*"))

    assert stored() == 3
    drive.files().copy(fileId=file).execute()
    drive.files().delete(fileId=file).execute()
    assert stored() == 1
