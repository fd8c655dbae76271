# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Public and private key-value pairs."""

import pytest
from googleapiclient.errors import HttpError


def test_merge_and_removal(drive, make):
    file = make("a", content=b"1", appProperties={"a": "1", "b": "2"})
    body = {"appProperties": {"a": "3", "b": None, "c": "4"}}
    update = drive.files().update(
        fileId=file["id"], body=body, fields="appProperties,version"
    )
    changed = update.execute()
    assert changed["appProperties"] == {"a": "3", "c": "4"}
    assert int(changed["version"]) > int(file["version"])


def test_private_to_the_application(google, sign_in, make, names):
    file = make("a", content=b"1", appProperties={"k": "v"}, properties={"p": "q"})
    google.add_client("other", "secret", [])
    other = sign_in(client_id="other")
    fields = "properties,appProperties"
    seen = other.files().get(fileId=file["id"], fields=fields).execute()
    assert seen == {"properties": {"p": "q"}}
    query = "appProperties has { key='k' and value='v' }"
    assert names(query) == ["a"]
    assert other.files().list(q=query).execute()["files"] == []
    public = "properties has {key='p' and value='q'}"
    assert len(other.files().list(q=public).execute()["files"]) == 1
    assert names("appProperties has {key='k' and value='w'}") == []
    [entry] = google.tree()
    assert entry["appProperties"] == {"k": "v"}


@pytest.mark.parametrize(
    ("pairs", "fits"),
    [
        ({"k": "v" * 123}, True),
        ({"k": "v" * 124}, False),
        ({"ü": "é" * 61}, True),
        ({"ü": "é" * 62}, False),
        ({f"k{number}": "v" for number in range(30)}, True),
        ({f"k{number}": "v" for number in range(31)}, False),
    ],
)
@pytest.mark.parametrize("kind", ["properties", "appProperties"])
def test_limits(make, names, kind, pairs, fits):
    if fits:
        assert make("a", **{kind: pairs})[kind] == pairs
        return
    with pytest.raises(HttpError) as caught:
        make("a", **{kind: pairs})
    assert caught.value.status_code == 403
    # nothing is left of a creation that failed
    assert names() == []


def test_limit_over_all_applications(google, sign_in, make):
    pairs = {f"k{number}": "v" for number in range(30)}
    file = make("a", properties=pairs, appProperties=pairs)
    statuses = []
    for client in ("second", "third"):
        google.add_client(client, "secret", [])
        update = sign_in(client_id=client).files().update(
            fileId=file["id"], body={"appProperties": pairs}
        )  # fmt: skip
        try:
            update.execute()
            statuses.append(200)
        except HttpError as error:
            statuses.append(error.status_code)
    assert statuses == [200, 403]
