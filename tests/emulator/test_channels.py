# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Drive's notification channels."""

import socket
import time
import uuid

import pytest
from googleapiclient.errors import HttpError

from cloud_emulator.receiver import Receiver


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def watch(drive, receiver):
    """Function: fields of the channel -> the ``Channel`` Drive answers."""

    def open_channel(page_token=None, **body):
        body = {
            "id": str(uuid.uuid4()),
            "type": "web_hook",
            "address": receiver.url,
            "token": "secret",
            **body,
        }
        changes = drive.changes()
        if page_token is None:
            page_token = changes.getStartPageToken().execute()["startPageToken"]
        return changes.watch(pageToken=page_token, body=body).execute()

    return open_channel


def _state(received):
    return received.headers["X-Goog-Resource-State"]


def _wait_for_log(control, count):
    deadline = time.monotonic() + 10
    while len(log := control.notifications()) < count:
        assert time.monotonic() < deadline, log
        time.sleep(0.05)
    return log


def test_channel_resource(watch):
    channel = watch()
    assert channel["kind"] == "api#channel"
    assert channel["token"] == "secret"
    assert channel["resourceId"] and "/drive/v3/changes" in channel["resourceUri"]
    hours = (int(channel["expiration"]) / 1000 - time.time()) / 3600
    assert 0.9 < hours <= 1
    # the same feed is the same resource
    assert watch()["resourceId"] == channel["resourceId"]


def test_expiration_has_a_limit(watch):
    month = int((time.time() + 30 * 86400) * 1000)
    channel = watch(expiration=month)
    days = (int(channel["expiration"]) / 1000 - time.time()) / 86400
    assert 6.9 < days <= 7
    soon = int((time.time() + 600) * 1000)
    assert watch(expiration=str(soon))["expiration"] == str(soon)


def test_sync_and_change(watch, receiver, make, google):
    channel = watch()
    [sync] = receiver.wait_for(1)
    assert _state(sync) == "sync"
    headers = sync.headers
    assert headers["X-Goog-Channel-Id"] == channel["id"]
    assert headers["X-Goog-Channel-Token"] == "secret"
    assert headers["X-Goog-Resource-Id"] == channel["resourceId"]
    assert headers["X-Goog-Resource-Uri"] == channel["resourceUri"]
    assert headers["X-Goog-Channel-Expiration"].endswith("GMT")
    assert (headers["X-Goog-Message-Number"], headers["Content-Length"]) == ("1", "0")
    make("a", content=b"1")
    [_sync, change] = receiver.wait_for(2)
    assert (_state(change), change.body) == ("change", b"")
    google.put_file("/", "b", b"2")
    assert _state(receiver.wait_for(3)[-1]) == "change"


def test_a_burst_is_coalesced(watch, receiver, make, control):
    watch()
    receiver.wait_for(1)
    for number in range(20):
        make(str(number), content=b"1")
    receiver.wait_for(2)
    time.sleep(0.6)
    assert len(receiver.received) < 12
    assert len(control.notifications()) == len(receiver.received)


def test_only_its_feed(watch, receiver, google):
    google.add_user("other@example.com")
    watch()
    receiver.wait_for(1)
    google.put_file("/", "a", b"1", user="other@example.com")
    time.sleep(0.6)
    assert len(receiver.received) == 1


def test_a_silent_server_blocks_nobody(watch, drive, receiver):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        watch(address=f"http://127.0.0.1:{silent.getsockname()[1]}/")
        connection, _address = silent.accept()
        with connection:
            start = time.monotonic()
            drive.files().list().execute()
            watch()
            receiver.wait_for(1)
            assert time.monotonic() - start < 2


def test_stop(watch, drive, receiver, make):
    channel = watch()
    receiver.wait_for(1)
    names = ("id", "resourceId")
    body = {name: channel[name] for name in names}
    with pytest.raises(HttpError) as error:
        drive.channels().stop(body={**body, "resourceId": "other"}).execute()
    assert error.value.resp.status == 404
    drive.channels().stop(body=body).execute()
    make("a", content=b"1")
    time.sleep(0.6)
    assert len(receiver.received) == 1
    with pytest.raises(HttpError) as error:
        drive.channels().stop(body=body).execute()
    assert error.value.resp.status == 404


