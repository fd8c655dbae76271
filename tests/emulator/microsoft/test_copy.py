# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Copies and their monitors."""

import pytest
import requests


@pytest.fixture
def copy(graph):
    """Function: item, body -> the last answer of the monitor."""

    def run(item_id, behavior=None, **body):
        params = {"@microsoft.graph.conflictBehavior": behavior} if behavior else {}
        path = f"{graph.drive}/items/{item_id}/copy"
        answer = graph("POST", path, json=body, params=params)
        assert answer.status_code == 202
        return requests.get(answer.headers["Location"], timeout=10)

    return run


def test_copy_of_a_file(copy, graph):
    file, folder = graph.file("a.txt", b"hello"), graph.folder("Folder")
    reference = {"driveId": graph.drive_id, "id": folder["id"]}
    done = copy(file["id"], parentReference=reference, name="b.txt").json()
    assert (done["status"], done["percentageComplete"]) == ("completed", 100.0)
    item = graph.item(done["resourceId"])
    assert item["name"] == "b.txt"
    assert item["file"]["hashes"] == file["file"]["hashes"]
    assert graph.content(item["id"]) == b"hello"
    assert graph.names() == ["Folder", "a.txt"]


def test_copy_of_a_folder_into_itself(copy, graph):
    folder = graph.folder("Folder")
    sub = graph.folder("Sub", folder["id"])
    graph.file("a.txt", b"hello", sub["id"])
    reference = {"driveId": graph.drive_id, "id": sub["id"]}
    done = copy(folder["id"], parentReference=reference, name="Copy").json()
    assert done["status"] == "completed"
    path = f"{graph.drive}/root:/Folder/Sub/Copy/Sub/a.txt:/content"
    assert graph("GET", path, allow_redirects=True).content == b"hello"
    assert graph.item(folder["id"])["size"] == 10


def test_copy_into_another_drive(copy, graph, microsoft):
    file = graph.file("a.txt", b"hello")
    library = microsoft.add_site("Team")["drive"]
    done = copy(file["id"], parentReference={"driveId": library}).json()
    item = graph.ok("GET", f"/drives/{library}/items/{done['resourceId']}")
    assert item["parentReference"]["driveType"] == "documentLibrary"
    assert microsoft.read_file(f"{library}:/a.txt") == b"hello"


@pytest.mark.parametrize(
    "behavior, name",
    [(None, None), ("fail", None), ("rename", "a 1.txt"), ("replace", "a.txt")],
)
def test_name_that_is_taken(behavior, name, copy, graph):
    file, folder = graph.file("a.txt", b"new"), graph.folder("Folder")
    taken = graph.file("a.txt", b"old", folder["id"])
    done = copy(file["id"], behavior, parentReference={"id": folder["id"]}).json()
    if name is None:
        assert (done["status"], done["errorCode"]) == ("failed", "nameAlreadyExists")
        assert graph.content(taken["id"]) == b"old"
    else:
        assert graph.item(done["resourceId"])["name"] == name
        assert graph.content(done["resourceId"]) == b"new"


def test_monitor_takes_its_time(graph, control):
    control.set(microsoft_copy_polls=2)
    file = graph.file("a.txt")
    path = f"{graph.drive}/items/{file['id']}/copy"
    monitor = graph("POST", path, json={"name": "b.txt"}).headers["Location"]
    answers = [requests.get(monitor, timeout=10) for _number in range(4)]
    assert [answer.status_code for answer in answers] == [202, 202, 200, 200]
    states = [answer.json()["status"] for answer in answers]
    assert states == ["inProgress"] * 2 + ["completed"] * 2


def test_monitor_wants_no_bearer_token(graph, control):
    file = graph.file("a.txt")
    path = f"{graph.drive}/items/{file['id']}/copy"
    monitor = graph("POST", path, json={"name": "b.txt"}).headers["Location"]
    assert graph("GET", monitor).ok
    control.set(microsoft_strict_storage_auth=True)
    assert graph.error("GET", monitor) == (401, "unauthenticated")
    assert requests.get(monitor.split("?")[0], timeout=10).status_code == 404


def test_target_that_is_not_there(graph):
    file = graph.file("a.txt")
    path = f"{graph.drive}/items/{file['id']}/copy"
    body = {"parentReference": {"id": "nowhere"}}
    assert graph.error("POST", path, json=body) == (404, "itemNotFound")
    body = {"parentReference": {"id": "root"}}
    assert graph.error("POST", path, json=body) == (400, "invalidRequest")
