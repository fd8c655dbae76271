# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The bin."""

import pytest


@pytest.fixture
def nest(make):
    """outer / inner / file"""
    outer = make("outer", fields="id")["id"]
    inner = make("inner", outer, fields="id")["id"]
    return outer, inner, make("file", inner, content=b"1", fields="id")["id"]


@pytest.fixture
def set_trashed(drive):
    def put(file_id, value):
        body = {"trashed": value}
        fields = "trashed,explicitlyTrashed"
        request = drive.files().update(fileId=file_id, body=body, fields=fields)
        return request.execute()

    return put


@pytest.fixture
def state(drive):
    """Function: (trashed, explicitlyTrashed) of an item."""

    def get(file_id):
        fields = "trashed,explicitlyTrashed"
        file = drive.files().get(fileId=file_id, fields=fields).execute()
        return file["trashed"], file["explicitlyTrashed"]

    return get


def test_descendants_follow(nest, set_trashed, state, names):
    outer, inner, file = nest
    set_trashed(outer, True)
    assert [state(each) for each in nest] == [
        (True, True),
        (True, False),
        (True, False),
    ]
    assert names("trashed=false") == []
    assert names("trashed=true") == ["file", "inner", "outer"]
    set_trashed(outer, False)
    assert [state(each) for each in nest] == [(False, False)] * 3


def test_what_was_in_the_bin_before_stays_there(nest, set_trashed, state):
    outer, inner, file = nest
    set_trashed(file, True)
    set_trashed(outer, True)
    set_trashed(outer, False)
    assert state(inner) == (False, False)
    assert state(file) == (True, True)


def test_restored_below_a_folder_in_the_bin(nest, set_trashed, state):
    outer, inner, file = nest
    set_trashed(inner, True)
    set_trashed(outer, True)
    set_trashed(inner, False)
    assert state(inner) == (True, False)


def test_moving_in_and_out_of_a_binned_folder(nest, set_trashed, state, drive, make):
    outer, inner, file = nest
    other = make("other", fields="id")["id"]
    set_trashed(outer, True)

    def move(item, to, away):
        drive.files().update(fileId=item, addParents=to, removeParents=away).execute()

    move(inner, other, outer)
    assert state(file) == (False, False)
    move(inner, outer, other)
    assert state(file) == (True, False)


def test_created_in_a_binned_folder(nest, set_trashed, make):
    outer, _inner, _file = nest
    set_trashed(outer, True)
    assert make("new", outer)["trashed"] is True


def test_empty_trash(nest, set_trashed, names, drive, make, google):
    outer, _inner, _file = nest
    make("kept", content=b"1")
    set_trashed(outer, True)
    google.empty_bin(older_than_days=30)
    assert "outer" in names()
    drive.files().emptyTrash().execute()
    assert names() == ["kept"]
    usage = drive.about().get(fields="storageQuota").execute()["storageQuota"]
    assert usage["usage"] == "1"


def test_bytes_in_the_bin_still_count(make, set_trashed, drive):
    file = make("a", content=b"12345")
    set_trashed(file["id"], True)
    quota = drive.about().get(fields="storageQuota").execute()["storageQuota"]
    assert quota == {"usage": "5", "usageInDrive": "5", "usageInDriveTrash": "5"}


def test_the_top_folder_stays(raw):
    body = {"trashed": True}
    assert raw("PATCH", "/drive/v3/files/root", json=body).status_code == 403