def test_the_end_of_a_channel(watch, receiver, make, google):
    watch(expiration=int((time.time() + 0.8) * 1000))
    receiver.wait_for(1)
    time.sleep(1)
    make("a", content=b"1")
    time.sleep(0.6)
    assert len(receiver.received) == 1
    assert google.channels() == []
    watch()
    assert len(google.channels()) == 1
    google.expire_channels()
    assert google.channels() == []


def test_retries(watch, receiver, control):
    receiver.answers += [503, 500]
    watch()
    receiver.wait_for(3)
    log = _wait_for_log(control, 3)
    assert [(row["attempt"], row["status"]) for row in log] == [
        (1, 503),
        (2, 500),
        (3, 202),
    ]
    assert {row["state"] for row in log} == {"sync"}


def test_refusals_are_dropped(watch, receiver, control, make):
    receiver.answers += [404]
    watch()
    receiver.wait_for(1)
    make("a", content=b"1")
    receiver.wait_for(2)
    log = _wait_for_log(control, 2)
    assert [(row["number"], row["status"]) for row in log] == [(1, 404), (2, 202)]
    assert "secret" not in str(log)


def test_lost(watch, receiver, control, make):
    watch()
    receiver.wait_for(1)
    control.add_fault("notification_lost", count=1)
    make("a", content=b"1")
    lost = _wait_for_log(control, 2)[-1]
    assert (lost["fault"], lost["status"]) == ("notification_lost", 0)
    make("b", content=b"1")
    assert len(receiver.wait_for(2)) == 2


def test_twice_and_forged(watch, receiver, control, make):
    watch()
    receiver.wait_for(1)
    control.add_fault("notification_twice", "drive.notify", count=1)
    make("a", content=b"1")
    _sync, first, second = receiver.wait_for(3)
    assert first == second
    control.add_fault("notification_forged", "drive.notify", count=1)
    make("b", content=b"1")
    forged = receiver.wait_for(4)[-1]
    assert forged.headers["X-Goog-Channel-Token"] == "forged"


def test_other_faults_leave_notifications_alone(watch, receiver, control, drive):
    watch()
    receiver.wait_for(1)
    fault = control.add_fault("notification_lost")
    drive.files().list().execute()
    [seen] = control.faults()
    assert (seen["id"], seen["seen"]) == (fault["id"], 0)


def test_channels_survive_a_restart(watch, receiver, running_emulator, google):
    watch()
    receiver.wait_for(1)
    running_emulator.restart()
    google.put_file("/", "a", b"1")
    assert _state(receiver.wait_for(2)[-1]) == "change"


@pytest.mark.parametrize(
    "body, reason",
    [
        ({"id": None}, "required"),
        ({"address": None}, "required"),
        ({"type": "mail"}, "badRequest"),
        ({"address": "http://example.com/notify"}, "push.webhookUrlNotHttps"),
        ({"address": "https://"}, "push.webhookUrlNotHttps"),
        ({"token": "x" * 257}, "badRequest"),
        ({"expiration": 1000}, "badRequest"),
        ({"expiration": "tomorrow"}, "badRequest"),
    ],
)
def test_refused(raw, receiver, body, reason):
    body = {"id": "1", "type": "web_hook", "address": receiver.url, **body}
    path = "/drive/v3/changes/watch?pageToken=1"
    status, error = raw.error("POST", path, json=body)
    assert (status, error["reason"]) == (400, reason)


def test_ids_are_unique(watch, raw, receiver):
    channel = watch()
    body = {"id": channel["id"], "type": "web_hook", "address": receiver.url}
    path = "/drive/v3/changes/watch?pageToken=1"
    status, error = raw.error("POST", path, json=body)
    assert (status, error["reason"]) == (400, "channelIdNotUnique")
    status, error = raw.error("POST", "/drive/v3/changes/watch", json=body)
    assert (status, error["reason"]) == (400, "required")
