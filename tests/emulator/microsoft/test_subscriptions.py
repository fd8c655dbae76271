# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Graph's subscriptions and their notifications."""

import json
import time
from datetime import datetime, timedelta, timezone

import pytest

from cloud_emulator.receiver import Receiver


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver


def _in(**span):
    moment = datetime.now(timezone.utc) + timedelta(**span)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.0000000Z")


def _minutes_left(subscription):
    end = datetime.fromisoformat(
        subscription["expirationDateTime"].replace("Z", "+00:00")
    )
    return (end - datetime.now(timezone.utc)).total_seconds() / 60


@pytest.fixture
def body(graph, receiver):
    """Function: changes -> what is sent to make a subscription."""

    def build(**changes):
        values = {
            "changeType": "updated",
            "notificationUrl": receiver.url,
            "resource": f"{graph.drive}/root",
            "expirationDateTime": _in(days=2),
            "clientState": "secret",
            **changes,
        }
        return {name: value for name, value in values.items() if value is not None}

    return build


@pytest.fixture
def subscribe(graph, body):
    """Function: changes -> the new subscription."""

    def create(**changes):
        response = graph("POST", "/subscriptions", json=body(**changes))
        assert response.status_code == 201, response.text
        return response.json()

    return create


def _entries(received):
    assert received.headers["Content-Type"].startswith("application/json")
    return json.loads(received.body)["value"]


def test_life_of_a_subscription(graph, subscribe, sign_in_as, microsoft):
    made = subscribe()
    assert made["clientState"] == "secret"
    assert 2879 < _minutes_left(made) <= 2880
    path = f"/subscriptions/{made['id']}"
    shown = graph.ok("GET", path)
    # the secret is shown to nobody any more
    assert shown.pop("clientState") is None
    assert {name: made[name] for name in shown} == shown
    assert [each["id"] for each in graph.ok("GET", "/subscriptions")["value"]] == [
        made["id"]
    ]
    renewed = graph.ok("PATCH", path, json={"expirationDateTime": _in(days=20)})
    assert 28799 < _minutes_left(renewed) <= 28800
    microsoft.add_user("anna@example.com", "Anna")
    anna = sign_in_as("anna@example.com")
    assert anna.error("GET", path) == (404, "ResourceNotFound")
    assert anna.ok("GET", "/subscriptions")["value"] == []
    assert graph("DELETE", path).status_code == 204
    assert graph.error("DELETE", path) == (404, "ResourceNotFound")


def test_the_end_of_a_subscription(graph, subscribe, receiver, microsoft):
    made = subscribe(resource="me/drive/root", expirationDateTime=_in(seconds=60))
    assert 44 < _minutes_left(made) <= 45
    assert len(microsoft.subscriptions()) == 1
    microsoft.expire_subscriptions()
    path = f"/subscriptions/{made['id']}"
    for method, options in (
        ("GET", {}),
        ("PATCH", {"json": {"expirationDateTime": _in(days=1)}}),
        ("DELETE", {}),
    ):
        assert graph.error(method, path, **options) == (404, "ResourceNotFound")
    graph.file("a.txt")
    time.sleep(0.6)
    assert receiver.received == []


def test_notification(graph, subscribe, receiver, control, microsoft):
    made = subscribe()
    graph.file("a.txt")
    [received] = receiver.wait_for(1)
    [entry] = _entries(received)
    assert entry == {
        "subscriptionId": made["id"],
        "subscriptionExpirationDateTime": made["expirationDateTime"],
        "clientState": "secret",
        "changeType": "updated",
        "resource": made["resource"].lstrip("/"),
        "tenantId": entry["tenantId"],
    }
    microsoft.put_file("/", "b.txt", b"1")
    assert len(receiver.wait_for(2)) == 2
    log = control.notifications()
    assert log[0]["subscriptions"] == [made["id"]]
    assert "secret" not in str(log)


