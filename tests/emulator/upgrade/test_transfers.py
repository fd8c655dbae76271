# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytest
import requests

from .conftest import DUMP


def test_upload_keeps_the_bytes(api, platform):
    request = api.create()
    assert api.upload(request).json() == {"failures": []}
    assert platform.read_dump(request["id"]) == DUMP
    [row] = platform.requests()
    assert row["dump_size"] == len(DUMP) and "key" not in row


def test_a_cut_upload_leaves_nothing(api, control, platform):
    request = api.create()
    control.add_fault("cut", "upgrade.upload", count=1, after_bytes=1000)
    with pytest.raises(requests.ConnectionError):
        api.upload(request)
    assert platform.requests()[0]["dump"] is None
    assert api.upload(request).json() == {"failures": []}


def test_a_slow_upload(api, control):
    request = api.create()
    control.add_fault("slow", "upgrade.upload", bytes_per_second=200_000)
    response = api.upload(request)
    assert response.elapsed.total_seconds() > 0.2


def test_server_error(api, control):
    request = api.create()
    control.add_fault("server_error", "upgrade.status", count=1, reason="SERVER:ERROR")
    assert api.failures("status", data=api.opened(request)) == ["SERVER:ERROR"]
    assert api.status(request)["state"] == "draft"


@pytest.mark.parametrize("status", [413, 502, 504])
def test_pages_of_proxies(api, control, status):
    control.add_fault("error", "upgrade.upload", count=1, status=status)
    response = api.upload(api.create())
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("text/html")


def test_download(api, ready):
    response = api.get(ready["upgraded_dump_url"])
    assert response.content == DUMP
    assert int(response.headers["Content-Length"]) == len(DUMP)
    assert api.get(ready["original_dump_url"]).content == DUMP


def test_range(api, ready):
    response = api.get(ready["upgraded_dump_url"], headers={"Range": "bytes=100-"})
    assert (response.status_code, response.content) == (206, DUMP[100:])
    size = len(DUMP)
    assert response.headers["Content-Range"] == f"bytes 100-{size - 1}/{size}"


def test_range_after_the_end(api, ready):
    headers = {"Range": f"bytes={len(DUMP)}-"}
    response = api.get(ready["upgraded_dump_url"], headers=headers)
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(DUMP)}"


def test_ranges_off(api, control, ready):
    control.set(upgrade_ranges=False)
    response = api.get(ready["upgraded_dump_url"], headers={"Range": "bytes=100-"})
    assert (response.status_code, response.content) == (200, DUMP)


def test_sql_stream_has_no_length(api, ready):
    response = api.get(ready["upgraded_sql_url"])
    assert response.content == DUMP
    assert "Content-Length" not in response.headers


def test_no_result_before_it_is_ready(api):
    request = api.create()
    api.upload(request)
    assert api.get(request["upgraded_dump_url"]).status_code == 404


def test_wrong_key_in_an_address(api, ready):
    url = ready["upgraded_dump_url"].replace(ready["key"], "wrong")
    assert api.get(url).status_code == 404


def test_another_result(api, platform, ready):
    platform.put_result(ready["id"], b"PGDMP upgraded")
    assert api.get(ready["upgraded_dump_url"]).content == b"PGDMP upgraded"
