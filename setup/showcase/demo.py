# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The documents of a real Odoo in emulated clouds: set up, sync, show or check."""

import dataclasses
import signal
import time

from cloud_emulator import Control
from machine import Odoo, ensure_all, say, step

from .backends import PROVIDERS, Provider, add_rule, connect, open_site, sync_now
from .expectation import Tree
from .furnish import furnish
from .illegal_name import ILLEGAL_NAME, OTHER_NAME, IllegalName
from .job_queue import JobQueue, logged_errors
from .rules import RULES
from .session import OdooSession
from .stage import ADDONS, CHANNELS, clouds
from .upgrade import ADDON as UPGRADE_CLIENT
from .upgrade import show_upgrade

DATABASE = "demo"
CHECK_DATABASE = "demo_check"
ODOO_ADDONS = ("contacts", "sale_management", "project", "hr")
SYNC_TIMEOUT = 900  # seconds
MIB = 1024 * 1024
SHOWN = 40  # differences


def demo(check=False):
    """Run the demo.

    :param check: unattended: judge the result from outside of Odoo, sync once more,
        and stop
    :return: exit code
    :raises Problem: something cannot be installed or started
    """
    name = CHECK_DATABASE if check else DATABASE
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ensure_all() as machine, clouds(name) as emulator:
        odoo = machine.create(name, ADDONS, extra=ODOO_ADDONS, demo=True)
        odoo.log.unlink(missing_ok=True)
        odoo.install((*ADDONS, UPGRADE_CLIENT))
        with odoo.serving(channels=CHANNELS):
            show = Show(odoo, emulator.control)
            show.prepare()
            if check:
                return show.check()
            show.sync(show.title)
            show_upgrade(show.session, odoo, emulator.control)
            show.stay()
    return 0


