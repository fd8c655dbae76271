# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every fault switch, seen from the client's side."""

import os
import time

import pytest
import requests
from googleapiclient.errors import HttpError

from cloud_emulator import ControlError
from cloud_emulator.faults import Fault

ABOUT = "/drive/v3/about?fields=user"


@pytest.mark.parametrize(
    ("kind", "options", "status", "reason"),
    [
        ("error", {"status": 418, "reason": "teapot"}, 418, "teapot"),
        ("error", {}, 500, "backendError"),
        ("rate_limit_403", {}, 403, "userRateLimitExceeded"),
        ("rate_limit_429", {}, 429, "rateLimitExceeded"),
        ("server_error", {}, 503, "backendError"),
        ("server_error", {"status": 500}, 500, "internalError"),
        ("unauthorized", {}, 401, "authError"),
        ("storage_quota", {}, 403, "storageQuotaExceeded"),
        ("session_gone", {}, 410, "notFound"),
    ],
)
def test_answers(raw, control, kind, options, status, reason):
    control.add_fault(kind, "drive.about.get", count=1, **options)
    got, detail = raw.error("GET", ABOUT)
    assert (got, detail["reason"]) == (status, reason)
    assert raw("GET", ABOUT).status_code == 200


def test_retry_after(raw, control):
    control.add_fault("rate_limit_429", retry_after=7, count=1)
    assert raw("GET", ABOUT).headers["Retry-After"] == "7"


def test_message(raw, control):
    control.add_fault("error", status=400, message="No cake left.", count=1)
    assert raw.error("GET", ABOUT)[1]["message"] == "No cake left."


def test_faults_of_the_token_endpoint(emulator, control):
    control.add_fault("server_error", "oauth.token", count=1)
    reply = requests.post(f"{emulator.url}/token", timeout=10)
    assert reply.status_code == 503
    assert reply.json()["error"] == "temporarily_unavailable"


def test_library_retries_and_refreshes(drive, control):
    control.add_fault("server_error", "drive.about.*", count=1)
    control.add_fault("unauthorized", "drive.about.*", count=1)
    request = drive.about().get(fields="user")
    assert request.execute(num_retries=2)["user"]["me"] is True
    assert control.count("oauth.token") == 1


def test_route_method_skip_count(raw, control):
    control.add_fault("error", "drive.*", method="POST", skip=1, count=2)
    statuses = [raw("POST", "/drive/v3/files").status_code for _n in range(5)]
    assert statuses == [200, 500, 500, 200, 200]
    [fault] = control.faults()
    assert (fault["seen"], fault["fired"]) == (5, 2)


def test_same_seed_same_draws():
    def draws(seed):
        fault = Fault("error", probability=0.3, seed=seed)
        return [fault.draw() for _number in range(200)]

    assert draws(1) == draws(1)
    assert draws(1) != draws(2)
    assert 30 < sum(draws(1)) < 90


def test_removal_and_restart(raw, control, running_emulator):
    fault = control.add_fault("error", count=2)
    assert raw("GET", ABOUT).status_code == 500
    running_emulator.restart()
    assert raw("GET", ABOUT).status_code == 500
    assert raw("GET", ABOUT).status_code == 200
    control.remove_fault(fault["id"])
    assert control.faults() == []
    control.add_fault("error")
    control.clear_faults()
    assert raw("GET", ABOUT).status_code == 200


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "flood"}, "Unknown fault kind"),
        ({"kind": "error", "route": "drive.fils.*"}, "No route matches"),
        ({"kind": "error", "colour": "red"}, "Unknown fault field"),
        ({"kind": "error", "probability": 2}, "from 0 to 1"),
        ({"kind": "error", "count": "two"}, "is a number"),
        ({"kind": "slow"}, "bytes_per_second"),
        ({"kind": "list_lag"}, "seconds or requests"),
    ],
)
def test_bad_switches_are_refused(control, values, sentence):
    with pytest.raises(ControlError, match=sentence):
        control.add_fault(**values)
    assert control.faults() == []


