# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Play many stories, and say how they ended."""

import argparse
import dataclasses
import time
from collections import Counter
from itertools import product
from pathlib import Path

from e2e.clouds import CLOUDS
from machine import Problem, ensure_all, say, script
from showcase.stage import ADDONS

from .play import Scenario
from .stand import standing
from .story import OPERATIONS, tell


def parse_arguments():
    parser = argparse.ArgumentParser(prog="python -m e2e.convergence")
    providers = [str(cloud) for cloud in CLOUDS]
    parser.description = __doc__
    parser.add_argument("--provider", choices=providers, default=providers[0])
    parser.add_argument(
        "--seed", type=int, nargs="+", default=[1], help="of the first scenario"
    )
    parser.add_argument(
        "--scenarios", type=int, default=1, help="how many, from each seed on"
    )
    parser.add_argument("--ops", type=int, default=OPERATIONS, help="deeds of people")
    parser.add_argument("--only", help="numbers of the steps to keep, as 3,5,7-9")
    parser.add_argument("--shrink", action="store_true", help="find the steps to blame")
    parser.add_argument("--lines", type=Path, help="a folder for what happened")
    return parser.parse_args()


def numbers(text):
    """:return: set of the numbers in ``3,5,7-9``"""
    found = set()
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        if not (first.isdigit() and (last or "0").isdigit()):
            raise Problem(f"--only wants numbers such as 3,5,7-9, not {text}.")
        found.update(range(int(first), int(last or first) + 1))
    return found


def shrink(stand, story, fails):
    """:return: the shortest story found that still fails"""
    size = len(story.steps) // 2
    while size:
        start = 0
        while start < len(story.steps):
            kept = story.steps[:start] + story.steps[start + size :]
            shorter = dataclasses.replace(story, steps=kept)
            if fails(Scenario(stand, shorter).play()):
                story = shorter
                say(f"   {len(story.steps)} steps still fail")
            else:
                start += size
        size //= 2
    return story


def report(outcomes, seconds):
    """Print the figures of all scenarios."""
    total = Counter()
    for outcome in outcomes:
        total += outcome.counts
    rounds = Counter(outcome.rounds for outcome in outcomes if not outcome.problems)
    failed = [outcome for outcome in outcomes if outcome.problems]
    say(f"\n{len(outcomes)} scenarios, {len(failed)} failed, {seconds:.0f} s")
    for start, title in (
        ("odoo.", "in Odoo"),
        ("cloud.", "in the cloud"),
        ("sync.", "syncs"),
        ("hit by ", "faults that struck"),
        ("kill.", "kills"),
    ):
        words = {
            word.removeprefix(start): count
            for word, count in sorted(total.items())
            if word.startswith(start)
        }
        listed = ", ".join(f"{word} {count}" for word, count in words.items())
        say(f"{title}: {sum(words.values())} ({listed})")
    fewest = min((outcome.deeds for outcome in outcomes), default=0)
    say(f"deeds of people in one scenario: {fewest} at least")
    say(f"idle: {total['idle']}, refused: {total['refused']}")
    say("rounds: " + ", ".join(f"{n}: {rounds[n]}x" for n in sorted(rounds)))
    if failed:
        say("failed: " + " ".join(str(outcome.story.seed) for outcome in failed))


def play_all(stand, options):
    """:return: iterator over the outcomes, told as they come"""
    kept = numbers(options.only) if options.only else None
    for first, number in product(options.seed, range(options.scenarios)):
        seed = first + number
        story = tell(seed, options.provider, options.ops)
        if kept is not None:
            story = story.only(kept)
        outcome = Scenario(stand, story).play()
        say(str(outcome))
        if options.lines:
            file = options.lines / f"{options.provider}-{seed}.txt"
            file.write_text("\n".join([*outcome.lines, str(outcome), ""]))
        if outcome.problems and options.shrink:
            shortest = shrink(stand, story, lambda other: other.problems)
            say("\n".join(map(str, shortest.steps)))
        yield outcome


@script
def main():
    options = parse_arguments()
    [cloud] = [cloud for cloud in CLOUDS if str(cloud) == options.provider]
    outcomes, start = [], time.monotonic()
    with ensure_all() as machine, machine.temporary_odoo(ADDONS) as odoo:
        odoo.install(ADDONS)
        with standing(machine, odoo.database, cloud) as stand:
            try:
                for outcome in play_all(stand, options):
                    outcomes.append(outcome)
            finally:
                # Also when somebody has seen enough.
                report(outcomes, time.monotonic() - start)
    return 1 if any(outcome.problems for outcome in outcomes) else 0


if __name__ == "__main__":
    main()