@dataclasses.dataclass
class Show:
    """One performance of the demo.

    :param odoo: the served :class:`~machine.odoo.Odoo`
    :param control: steers the emulator
    """

    odoo: Odoo
    control: Control
    session: OdooSession = None
    backends: dict[Provider, int] = dataclasses.field(default_factory=dict)
    records: dict = None
    sources: list = None

    @property
    def title(self):
        """What the first sync does."""
        return f"Syncing {len(self.sources)} files"

    def prepare(self):
        """Fill Odoo, connect the clouds, and add the models to sync."""
        self.session = OdooSession(self.odoo.url, self.odoo.database)
        with step(f"Attaching files to {_names(RULES)}"):
            self.records, self.sources = furnish(self.session)
        open_site(self.control)
        for provider in PROVIDERS:
            with step(f"Connecting {provider.title}"):
                backend = connect(self.session, provider, self.control.url)
                self.backends[provider] = backend
        for sequence, rule in enumerate(RULES, 1):
            backend = self.backends[rule.provider]
            values = {"sequence": sequence, **rule.values}
            add_rule(self.session, backend, rule.model, **values)

    def sync(self, title):
        """Press Sync Now and wait for the end; :return: seconds"""
        queue = JobQueue(self.odoo)
        with step(title):
            for backend in self.backends.values():
                sync_now(self.session, backend)
            return queue.wait(SYNC_TIMEOUT, _Progress(queue).show)

    def check(self):
        """Sync twice and compare with the sources; :return: exit code"""
        seconds = self.sync(self.title)
        before = self._trees()
        differences = self._judge(before)
        verdict = "NOT AS EXPECTED" if differences else "all verified"
        say(self._figures(before, seconds, verdict))
        self.control.reset_log()
        self.sync("Syncing again")
        requests = self.control.counters()["total"]
        changes = _changes(before, self._trees())
        say(
            f"again: uploads {changes['uploads']}, folders made {changes['folders']},"
            f" {requests} requests"
        )
        differences += [f"second sync: {n} {kind}" for kind, n in changes.items() if n]
        differences += self._rename()
        differences += show_upgrade(self.session, self.odoo, self.control)
        differences += [f"Odoo's log: {error}" for error in logged_errors(self.odoo)]
        for line in differences[:SHOWN]:
            say(f"  {line}")
        if len(differences) > SHOWN:
            say(f"  and {len(differences) - SHOWN} more")
        return 1 if differences else 0

    def stay(self):
        """Say where to look, and wait for Ctrl-C."""
        say(f"\nOdoo:  {self.odoo.url}/odoo  (admin / admin)")
        for provider, backend in self.backends.items():
            rules = [rule for rule in RULES if rule.provider is provider]
            fields = ["root_web_url"]
            [row] = self.session.call("cloud.backend", "read", [backend], fields)
            say(f"{provider.title}, with {_names(rules)}:  {row['root_web_url']}")
        task = IllegalName.of(self.session, self.control)
        say(
            f"The task {ILLEGAL_NAME!r}, a name that OneDrive refuses: "
            f" {task.folder()['web_url']}"
            f"\nAll clouds:  {self.control.url}/"
            "\nIn Odoo: the app Cloud, or the files of any of these records."
            "\nPress Ctrl-C to stop."
        )
        while self.odoo.process.poll() is None:
            time.sleep(1)

    def _rename(self):
        """Show the record with the illegal name, and give it another one.

        :return: list of differences
        """
        task = IllegalName.of(self.session, self.control)
        differences = task.differences(ILLEGAL_NAME)
        say(f"The task {ILLEGAL_NAME!r} in {task.rule.provider.title}:")
        for line in task.tree():
            say(f"  {line}")
        task.rename()
        self.sync(f"Renaming it to {OTHER_NAME!r}")
        say(f"The task {OTHER_NAME!r}: {next(task.tree())}")
        return differences + task.differences(OTHER_NAME)

    def _trees(self):
        """:return: dict provider -> what its cloud tells about itself"""
        return {provider: provider.tree(self.control) for provider in self.backends}

    def _judge(self, trees):
        differences = [f"failed job: {line}" for line in JobQueue(self.odoo).failures()]
        for provider, items in trees.items():
            rules = [rule for rule in RULES if rule.provider is provider]
            seen = Tree.seen(items)
            wanted = Tree.expected(rules, self.records, self.sources, provider, seen)
            differences += [
                f"{provider.key}: {line}" for line in seen.differences(wanted)
            ]
        return differences

    def _figures(self, trees, seconds, verdict):
        seen = [Tree.seen(items) for items in trees.values()]
        files = sum(tree.files.total() for tree in seen)
        size = sum(tree.size for tree in seen) / MIB
        records = sum(map(len, self.records.values()))
        names = ", ".join(provider.key for provider in trees)
        return (
            f"demo: {len(RULES)} rules, {records} records, {files} files,"
            f" {size:.1f} MiB in {names}, {verdict}, {seconds:.1f} s,"
            f" {files / seconds:.1f} files/s"
        )


def _names(rules):
    """:return: what is synced, in a sentence"""
    *names, last = [rule.name.lower() for rule in rules]
    return f"{', '.join(names)} and {last}" if names else last


class _Progress:
    """Tells how many files are in the cloud, every few seconds."""

    PAUSE = 5  # seconds

    def __init__(self, queue):
        self._queue = queue
        self._next = time.monotonic() + self.PAUSE

    def show(self):
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self.PAUSE
        sql = "SELECT count(*) FROM cloud_file WHERE status = 'synced'"
        say(f"   {self._queue.query(sql)[0][0]} files are in the cloud")


def _changes(before, after):
    """:return: how many files were sent and folders made between two looks"""
    known = {
        (provider, item["id"]): item for provider in before for item in before[provider]
    }
    changes = {"uploads": 0, "folders": 0}
    for provider, items in after.items():
        for item in items:
            old = known.get((provider, item["id"]))
            if item["folder"]:
                changes["folders"] += not old
            else:
                changes["uploads"] += not old or old["sha256"] != item["sha256"]
    return changes
