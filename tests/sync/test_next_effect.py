# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Of a decision, one effect at a time, and nothing of it gets lost."""

import random

import pytest

from sync import states
from sync.states import (
    ACTIONS,
    BinRemote,
    ConflictCopy,
    Create,
    Decision,
    Forget,
    Kind,
    MoveLocal,
    MoveRemote,
    PullContent,
    Rebase,
    ReplaceContent,
    Side,
    UnlinkLocal,
)
from sync_world import Cloud, Engine, Local

THEIRS = MoveLocal("a.pdf", 2)
OURS = MoveRemote("b.pdf", 1)


@pytest.mark.parametrize(
    "actions,effect",
    [
        ((), ()),
        ((Rebase(),), (Rebase(),)),
        ((Create("a.pdf", 1),), (Create("a.pdf", 1),)),
        ((OURS, ReplaceContent()), (OURS,)),
        ((OURS, THEIRS, PullContent()), (THEIRS, PullContent())),
        ((OURS, ConflictCopy("b.pdf")), (ConflictCopy("b.pdf"),)),
        ((Forget(),), (Forget(),)),
        ((BinRemote(), Forget()), (BinRemote(), Forget())),
        ((UnlinkLocal(), Forget()), (UnlinkLocal(), Forget())),
    ],
)
def test_next_effect(actions, effect):
    assert Decision(actions, "warned").next_effect() == Decision(effect, "warned")


def test_every_action_has_its_words():
    assert len(ACTIONS) == len(set(ACTIONS))
    assert set(ACTIONS) == {k for k in vars(states).values() if hasattr(k, "operation")}
    for kind in ACTIONS:
        assert (kind.operation is None) == (kind.side is Side.BASE)


@pytest.mark.parametrize("seed", range(5))
def test_a_rename_here_and_a_move_there_both_stand(seed):
    local, cloud = Local(), Cloud()
    engine = Engine(local, cloud, random.Random(seed))
    here, there = local.of_kind(Kind.RECORD)
    key = local.add(here, "a.pdf", Kind.FILE, "content")
    settle(engine)
    item = engine.rows.of_local(key).external
    cloud.move(item, "a.pdf", engine.rows.of_local(there).external)
    local.things[key].name = "b.pdf"
    settle(engine)
    assert (local.get(key).name, local.get(key).parent) == ("b.pdf", there)
    assert cloud.get(item).name == "b.pdf"


def settle(engine):
    while engine.round():
        pass