def test_cut_before_any_answer(raw, control, names):
    control.add_fault("cut", "drive.files.create", count=1)
    with pytest.raises(requests.ConnectionError):
        raw("POST", "/drive/v3/files", json={"name": "never"})
    assert names() == []


def test_cut_in_the_body_of_a_simple_upload(raw, control, names, emulator):
    control.add_fault("cut", "drive.upload.media", count=1, after_bytes=50_000)
    path = "/upload/drive/v3/files?uploadType=media"
    with pytest.raises(requests.ConnectionError):
        raw("POST", path, data=os.urandom(500_000))
    assert names() == []
    assert not list((emulator.state / "google" / "incoming").iterdir())


def test_cut_response(raw, control, make):
    file = make("a", content=os.urandom(500_000))
    control.add_fault("cut_response", "drive.files.download", count=1, after_bytes=9000)
    path = f"/drive/v3/files/{file['id']}?alt=media"
    reply = raw("GET", path, stream=True)
    assert reply.headers["Content-Length"] == "500000"
    received = 0
    with pytest.raises(requests.exceptions.RequestException):
        for block in reply.iter_content(1000):
            received += len(block)
    assert received <= 9000
    assert len(raw("GET", path).content) == 500_000


def test_timeout_after_success(raw, control, names):
    control.add_fault("timeout_after_success", "drive.files.create", count=1)
    with pytest.raises(requests.ConnectionError):
        raw("POST", "/drive/v3/files", json={"name": "done"})
    assert names() == ["done"]


def test_hang_after_success(raw, control, names, emulator):
    route = "drive.files.create"
    control.add_fault("timeout_after_success", route, count=1, seconds=1)
    start = time.monotonic()
    with pytest.raises(requests.ConnectionError):
        raw("POST", "/drive/v3/files", json={"name": "done"})
    assert time.monotonic() - start > 0.9
    assert names() == ["done"]


def test_slow(raw, control, make):
    data = os.urandom(40_000)
    file = make("a", content=data)
    control.add_fault("slow", "drive.*", bytes_per_second=100_000, count=2)
    start = time.monotonic()
    assert raw("GET", f"/drive/v3/files/{file['id']}?alt=media").content == data
    middle = time.monotonic()
    raw("POST", "/upload/drive/v3/files?uploadType=media", data=data)
    end = time.monotonic()
    assert middle - start > 0.35
    assert end - middle > 0.35


def test_lost_session(raw, control):
    start = "/upload/drive/v3/files?uploadType=resumable"
    address = raw("POST", start, json={"name": "a"}).headers["Location"]
    control.add_fault("session_gone", "drive.upload.*", count=1)
    assert raw("PUT", address, data=b"x").status_code == 410
    assert raw("PUT", address, data=b"x").status_code == 404


def test_list_lag_by_requests(raw, control, make, names):
    make("old", content=b"1")
    control.add_fault("list_lag", requests=2)
    new = make("new", content=b"1")
    assert raw("GET", f"/drive/v3/files/{new['id']}").status_code == 200
    assert [names() for _number in range(3)] == [["old"], ["old"], ["new", "old"]]


def test_list_lag_by_time(control, make, names):
    control.add_fault("list_lag", seconds=0.5)
    make("new", content=b"1")
    assert names() == []
    time.sleep(0.6)
    assert names() == ["new"]


def test_list_lag_ends_with_its_switch(control, make, names):
    control.add_fault("list_lag", seconds=60)
    make("new", content=b"1")
    assert names() == []
    control.clear_faults()
    assert names() == ["new"]


def test_latency(raw, control):
    control.set_latency(150, jitter=50)
    start = time.monotonic()
    raw("GET", ABOUT)
    assert time.monotonic() - start > 0.15
    control.set_latency(0)
    assert control.settings()["latency_ms"] == 0


def test_a_batch_can_lose_its_connection(drive, control, names):
    control.add_fault("timeout_after_success", "drive.batch", count=1)
    batch = drive.new_batch_http_request()
    batch.add(drive.files().create(body={"name": "a"}))
    with pytest.raises((OSError, HttpError)):
        batch.execute()
    assert names() == ["a"]
