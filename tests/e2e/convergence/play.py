# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import dataclasses
import random
import re
import time
from collections import Counter

from cloud_emulator.control import ControlError
from machine import Problem, odoo_log

from .cloud_side import CloudSide
from .faults import Faults
from .journal import Journal
from .judge import Judge
from .odoo_side import OdooSide

# Milliseconds a request: long enough for a person to come in between.
LATENCY, JITTER = 5, 15
BREATH = 0.08  # seconds between two steps, at most
ROUNDS = 10
#: what Odoo's own log may say: a worker was killed while somebody waited for it, or
#: two wrote the same row and one of them tries again
EXPLAINED = re.compile(
    "exception in GET .*/queue_job/runjob|could not serialize access|"
    "current transaction is aborted"
)


@dataclasses.dataclass
class Outcome:
    """How a story ended.

    :param rounds: syncs until nothing changed any more
    :param problems: sentences; none: all is well
    :param lines: what happened, a line each
    :param counts: how often what happened
    """

    story: object
    rounds: int
    problems: list
    lines: list
    counts: Counter
    seconds: float

    @property
    def deeds(self):
        """:return: how often people did something"""
        sides = ("odoo.", "cloud.")
        return sum(n for word, n in self.counts.items() if word.startswith(sides))

    def __str__(self):
        counts = self.counts
        struck = sum(n for word, n in counts.items() if word.startswith("hit by "))
        kills = sum(n for word, n in counts.items() if word.startswith("kill."))
        verdict = "; ".join(self.problems) or "ok"
        return (
            f"{self.story.provider} {self.story.seed} {self.story.kind}:"
            f" {self.deeds} deeds, {struck} faults, {kills} kills,"
            f" {self.rounds} rounds, {self.seconds:.1f} s: {verdict}"
        )


class Scenario:
    """Plays one story on a :class:`~.stand.Stand`."""

    def __init__(self, stand, story):
        self.stand = stand
        self.story = story
        self.journal = Journal(f"{story.provider} {story.seed}")
        self.odoo = OdooSide(stand, self.journal)
        self.cloud = CloudSide(stand, self.journal)
        self.faults = Faults(stand, self.journal)

    def play(self):
        """:return: the :class:`Outcome`"""
        start = time.monotonic()
        log_start = self._log_size()
        rounds, problems = 0, []
        try:
            self._begin()
            for step in self.story.steps:
                self._take(step)
            rounds = self._settle()
            judge = Judge(self.stand, self.odoo, self.cloud, self.journal)
            problems += judge.problems(self.story.kind == "peaceful")
        except (Unrest, Problem) as unrest:
            problems.append(str(unrest))
        problems += self._log_problems(log_start)
        seconds = time.monotonic() - start
        journal = self.journal
        return Outcome(
            self.story, rounds, problems, journal.lines, journal.counts, seconds
        )

    def _begin(self):
        self.stand.begin()
        self.odoo.set_up()
        self.cloud.set_up()
        self.stand.sync_now()
        if not self.stand.drain():
            raise Unrest("the first sync does not end")
        self.stand.control.set_latency(LATENCY, JITTER)

    def _take(self, step):
        owed = set(self.journal.owed)
        try:
            side = {"odoo": self.odoo, "cloud": self.cloud, "fault": self.faults}
            verb = getattr(side.get(step.side, self), step.verb)
            self.journal.note(step, verb(step.one, step.two))
        except (Problem, ControlError) as refusal:
            # Somebody was quicker: what was to be done cannot be done any more.
            self.journal.owed &= owed
            self.journal.counts["refused"] += 1
            self.journal.lines.append(f"{step}: refused: {refusal}")
        time.sleep(random.Random(step.one).uniform(0, BREATH))

    # Syncs and plugs, as verbs

    def sync_now(self, one, two):
        self.stand.sync_now()
        return "pressed"

    def pass_time(self, one, two):
        self.stand.pass_time()
        return "hours pass"

    def wait(self, one, two):
        return f"drained: {self.stand.drain(one * 2)}"

    def kill_workers(self, one, two):
        self.stand.sync_now()
        time.sleep(one / 2)
        count = self.stand.kill_workers()
        return f"{count} killed" if count else None

    def power_cut(self, one, two):
        self.stand.power_cut()
        return "the server is back"

    def restart_emulator(self, one, two):
        self.stand.restart_emulator()
        return "the cloud is back"

    # The end

    def _settle(self):
        """Sync until nothing changes any more; :return: how many syncs changed things

        :raise Unrest: it never ends
        """
        self.faults.end()
        self.stand.control.set_latency(0)
        if self.faults.missed:
            self.stand.pass_weeks()
        before = None
        for number in range(ROUNDS):
            if not self.stand.drain():
                raise Unrest("jobs do not end")
            # What was put off is due, or it would look as if nothing was left.
            self.stand.pass_time()
            self.stand.sync_now()
            if not self.stand.drain():
                raise Unrest("jobs do not end")
            now = self._fingerprint()
            # What is never done is for the judge.
            last = number == ROUNDS - 1
            if now == before and (last or not self.stand.put_off()):
                return number
            before = now
        raise Unrest(f"not at rest after {ROUNDS} syncs")

    def _fingerprint(self):
        cloud = {item["id"]: item["version"] for item in self.cloud.items()}
        return cloud, self.odoo.attachments()

    def _log_size(self):
        log = self.stand.odoo.log
        return log.stat().st_size if log.exists() else 0

    def _log_problems(self, start):
        """What Odoo's own log says that nobody reviewed."""
        with self.stand.odoo.log.open("rb") as log:
            log.seek(start)
            text = log.read()
        part = self.stand.odoo.log.with_suffix(".part")
        part.write_bytes(text)
        entries = odoo_log.unexpected(odoo_log.read(part))
        part.unlink()
        return sorted(
            {
                f"Odoo's log: {entry.logger}: {entry.text.rpartition(chr(10))[2]}"
                for entry in entries
                if entry.level != "WARNING" and not EXPLAINED.search(str(entry))
            }
        )


class Unrest(Exception):
    """Both sides do not come to rest."""
