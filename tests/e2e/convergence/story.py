# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What happens in one scenario: the same seed always tells the same story."""

import dataclasses
import random

# Some find nothing to be done with: 40 at least have to be done.
OPERATIONS = 52

#: how often people do what, in Odoo and in the cloud
ODOO = {
    "attach": 8,
    "edit": 7,
    "rename": 4,
    "move": 4,
    "delete": 4,
    "attach_twin": 2,
    "make_record": 3,
    "rename_record": 3,
    "delete_record": 1.5,
    "change_rule_of_record": 2,
    "rename_rule": 1,
    "change_domain": 1,
}
CLOUD = {
    "create": 8,
    "edit": 7,
    "rename": 4,
    "move": 4,
    "delete_into_bin": 4,
    "restore": 3,
    "delete_for_ever": 1,
    "empty_bin": 1,
    "move_out": 2,
    "move_in": 2,
    "make_folder": 4,
    "rename_folder": 2,
    "move_folder": 2,
    "bin_folder": 1.5,
    "rename_record_folder": 1.5,
    "move_record_folder_out": 1,
    "bin_record_folder": 0.7,
}
NATIVE = {"create_native": 4}
DELETIONS = {
    "delete",
    "delete_record",
    "delete_into_bin",
    "delete_for_ever",
    "empty_bin",
    "move_out",
    "bin_folder",
    "bin_record_folder",
}
SYNCS = {"sync_now": 10, "pass_time": 6, "wait": 4}
FAULTS = {
    "too_many_requests": 3,
    "server_error": 3,
    "cut": 2,
    "cut_response": 2,
    "time_out_after_success": 4,
    "expired_token": 2,
    "cursor_expired": 1.5,
    "list_lag": 1,
}
FAULTS_OF = {
    "gdrive": {},
    "onedrive": {"lost_tombstone": 1, "changed_meanwhile": 1, "locked": 1},
}
KILLS = {"kill_workers": 1}
# A whole server takes its time to come back.
POWER_CUT_SHARE = 0.1
SYNC_SHARE, FAULT_SHARE = 0.28, 0.16
RUNNING_SYNCS = 2
KINDS = ("mixed", "mixed", "mixed", "peaceful", "native")


@dataclasses.dataclass(frozen=True)
class Step:
    """One thing that happens.

    :param number: its place in the story
    :param side: ``odoo``, ``cloud``, ``sync``, ``fault`` or ``kill``
    :param verb: what happens
    :param one, two: numbers from 0 to 1 that choose among what is there then
    """

    number: int
    side: str
    verb: str
    one: float
    two: float

    def __str__(self):
        return f"{self.number:3d} {self.side}.{self.verb}"


@dataclasses.dataclass(frozen=True)
class Story:
    """One scenario.

    :param seed: what it was made of
    :param provider: key of the cloud
    :param kind: ``mixed``, ``peaceful`` (nobody deletes) or ``native``
    """

    seed: int
    provider: str
    kind: str
    steps: tuple

    def only(self, numbers):
        """:return: the same story without the steps that are not among ``numbers``"""
        kept = tuple(step for step in self.steps if step.number in numbers)
        return dataclasses.replace(self, steps=kept)


def tell(seed, provider, operations=OPERATIONS):
    """Make up a story.

    :param provider: key of the cloud
    :param operations: how many deeds of people there are
    """
    rng = random.Random(f"{provider} {seed}")
    kind = rng.choice(KINDS)
    told = list(_deeds(rng, kind, operations))
    for share, side, words in (
        (SYNC_SHARE, "sync", SYNCS),
        (FAULT_SHARE, "fault", FAULTS | FAULTS_OF[provider]),
    ):
        for _number in range(round(operations * share)):
            told.insert(rng.randrange(len(told)), (side, _choose(rng, words)))
    told.insert(rng.randrange(len(told)), ("kill", "restart_emulator"))
    for _number in range(rng.randint(1, 3)):
        told.insert(rng.randrange(len(told)), ("kill", _choose(rng, KILLS)))
    if rng.random() < POWER_CUT_SHARE:
        told.insert(rng.randrange(len(told)), ("kill", "power_cut"))
    steps = (
        Step(number, side, verb, rng.random(), rng.random())
        for number, (side, verb) in enumerate(told)
    )
    return Story(seed, provider, kind, tuple(steps))


def _deeds(rng, kind, operations):
    words = {("odoo", verb): weight for verb, weight in ODOO.items()}
    words |= {("cloud", verb): weight for verb, weight in CLOUD.items()}
    if kind == "native":
        words |= {("cloud", verb): weight for verb, weight in NATIVE.items()}
    if kind == "peaceful":
        words = {word: w for word, w in words.items() if word[1] not in DELETIONS}
    for _number in range(operations):
        yield _choose(rng, words)


def _choose(rng, words):
    return rng.choices(list(words), list(words.values()))[0]
