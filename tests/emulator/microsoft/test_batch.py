# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""``$batch``."""

import base64

import pytest

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def batch(graph):
    """Function: requests -> answers by id."""

    def run(*requests):
        body = {"requests": list(requests)}
        replies = graph.ok("POST", "/$batch", json=body)["responses"]
        return {reply["id"]: reply for reply in replies}

    return run


def create(number, name, graph, **more):
    return {
        "id": str(number),
        "method": "POST",
        "url": f"{graph.drive}/root/children",
        "headers": JSON,
        "body": {"name": name, "folder": {}},
        **more,
    }


def test_parts_have_their_own_answers(batch, graph):
    replies = batch(
        {"id": "1", "method": "GET", "url": "/me/drive"},
        {"id": "2", "method": "GET", "url": f"{graph.drive}/items/nowhere"},
        create(3, "Folder", graph),
    )
    assert replies["1"]["body"]["id"] == graph.drive_id
    assert replies["1"]["headers"]["Content-Type"].startswith("application/json")
    assert replies["2"]["status"] == 404
    assert replies["2"]["body"]["error"]["code"] == "itemNotFound"
    assert replies["3"]["status"] == 201
    assert graph.names() == ["Folder"]


def test_twenty_folders(batch, graph):
    replies = batch(*(create(number, f"f{number:02}", graph) for number in range(20)))
    assert {reply["status"] for reply in replies.values()} == {201}
    assert len(graph.names()) == 20


def test_twenty_one_are_too_many(graph):
    requests = [create(number, f"f{number}", graph) for number in range(21)]
    found = graph.error("POST", "/$batch", json={"requests": requests})
    assert found == (400, "BadRequest")
    assert graph.names() == []


def test_dependencies_run_in_order(batch, graph):
    get = {"method": "GET", "url": f"{graph.drive}/root:/Folder"}
    replies = batch(
        {"id": "1", **get, "dependsOn": ["2"]},
        create(2, "Folder", graph),
    )
    assert replies["1"]["status"] == 200


def test_failed_dependency(batch, graph):
    graph.folder("Folder")
    replies = batch(
        create(1, "Folder", graph),
        create(2, "Other", graph, dependsOn=["1"]),
        create(3, "Third", graph, dependsOn=["2"]),
        create(4, "Fourth", graph),
    )
    statuses = {number: reply["status"] for number, reply in replies.items()}
    assert statuses == {"1": 409, "2": 424, "3": 424, "4": 201}
    assert replies["2"]["body"]["error"]["code"] == "failedDependency"


def test_downloads_lead_elsewhere(batch, graph):
    file = graph.file("a.txt", b"hello")
    url = f"{graph.drive}/items/{file['id']}/content"
    reply = batch({"id": "1", "method": "GET", "url": url})["1"]
    assert reply["status"] == 302
    assert graph("GET", reply["headers"]["Location"]).content == b"hello"


def test_bytes_travel_as_base64(batch, graph):
    upload = {
        "id": "1",
        "method": "PUT",
        "url": f"{graph.drive}/root:/a b.bin:/content",
        "headers": {"Content-Type": "application/octet-stream"},
        "body": base64.b64encode(b"\0\1\2").decode(),
    }
    reply = batch(upload)["1"]
    assert reply["status"] == 201
    assert graph.content(reply["body"]["id"]) == b"\0\1\2"


def test_each_part_may_be_throttled(batch, graph, control):
    control.add_fault("rate_limit_429", "graph.items.create", skip=1, count=1)
    replies = batch(*(create(number, f"f{number}", graph) for number in range(3)))
    assert [replies[key]["status"] for key in "012"] == [201, 429, 201]
    control.add_fault("error", "graph.drives.get", status=503, retry_after=9, count=1)
    reply = batch({"id": "1", "method": "GET", "url": "/me/drive"})["1"]
    assert (reply["status"], reply["headers"]["Retry-After"]) == (503, "9")


def test_conditions_of_a_part(batch, graph):
    file = graph.file("a.txt")
    stale = {
        "id": "1",
        "method": "DELETE",
        "url": f"{graph.drive}/items/{file['id']}",
        "headers": {"If-Match": '"x,1"'},
    }
    assert batch(stale)["1"]["status"] == 412
    stale["headers"] = {"if-match": file["eTag"]}
    reply = batch(stale)["1"]
    assert reply["status"] == 204
    assert "body" not in reply


@pytest.mark.parametrize(
    "requests",
    [
        None,
        "text",
        [{"method": "GET", "url": "/me"}],
        [{"id": "1", "url": "/me"}],
        [{"id": "1", "method": "GET"}],
        [{"id": "1", "method": "GET", "url": "/me"}] * 2,
        [{"id": "1", "method": "GET", "url": "/me", "dependsOn": ["9"]}],
        [
            {"id": "1", "method": "GET", "url": "/me", "dependsOn": ["2"]},
            {"id": "2", "method": "GET", "url": "/me", "dependsOn": ["1"]},
        ],
        [{"id": "1", "method": "POST", "url": "/me", "body": {"a": 1}}],
    ],
)
def test_bad_batches(requests, graph):
    found = graph.error("POST", "/$batch", json={"requests": requests})
    assert found == (400, "BadRequest")


def test_parts_are_logged_by_themselves(batch, graph, control):
    control.reset_log()
    batch(*(create(number, f"f{number}", graph) for number in range(3)))
    assert control.count("graph.batch") == 1
    assert control.count("graph.items.create", status=201) == 3


@pytest.mark.parametrize("body", ["%%%", {"a": 1}])
def test_body_that_is_no_base64(body, batch, graph):
    upload = {
        "id": "1",
        "method": "PUT",
        "url": f"{graph.drive}/root:/a.bin:/content",
        "headers": {"Content-Type": "application/octet-stream"},
        "body": body,
    }
    assert batch(upload)["1"]["status"] == 400
    assert graph.names() == []
