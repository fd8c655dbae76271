# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A power cut in the middle of a sync, again and again."""

import hashlib
import random
import time

from showcase.backends import sync_now

KILLS = 10
# Contacts that come in one large job at first, and those that come before each kill
# and have a job of their own: there is always something left to do.
TOGETHER, ALONE = 40, 8
FILES = 4
LATENCY = 40  # milliseconds a request
SEED = 19
# Each time the power goes after so many uploads, and up to so many seconds.
UPLOADS = ALONE * FILES
MOMENT = 0.2
RUNNING = "('started')"
TIME_PASSES = """
    UPDATE queue_job SET
        date_enqueued = date_enqueued - INTERVAL '1 minute',
        eta = eta - INTERVAL '1 minute'
    WHERE state IN ('pending', 'enqueued', 'started')
"""


def test_nothing_is_lost_or_doubled(site):
    rng = random.Random(SEED)
    site.session.button("cloud.backend", site.backend_id, "action_pause")
    expected = _attach(site, rng, "Together", TOGETHER)
    site.session.button("cloud.backend", site.backend_id, "action_resume")
    site.control.set_latency(LATENCY)
    in_the_middle = 0
    for kill in range(KILLS):
        # The listeners make a job for each of these.
        expected |= _attach(site, rng, f"Alone {kill}", ALONE)
        in_the_middle += _sync_until_killed(site, rng)
        # The job runner takes no job for dead that began seconds ago.
        site.queue.query(TIME_PASSES)
        site.start()
    assert in_the_middle == KILLS, "the sync was over before the last kill"
    site.control.set_latency(0)
    site.sync()
    _assert_complete(site, expected)


def _sync_until_killed(site, rng):
    """Cut the power at a random moment; :return: whether a job ran then"""
    site.control.reset_log()
    sync_now(site.session, site.backend_id)
    count = rng.randint(0, round(UPLOADS * site.cloud.effort))
    _wait_for(site, lambda: site.control.count(site.cloud.whole) >= count)
    time.sleep(rng.uniform(0, MOMENT))
    running = _wait_for(site, lambda: site.queue.count(RUNNING))
    site.odoo.kill()
    return running


def test_a_later_sync_has_nothing_to_do(site):
    before = {item["id"]: item["version"] for item in site.items()}
    site.sync()
    assert {item["id"]: item["version"] for item in site.items()} == before


def _attach(site, rng, title, count):
    """Create contacts with files; :return: dict (contact, file name) -> sha256"""
    expected = {}
    for number in range(round(count * site.cloud.effort)):
        name = f"{title} {number:02d}"
        sizes = [rng.randrange(1, 40_000) for _file in range(FILES)]
        contents = {f"file {i}.bin": rng.randbytes(n) for i, n in enumerate(sizes)}
        site.attach(site.contact(name), contents)
        for file, content in contents.items():
            expected[name, file] = hashlib.sha256(content).hexdigest()
    return expected


def _wait_for(site, condition):
    """Wait for a condition; :return: False when the sync is over before"""
    deadline = time.monotonic() + 60
    while site.queue.count():
        if condition():
            return True
        assert time.monotonic() < deadline, "the sync does not go on after a restart"
    return False


def _assert_complete(site, expected):
    # The queue gives up a job that died too often; its records get a new one.
    assert all("JobFoundDead" in failure for failure in site.queue.failures())
    tree = site.tree()
    assert dict(tree.files) == {
        (f"{site.folder(name)}/{file}", sha256): 1
        for (name, file), sha256 in expected.items()
    }
    folders = {
        "Odoo",
        "Odoo/Contacts",
        *(site.folder(name) for name, _file in expected),
    }
    assert dict(tree.folders) == dict.fromkeys(folders, 1)
    _assert_readable(site, expected)


def _assert_readable(site, expected):
    """What Odoo gave away comes back through Odoo, byte by byte."""
    fields = ["name", "res_name", "store_fname"]
    domain = [("res_model", "=", "res.partner"), ("res_field", "=", False)]
    rows = site.session.call("ir.attachment", "search_read", domain, fields)
    assert not any(row["store_fname"] for row in rows)
    assert expected == {
        (row["res_name"], row["name"]): hashlib.sha256(
            site.session.download(row["id"])
        ).hexdigest()
        for row in rows
    }
