# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What it costs to follow the cloud: at first, when nothing changed, and a little."""

from cloud_emulator import Emulator
from machine import ensure_all

from .backends import PROVIDERS, add_rule, connect, open_site, sync_now
from .job_queue import JobQueue
from .memory import PeakMemory
from .session import OdooSession
from .stage import ADDONS, CHANNELS

FILES_PER_RECORD = 10
TIMEOUT = 3600  # seconds


def backward(provider, files, changes, latency, parallel):
    """Measure the backward sync of files that people put into the cloud.

    :param provider: key of one of :data:`~.backends.PROVIDERS`
    :param files: how many, ten in the folder of each contact
    :param changes: how many of them are edited later
    :param latency: milliseconds that the cloud takes for any request
    :param parallel: transfers of a job at the same time
    :return: dict of figures
    """
    [provider] = [known for known in PROVIDERS if known.key == provider]
    with (
        ensure_all() as machine,
        Emulator() as emulator,
        machine.temporary_odoo(ADDONS) as odoo,
    ):
        odoo.install(ADDONS)
        with odoo.serving(channels=CHANNELS):
            session = OdooSession(odoo.url, odoo.database)
            open_site(emulator.control)
            backend = connect(
                session, provider, emulator.url, parallel_transfers=parallel
            )
            bench = _Bench(odoo, emulator, session, provider, backend)
            folders = bench.make_records(-(-files // FILES_PER_RECORD))
            emulator.control.set_latency(latency)
            made = bench.put_files(folders, files)
            with PeakMemory(odoo.process.pid) as memory:
                imported = bench.cycle()
            quiet = bench.cycle()
            bench.edit(made[:changes])
            changed = bench.cycle()
            bound = bench.bound_files()
            failures = bench.queue.failures()
    return {
        "scenario": "backward",
        "provider": provider.key,
        "files": files,
        "bound": bound,
        "latency_ms": latency,
        "failed_jobs": len(failures),
        "first": imported,
        "files_per_second": round(files / imported["seconds"], 2),
        "nothing_changed": quiet,
        f"{changes}_changed": changed,
        "rss_growth_mib": round(memory.growth / 1024 / 1024, 1),
    }


class _Bench:
    def __init__(self, odoo, emulator, session, provider, backend):
        self.queue = JobQueue(odoo)
        self.control = emulator.control
        self.cloud = provider.cloud(emulator.control)
        self.provider = provider
        self.session = session
        self.backend = backend

    def make_records(self, count):
        """:return: the cloud's identifiers of the folders of so many contacts"""
        values = [{"name": f"Contact {n:05d}", "ref": "bench"} for n in range(count)]
        self.session.call("res.partner", "create", values)
        domain = "[('ref', '!=', False)]"
        add_rule(
            self.session, self.backend, "res.partner", name="Contacts", domain=domain
        )
        # The first cycle finds where the change feed begins.
        self.cycle()
        self.cycle()
        rows = self.queue.query(
            "SELECT external_id FROM cloud_folder WHERE kind = 'record' ORDER BY id"
        )
        return [row[0] for row in rows]

    def put_files(self, folders, count):
        """:return: the identifiers of new files"""
        names = [f"file {number:06d}.txt" for number in range(count)]
        made = []
        for folder in folders:
            mine, names = names[:FILES_PER_RECORD], names[FILES_PER_RECORD:]
            made += self.cloud.put_files(folder, mine, text="bench")
        return made

    def edit(self, files):
        for external_id in files:
            self.cloud.replace_content(external_id, b"edited")

    def cycle(self):
        """Press Sync Now; :return: seconds and requests until all is done"""
        self.control.reset_log()
        sync_now(self.session, self.backend)
        seconds = self.queue.wait(TIMEOUT)
        return {
            "seconds": round(seconds, 2),
            "requests": self.control.counters()["total"],
        }

    def bound_files(self):
        return int(self.queue.query("SELECT count(*) FROM cloud_file")[0][0])