def test_a_burst_is_coalesced(graph, subscribe, receiver):
    subscribe()
    for number in range(20):
        graph.file(f"{number}.txt")
    receiver.wait_for(1)
    time.sleep(0.6)
    assert len(receiver.received) < 12


def test_one_address_gets_one_batch(graph, subscribe, receiver, microsoft):
    library = microsoft.add_site("Team")["drive"]
    first, second = subscribe(), subscribe(resource=f"/drives/{library}/root")
    microsoft.put_file(f"{library}:/", "b.txt", b"1")
    [entry] = _entries(receiver.wait_for(1)[0])
    assert entry["subscriptionId"] == second["id"]
    # while the answer is awaited, what happens in both drives is gathered
    receiver.answers += [503]
    graph.file("a.txt")
    receiver.wait_for(2)
    graph.file("c.txt")
    microsoft.put_file(f"{library}:/", "d.txt", b"1")
    both = _entries(receiver.wait_for(4)[-1])
    assert [entry["subscriptionId"] for entry in both] == [first["id"], second["id"]]


def test_retries_whatever_the_refusal(graph, subscribe, receiver, control):
    subscribe()
    receiver.answers += [404, 500]
    graph.file("a.txt")
    receiver.wait_for(3)
    deadline = time.monotonic() + 5
    while len(log := control.notifications()) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert [row["status"] for row in log] == [404, 500, 202]


def test_faults(graph, subscribe, receiver, control):
    subscribe()
    control.add_fault("notification_lost", "graph.notify", count=1)
    graph.file("a.txt")
    deadline = time.monotonic() + 5
    while not control.notifications():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    control.add_fault("notification_forged", "graph.notify", count=1)
    graph.file("b.txt")
    [entry] = _entries(receiver.wait_for(1)[0])
    assert entry["clientState"] == "forged"
    control.add_fault("notification_twice", "graph.notify", count=1)
    graph.file("c.txt")
    _forged, first, second = receiver.wait_for(3)
    assert first == second


def test_validation_is_demanded(graph, body, receiver, microsoft):
    receiver.validates = False
    status, code = graph.error("POST", "/subscriptions", json=body())
    assert (status, code) == (400, "InvalidRequest")
    [asked] = receiver.received
    assert asked.query["validationToken"].startswith("Validation: ")
    receiver.received.clear()
    receiver.validates = True
    address = receiver.url + "?a=b"
    graph.ok("POST", "/subscriptions", json=body(notificationUrl=address))
    assert [row["address"] for row in microsoft.subscriptions()] == [address]


def test_nobody_waits_for_a_validation(graph, body, receiver, microsoft):
    """The server asks Graph for something before it answers."""
    seen = []

    class Curious(Receiver):
        def _answer(self, environ, start_response):
            seen.append(graph.names())
            return super()._answer(environ, start_response)

    with Curious() as curious:
        graph.ok("POST", "/subscriptions", json=body(notificationUrl=curious.url))
    assert seen == [[]]


@pytest.mark.parametrize(
    "changes",
    [
        {"changeType": None},
        {"changeType": "created"},
        {"resource": "/me/drive/root:/Folder"},
        {"resource": "/me/drive"},
        {"notificationUrl": "http://example.com/"},
        {"notificationUrl": "nonsense"},
        {"clientState": "x" * 129},
        {"expirationDateTime": "tomorrow"},
        {"expirationDateTime": _in(minutes=-1)},
        {"expirationDateTime": _in(minutes=42_310)},
    ],
)
def test_refused(graph, body, microsoft, changes):
    error = graph.error("POST", "/subscriptions", json=body(**changes))
    assert error == (400, "InvalidRequest")
    assert microsoft.subscriptions() == []


def test_a_drive_of_somebody_else(sign_in_as, microsoft, graph, body):
    microsoft.add_user("anna@example.com", "Anna")
    anna = sign_in_as("anna@example.com")
    assert anna.error("POST", "/subscriptions", json=body())[0] == 403
