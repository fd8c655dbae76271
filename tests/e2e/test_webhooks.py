# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Changes in the cloud: told at once, and found all the same when nobody tells."""

import time

import pytest

SOON = 20  # seconds
JOBS = "SELECT count(*) FROM queue_job WHERE method_name = '_job_backward'"
#: what the emulator keeps open, by provider
OPEN = {
    "gdrive": lambda account: account.channels(),
    "onedrive": lambda account: account.subscriptions(),
}


@pytest.fixture(scope="module", autouse=True)
def told(site):
    """The cloud is asked to tell, and no scheduled action looks by itself."""
    site.queue.query("UPDATE ir_cron SET active = FALSE")
    site.contact("Told")
    site.sync()
    site.session.call("cloud.backend", "write", [site.backend_id], {"instant": True})
    site.drain()
    assert not site.backend("instant_problem")["instant_problem"]
    assert len(_open(site)) == 1


@pytest.fixture(autouse=True)
def quiet(site):
    """Each test begins when all that was told is done."""
    _until_quiet(site)
    site.clear_logs()
    yield
    site.control.clear_faults()


def _open(site):
    return OPEN[site.cloud.provider.key](site.account)


def _until_quiet(site):
    """Our own writes are told, too: wait until the last of them was looked at."""
    before = None
    while before != (before := len(site.control.notifications())):
        time.sleep(1)
        site.drain()


def _wait_until(condition, what, seconds=SOON):
    start = time.monotonic()
    while not (found := condition()):
        assert time.monotonic() - start < seconds, f"{what} within {seconds} s"
        time.sleep(0.3)
    return found


def _jobs(site):
    return int(site.queue.query(JOBS)[0][0])


def _put(site, name):
    """A person puts a file into the contact's folder."""
    site.account.put_file("/" + site.folder("Told"), name, b"by hand")


def _attachments(site, name):
    domain = [("name", "=", name), ("res_model", "=", "res.partner")]
    return site.session.call("ir.attachment", "search", domain)


def _told(site, **wanted):
    """The notifications with these values."""
    return [
        row
        for row in site.control.notifications()
        if all(row[name] == value for name, value in wanted.items())
    ]


def test_a_change_is_told(site):
    start = time.monotonic()
    _put(site, "told.txt")
    _wait_until(lambda: _jobs(site), "a job", seconds=5)
    assert _told(site, status=202, fault=None)
    _wait_until(lambda: _attachments(site, "told.txt"), "the attachment")
    print(f"{site.cloud}: in Odoo after {time.monotonic() - start:.1f} s")
    assert site.backend("notified_at")["notified_at"]


def test_a_lost_notification_costs_time_only(site):
    site.control.add_fault("notification_lost")
    _put(site, "lost.txt")
    _wait_until(lambda: _told(site, fault="notification_lost"), "the fault")
    time.sleep(1)
    assert not _jobs(site)
    site.sync()
    assert len(_attachments(site, "lost.txt")) == 1


def test_a_notification_that_comes_twice(site):
    site.control.add_fault("notification_twice", count=1)
    _put(site, "twice.txt")
    _wait_until(lambda: len(_told(site, status=202)) > 1, "both")
    _wait_until(lambda: _attachments(site, "twice.txt"), "the attachment")
    site.drain()
    assert len(_attachments(site, "twice.txt")) == 1
    assert not site.queue.failures()


def test_a_forged_notification(site):
    site.control.add_fault("notification_forged", count=1)
    _put(site, "forged.txt")
    _wait_until(lambda: _told(site, fault="notification_forged"), "the fault")
    assert not _told(site, status=202)
    assert not _jobs(site)
    # the next one that is true brings both
    _put(site, "true.txt")
    for name in ("forged.txt", "true.txt"):
        _wait_until(lambda name=name: _attachments(site, name), name)


def test_renewal(site):
    """What ends soon is prolonged, and tells on."""
    [before] = _open(site)
    site.queue.query("UPDATE cloud_watch SET expires_at = now() AT TIME ZONE 'UTC'")
    site.odoo.shell("env['cloud.backend']._cron_watch(); env.cr.commit()")
    site.drain()
    _wait_until(
        lambda: (
            [(row["id"], row["expires"]) for row in _open(site)]
            != [(before["id"], before["expires"])]
        ),
        "a new end",
    )
    assert len(_open(site)) == 1
    _put(site, "renewed.txt")
    _wait_until(lambda: _attachments(site, "renewed.txt"), "the attachment")


def test_pause_and_disconnect(site):
    """The cloud is told to stop."""
    site.session.button("cloud.backend", site.backend_id, "action_pause")
    site.drain()
    assert not _open(site)
    site.session.button("cloud.backend", site.backend_id, "action_resume")
    site.drain()
    assert len(_open(site)) == 1
    # What the cloud tells at once must not come while it is told to stop.
    _until_quiet(site)
    site.session.button("cloud.backend", site.backend_id, "action_disconnect")
    assert not _open(site)
