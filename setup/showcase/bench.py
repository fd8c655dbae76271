# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the sync costs: in time, requests and memory."""

import base64
import random

from cloud_emulator import Emulator
from machine import ensure_all

from .backends import GDRIVE, add_rule, connect, sync_now
from .job_queue import JobQueue
from .memory import PeakMemory
from .session import OdooSession
from .stage import ADDONS, CHANNELS

MIB = 1024 * 1024
FILES_PER_RECORD = 10
TIMEOUT = 3600  # seconds
BULK = 8 * MIB


def direct(files, size, latency, parallel):
    """Measure the direct sync of new files, ten a contact, to an empty drive.

    :param files: how many
    :param size: bytes each
    :param latency: milliseconds that the cloud takes for any request
    :param parallel: transfers of a job at the same time
    :return: dict of figures
    """
    provider = GDRIVE
    with (
        ensure_all() as machine,
        Emulator() as emulator,
        machine.temporary_odoo(ADDONS) as odoo,
    ):
        odoo.install(ADDONS)
        with odoo.serving(channels=CHANNELS):
            session = OdooSession(odoo.url, odoo.database)
            records = _fill(session, files, size)
            backend = connect(
                session, provider, emulator.url, parallel_transfers=parallel
            )
            domain = "[('ref', '!=', False)]"
            add_rule(session, backend, "res.partner", name="Contacts", domain=domain)
            emulator.control.set_latency(latency)
            emulator.control.reset_log()
            queue = JobQueue(odoo)
            with PeakMemory(odoo.process.pid) as memory:
                sync_now(session, backend)
                seconds = queue.wait(TIMEOUT)
            stored = [
                item for item in provider.tree(emulator.control) if not item["folder"]
            ]
            requests = emulator.control.counters()["total"]
            failures = queue.failures()
    return {
        "scenario": "direct",
        "provider": provider.key,
        "files": files,
        "size": size,
        "records": records,
        "latency_ms": latency,
        "parallel_transfers": parallel,
        "stored": len(stored),
        "failed_jobs": len(failures),
        "seconds": round(seconds, 2),
        "files_per_second": round(len(stored) / seconds, 2),
        "mib_per_second": round(len(stored) * size / MIB / seconds, 2),
        "requests": requests,
        "requests_per_file": round(requests / files, 2),
        "peak_rss_mib": round(memory.peak / MIB, 1),
        "rss_growth_mib": round(memory.growth / MIB, 1),
    }


def _fill(session, files, size):
    """Create contacts with files; :return: how many contacts"""
    rng = random.Random(files)
    count = -(-files // FILES_PER_RECORD)
    values = [{"name": f"Contact {n:05d}", "ref": "bench"} for n in range(count)]
    partners = session.call("res.partner", "create", values)
    at_once = max(1, min(500, BULK // max(size, 1)))
    for start in range(0, files, at_once):
        batch = [
            {
                "name": f"file {number:06d}.bin",
                "datas": base64.b64encode(rng.randbytes(size)).decode(),
                "res_model": "res.partner",
                "res_id": partners[number // FILES_PER_RECORD],
            }
            for number in range(start, min(start + at_once, files))
        ]
        session.call("ir.attachment", "create", batch)
    return count
