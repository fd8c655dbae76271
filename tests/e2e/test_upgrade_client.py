# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A large dump goes up and comes back, with a power cut in the middle of both.

``E2E_DUMP_GIB`` says how large (0.25 by default; 3 is what we promise).
"""

import hashlib
import os
import random
import time
from pathlib import Path

import pytest

from cloud_emulator import Emulator
from showcase.job_queue import JobQueue
from showcase.memory import PeakMemory
from showcase.session import OdooSession
from showcase.upgrade import ADDON, UpgradeDesk

MIB = 1024 * 1024
SIZE = int(float(os.environ.get("E2E_DUMP_GIB", "0.25")) * 1024) * MIB
LIMIT = 64 * MIB
# The power goes when this share of a transfer is done, which slowly takes so long.
SHARE, SECONDS = 0.4, 8
TIMEOUT = 120 + SIZE / (10 * MIB)  # seconds
TIME_PASSES = """
    UPDATE queue_job SET
        date_enqueued = date_enqueued - INTERVAL '1 minute',
        eta = eta - INTERVAL '1 hour'
    WHERE state IN ('pending', 'enqueued', 'started')
"""


class UpgradeSite:
    """Odoo, the platform, and a manager who wants an upgrade."""

    def __init__(self, odoo, emulator):
        self.odoo = odoo
        self.control = emulator.control
        self.queue = JobQueue(odoo)
        self.desk = None

    def start(self):
        self.odoo.start(channels="root:2,root.upgrade:1")
        session = OdooSession(self.odoo.url, self.odoo.database)
        self.desk = UpgradeDesk(session, self.control)

    def request(self, dump):
        """Press Run All Steps on a new request; :return: its id"""
        return self.desk.request(source="path", dump_path=str(dump))

    def read(self, number, *names):
        return self.desk.read(number, *names)

    def wait(self, number):
        """Wait until the request is done."""
        self.desk.wait(number, TIMEOUT)

    def power_cut_at(self, done):
        """Kill Odoo as soon as so many bytes are done, and start it again.

        :param done: function that says how many bytes
        :return: bytes that were done when the power went
        """
        deadline = time.monotonic() + TIMEOUT
        while (seen := done()) < SIZE * SHARE:
            assert time.monotonic() < deadline, f"only {seen} bytes"
            time.sleep(0.1)
        assert seen < SIZE, "the transfer was over before the power cut"
        self.odoo.kill()
        kept = done()
        # The job runner takes no job for dead that began seconds ago.
        self.queue.query(TIME_PASSES)
        self.start()
        return kept


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("upgrade")


@pytest.fixture(scope="module")
def upgrade(machine, folder):
    """A configured :class:`UpgradeSite`."""
    options = {
        "upgrade_client.dump_paths": folder,
        "upgrade_client.work_dir": folder / "work",
        # An upload over HTTPS cannot go on in another job.
        "limit_time_real": int(4 * TIMEOUT),
    }
    with (
        machine.temporary_odoo([ADDON], **options) as odoo,
        Emulator(state=folder / "emulator") as emulator,
    ):
        odoo.install([ADDON])
        site = UpgradeSite(odoo, emulator)
        try:
            site.start()
            site.desk.configure()
            yield site
        finally:
            site.odoo.stop()


@pytest.fixture(scope="module")
def dump(folder):
    """:return: (path, sha256) of a dump no two pieces of which are equal"""
    path, digest = folder / "large.dump", hashlib.sha256()
    noise = random.Random(5).randbytes(MIB)
    with path.open("wb") as file:
        for number in range(SIZE // MIB):
            piece = b"PGDMP%010d" % number + noise[15:]
            digest.update(piece)
            file.write(piece)
    return path, digest.hexdigest()


def _result(folder, upgrade, number):
    return folder / "work" / upgrade.odoo.database / str(number) / "upgraded"


def test_power_cuts_in_both_transfers(upgrade, folder, dump):
    path, sha256 = dump
    speed = int(SIZE / SECONDS)
    for route in ("upgrade.upload", "upgrade.download"):
        upgrade.control.add_fault("slow", route, count=1, bytes_per_second=speed)
    number = upgrade.request(path)
    upgrade.power_cut_at(lambda: _arrived(folder))
    part = Path(f"{_result(folder, upgrade, number)}.part")
    kept = upgrade.power_cut_at(lambda: part.stat().st_size if part.exists() else 0)
    upgrade.wait(number)
    row = upgrade.read(number, "result_sha256", "dump_sha256", "number")
    assert row["dump_sha256"] == row["result_sha256"] == sha256
    [there] = upgrade.control.upgrade.requests()
    assert (there["dump"], there["dump_size"]) == (sha256, SIZE)
    count = upgrade.control.count
    assert count("upgrade.create") == count("upgrade.process") == 1
    assert count("upgrade.upload", status=200) == 1
    resumed = upgrade.control.log()[-1]
    assert (resumed["status"], resumed["sent"]) == (206, SIZE - kept)
    assert not upgrade.queue.failures()
    print(f"\n{SIZE / MIB:.0f} MiB up and down, a power cut in both: {kept} bytes kept")


def _arrived(folder):
    """:return: bytes of the dump that is arriving at the platform"""
    incoming = folder / "emulator" / "upgrade" / "incoming"
    return sum(file.stat().st_size for file in incoming.glob("*"))


def test_little_memory_is_needed(upgrade, folder, dump):
    path, sha256 = dump
    small = folder / "small.dump"
    small.write_bytes(b"PGDMP" + b"x" * MIB)
    # All code is loaded before we measure.
    upgrade.wait(upgrade.request(small))
    start = time.monotonic()
    with PeakMemory(upgrade.odoo.process.pid) as memory:
        number = upgrade.request(path)
        upgrade.wait(number)
    assert upgrade.read(number, "result_sha256")["result_sha256"] == sha256
    print(
        f"\n{SIZE / MIB:.0f} MiB up and down in {time.monotonic() - start:.0f} s:"
        f" Odoo grew by {memory.growth / MIB:.1f} MiB"
    )
    assert memory.growth < LIMIT


def test_people_write_while_the_platform_takes_its_time(upgrade, folder):
    """The answer of create holds the key: nothing may make PostgreSQL refuse it."""
    small = folder / "small.dump"
    small.write_bytes(b"PGDMP" + b"x" * MIB)
    upgrade.control.reset_log()
    upgrade.control.add_fault("slow", "upgrade.create", count=1, bytes_per_second=400)
    number = upgrade.request(small)
    written = 0
    while not upgrade.read(number, "number")["number"]:
        assert written < 200, upgrade.read(number, "problem")
        values = {"user_id": 1 + written % 2}
        upgrade.desk.session.call("upgrade.request", "write", [number], values)
        written += 1
        time.sleep(0.1)
    assert written > 5
    upgrade.wait(number)
    assert upgrade.control.count("upgrade.create") == 1
    print(f"\n{written} times written while the platform made the request")


def test_log_is_clean(upgrade):
    """No traceback, and no key: not even in Odoo's own log."""
    text = upgrade.odoo.log.read_text(errors="replace")
    assert "Traceback" not in text
    keys = upgrade.queue.query("SELECT key FROM upgrade_secret")
    assert keys and not [key for [key] in keys if key in text]
