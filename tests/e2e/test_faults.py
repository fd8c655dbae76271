# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the Sync Logs show when the cloud misbehaves, and that the rest goes on."""

import hashlib
import random
import time

import pytest

from showcase.backends import sign_in, sync_now

MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def healthy(site):
    """Each test begins with clean logs and leaves a connected site in good health."""
    # A new model to sync has begun to be synced by itself.
    site.settle()
    site.clear_logs()
    yield
    site.control.clear_faults()
    site.account.set_quota(None)
    site.sync()
    assert site.backend("state")["state"] == "connected"


def _contents(seed, count=6, size=20_000):
    rng = random.Random(seed)
    return {f"{seed} {i}.bin": rng.randbytes(size) for i in range(count)}


def _new_contact(site, name, count=6, size=20_000):
    """:return: (id, contents) of a contact with files that are not synced yet"""
    contents = _contents(name, count, size)
    partner = site.contact(name)
    site.attach(partner, contents)
    return partner, contents


def _assert_arrived(site, name, contents):
    """Each file is there once and whole, and nothing else is."""
    assert site.files_of(name) == {
        (file, hashlib.sha256(content).hexdigest()): 1
        for file, content in contents.items()
    }
    assert not site.queue.failures()


def _assert_uploads_logged(site, contents):
    """Each file has its own green line, once."""
    assert sorted(
        item
        for _level, operation, item, _message in site.logs("success")
        if operation == "upload"
    ) == sorted(contents)


def test_too_many_requests_with_retry_after(site):
    """The whole account is silent for as long as the cloud asked for."""
    _partner, contents = _new_contact(site, "Throttled")
    site.control.add_fault("rate_limit_429", site.cloud.whole, count=1, retry_after=4)
    site.sync()
    _assert_arrived(site, "Throttled", contents)
    _assert_uploads_logged(site, contents)
    assert site.logs("warning", "error") == [
        ("warning", "wait", "", f"{site.cloud.speaker} asks to wait 4 seconds.")
    ]
    assert _silence(site, 429) > 3


def _silence(site, status):
    """:return: the longest pause of the account after an answer, in seconds"""
    log = site.control.log()
    refused = next(entry["time"] for entry in log if entry["status"] == status)
    times = [refused, *(e["time"] for e in log if e["time"] > refused)]
    return max(after - before for before, after in zip(times, times[1:], strict=False))


def test_user_rate_limit(site):
    """Where the cloud names no time, a refusal that lasts makes the account wait."""
    _partner, contents = _new_contact(site, "Rate limit", count=2)
    site.control.add_fault(site.cloud.busy, site.cloud.whole, count=6)
    site.pass_time()
    _wait_until(lambda: site.backend("wait_until")["wait_until"])
    _wait_until(lambda: not site.queue.count("('enqueued', 'started')"))
    site.sync()
    _assert_arrived(site, "Rate limit", contents)
    _assert_uploads_logged(site, contents)
    [wait] = site.logs("warning", "error")
    text = f"{site.cloud.speaker} gets more requests than it allows."
    assert wait == ("warning", "wait", "", text)


def test_server_error(site):
    """A hiccup is cured within the run: the log shows the uploads only."""
    _partner, contents = _new_contact(site, "Server error")
    site.control.add_fault("server_error", site.cloud.whole, count=3, status=500)
    site.sync()
    _assert_arrived(site, "Server error", contents)
    _assert_uploads_logged(site, contents)
    assert not site.logs("warning", "error")
    assert site.control.count(site.cloud.whole, status=500) == 3


def test_cut_in_a_chunk(site):
    """An upload in chunks goes on where the connection broke."""
    _partner, contents = _new_contact(site, "Cut", count=1, size=20 * MIB)
    site.control.add_fault(
        "cut", site.cloud.chunk, count=1, skip=1, after_bytes=3 * MIB
    )
    site.sync()
    _assert_arrived(site, "Cut", contents)
    _assert_uploads_logged(site, contents)
    assert not site.logs("warning", "error")
    assert site.control.faults()[0]["fired"] == 1
    # No more than the broken chunk went over the wire twice.
    assert site.control.counters()["received"] < 29 * MIB


@pytest.mark.parametrize("answer", ["whole", "folders"])
def test_time_out_after_success(site, answer):
    """The cloud did it, but its answer was lost: no twin, of a file or a folder."""
    name = f"Timeout {answer}"
    route = getattr(site.cloud, answer)
    _partner, contents = _new_contact(site, name)
    site.control.add_fault("timeout_after_success", route, count=2, seconds=0.5)
    site.sync()
    _assert_arrived(site, name, contents)
    _assert_uploads_logged(site, contents)
    assert site.tree().folders[site.folder(name)] == 1
    assert not site.logs("warning", "error")


