# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Everything comes home, although the power goes again and again."""

import contextlib
import hashlib
import random
import time

import pytest

from machine import Problem

from .test_kill_worker import TIME_PASSES

KILLS = 3
CONTACTS, FILES = 20, 3
LATENCY = 250  # milliseconds a request
SEED = 23
# Documents of Google's editors, and what becomes of them.
DOCUMENTS = {
    "document": ".docx",
    "spreadsheet": ".xlsx",
    "presentation": ".pptx",
    "drawing": ".pdf",
    "form": None,
}
ATTACHMENTS = [("res_model", "=", "res.partner"), ("res_field", "=", False)]


def test_every_byte_comes_home(site):
    expected = _fill(site)
    documents = _add_documents(site)
    before = _snapshot(site)
    site.control.set_latency(LATENCY)
    _reset(site)
    rng = random.Random(SEED)
    for kill in range(KILLS):
        left = len(expected) * (KILLS - kill) // (KILLS + 1)
        _wait_for(site, lambda n=left: _bound(site) <= n)
        time.sleep(rng.uniform(0, 0.2))
        assert _bound(site), "all was home before the last kill"
        site.odoo.kill()
        # The job runner takes no job for dead that began seconds ago.
        site.queue.query(TIME_PASSES)
        site.start()
        # The job runner goes on by itself: all may be home before anybody presses it.
        with contextlib.suppress(Problem):
            site.session.button("cloud.backend", site.backend_id, "action_sync_now")
    site.control.set_latency(0)
    site.settle()
    assert all("JobFoundDead" in failure for failure in site.queue.failures())
    assert site.backend("state")["state"] == "draft"
    assert _contents(site, True, documents) == expected
    assert _snapshot(site) == before
    _assert_report(site, len(expected), documents)
    _assert_documents(site, documents)


def test_connecting_again_makes_no_twins(site):
    if site.cloud.provider.key != "gdrive":
        pytest.skip("a sign-in again is the same for each cloud")
    before = _snapshot(site)
    _connect_again(site)
    site.sync()
    # What the cloud has besides is new to Odoo, once nobody is busy with its record.
    site.queue.query("UPDATE cloud_observation SET next_try = NULL")
    site.sync()
    after = _snapshot(site)
    new = {path for path, *_rest in after.values()} - {p for p, *_ in before.values()}
    # What had become Office files is new to the cloud; nothing else is.
    assert len(new) == sum(extension is not None for extension in DOCUMENTS.values())
    assert before.keys() <= after.keys()
    rows = _attachments(site, at_home=False)
    # The form had stayed a link; the others are there as documents and as files now.
    assert len(rows) == CONTACTS * FILES + 2 * len(DOCUMENTS) - 1


def _connect_again(site):
    """Press Connect on the backend that was reset."""
    action = site.session.button("cloud.backend", site.backend_id, "action_connect")
    site.session.visit(action["url"])


def _fill(site):
    """:return: dict (contact, file name) -> sha256"""
    rng = random.Random(SEED)
    expected = {}
    for number in range(CONTACTS):
        name = f"Contact {number:02d}"
        contents = {
            f"file {i}.bin": rng.randbytes(rng.randrange(1, 60_000))
            for i in range(FILES)
        }
        site.attach(site.contact(name), contents)
        for file, content in contents.items():
            expected[name, file] = hashlib.sha256(content).hexdigest()
    site.sync()
    assert len(_attachments(site, at_home=False)) == len(expected)
    return expected


def _add_documents(site):
    """:return: dict name of a document in the cloud -> the extension it will have"""
    if site.cloud.provider.key != "gdrive":
        return {}
    for kind in DOCUMENTS:
        parent = "/" + site.folder("Contact 00")
        site.account.create_native(parent, f"The {kind}", kind, "one,two")
    site.sync()
    return {f"The {kind}": extension for kind, extension in DOCUMENTS.items()}


def _reset(site):
    """Press the button, and confirm."""
    wizard = site.session.button("cloud.backend", site.backend_id, "action_reset")
    model, res_id = wizard["res_model"], wizard["res_id"]
    [figures] = site.session.call(model, "read", [res_id], ["file_count", "fits"])
    assert figures["fits"] and figures["file_count"] >= CONTACTS * FILES
    site.session.button(model, res_id, "action_confirm")


def _snapshot(site):
    """:return: dict id -> what tells that an item is as it was"""
    keys = ("path", "sha256", "version", "trashed")
    return {item["id"]: tuple(item[key] for key in keys) for item in site.items()}


def _bound(site):
    return int(site.queue.query("SELECT count(*) FROM cloud_file")[0][0])


def _wait_for(site, condition):
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline, "nothing comes home after a restart"
        time.sleep(0.05)


def _attachments(site, at_home):
    """:param at_home: those whose contents are in Odoo's filestore, or the others"""
    fields = ["name", "res_name", "mimetype"]
    domain = [*ATTACHMENTS, ("store_fname", "!=" if at_home else "=", False)]
    return site.session.call("ir.attachment", "search_read", domain, fields)


def _contents(site, at_home, documents):
    """:return: dict (contact, file name) -> sha256, of all but the documents"""
    return {
        (row["res_name"], row["name"]): hashlib.sha256(
            site.session.download(row["id"])
        ).hexdigest()
        for row in _attachments(site, at_home)
        if not row["name"].startswith(tuple(documents) or "\0")
    }


def _assert_report(site, count, documents):
    fields = ["state", "file_total", "file_done", "care_count", "converted_count"]
    [report] = site.session.call("cloud.reverse.report", "search_read", [], fields)
    links = sum(extension is None for extension in documents.values())
    assert report["state"] == "done"
    assert report["file_total"] == count + len(documents)
    assert report["file_done"] == count + len(documents) - links
    assert report["care_count"] == links
    assert report["converted_count"] == len(documents) - links


def _assert_documents(site, documents):
    home = {row["name"]: row["id"] for row in _attachments(site, at_home=True)}
    links = {row["name"] for row in _attachments(site, at_home=False)}
    for name, extension in documents.items():
        if extension:
            start = b"%PDF" if extension == ".pdf" else b"PK"
            assert site.session.download(home[name + extension]).startswith(start)
        else:
            assert name in links