def test_expired_access_token(site):
    """A new token is fetched once for all transfers, and nobody notices."""
    _partner, contents = _new_contact(site, "Expired")
    site.account.expire_access_tokens()
    site.sync()
    _assert_arrived(site, "Expired", contents)
    _assert_uploads_logged(site, contents)
    assert not site.logs("warning", "error")
    assert site.control.count(site.cloud.token) == 1


def test_revoked_refresh_token(site):
    """People are told once, the jobs end quietly; after a new sign-in it goes on."""
    _partner, contents = _new_contact(site, "Revoked")
    site.account.revoke_refresh_tokens()
    site.account.expire_access_tokens()
    site.settle()
    backend = site.backend("state", "activity_ids", "last_message")
    assert backend["state"] == "reconnect"
    assert len(backend["activity_ids"]) == 1
    [(level, operation, _item, message)] = site.logs("warning", "error")
    assert (level, operation) == ("error", "connect")
    assert "Press Connect" in message and backend["last_message"] == message
    # Work that comes now neither fails nor asks the cloud.
    _other, more = _new_contact(site, "While revoked")
    site.control.reset_log()
    site.settle()
    assert not site.queue.failures()
    assert not site.control.counters()["total"]
    sign_in(site.session, site.backend_id)
    assert not site.backend("activity_ids")["activity_ids"]
    site.sync()
    _assert_arrived(site, "Revoked", contents)
    _assert_arrived(site, "While revoked", more)


def test_full_drive(site):
    """Uploads stop with the first refusal; what needs no space is done all the same."""
    partner, contents = _new_contact(site, "Before full")
    site.sync()
    site.clear_logs()
    _other, refused = _new_contact(site, "Full", size=2 * MIB)
    site.account.set_quota(site.tree().size + MIB)
    site.session.call("res.partner", "write", [partner], {"name": "Renamed when full"})
    site.sync()
    assert not site.files_of("Full")
    _assert_arrived(site, "Renamed when full", contents)
    problems = site.logs("warning", "error")
    assert problems
    assert all(site.cloud.full in message for *_rest, message in problems)
    # Odoo still has every byte.
    domain = [("res_id", "=", _other), ("res_field", "=", False)]
    domain += [("res_model", "=", "res.partner")]
    rows = site.session.call("ir.attachment", "search_read", domain, ["store_fname"])
    assert [bool(row["store_fname"]) for row in rows] == [True] * len(refused)
    site.account.set_quota(None)
    _retry(site)
    _assert_arrived(site, "Full", refused)


def _retry(site):
    """Press Try Again on everything that failed."""
    files = site.session.call("cloud.file", "search", [("error", "!=", False)])
    if files:
        site.session.call("cloud.file", "action_retry", files)
    site.sync()


def test_record_deleted_while_its_upload_runs(site):
    """What was on its way for a deleted record does not stay; its neighbours arrive."""
    doomed, lost = _new_contact(site, "Doomed", size=150_000)
    _partner, contents = _new_contact(site, "Neighbour")
    site.control.add_fault("slow", site.cloud.whole, bytes_per_second=50_000)
    sync_now(site.session, site.backend_id)
    _wait_for_upload(site)
    deleted = time.time()
    site.session.call("res.partner", "unlink", [doomed])
    site.sync()
    _assert_on_the_way(site, deleted, size=150_000)
    _assert_arrived(site, "Neighbour", contents)
    live = [item for item in site.items() if not item["trashed"]]
    assert not {item["name"] for item in live} & {"Doomed", *lost}
    binned = [
        item for _l, what, item, _m in site.logs("success") if what == "bin_folder"
    ]
    assert binned == ["Doomed"]
    assert not site.logs("error")


def _wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it does not happen"
        time.sleep(0.02)


def _wait_for_upload(site):
    sql = "SELECT count(*) FROM cloud_file WHERE status = 'uploading'"
    _wait_until(lambda: site.queue.query(sql) != [["0"]])
    # The neighbour's small files come first.
    time.sleep(1.5)


def _assert_on_the_way(site, moment, size):
    """A file of that size was being sent, and was stored, at that moment."""
    assert any(
        entry["time"] < moment < entry["time"] + entry["seconds"]
        for entry in site.control.log()
        if entry["status"] in (200, 201) and entry["received"] >= size
    )
