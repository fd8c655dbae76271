# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A few stories of each cloud; ``python -m e2e.convergence`` plays hundreds."""

import pytest

from .play import Scenario
from .story import OPERATIONS, tell

SEEDS = (1, 2, 3)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_sides_agree_in_the_end(stand, seed):
    story = tell(seed, str(stand.cloud))
    outcome = Scenario(stand, story).play()
    print(outcome)
    assert not outcome.problems, "\n".join([*outcome.lines, *outcome.problems])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_seed_tells_the_same_story(seed):
    story = tell(seed, "gdrive")
    assert story == tell(seed, "gdrive")
    assert story != tell(seed + 1, "gdrive")
    people = [step for step in story.steps if step.side in ("odoo", "cloud")]
    assert len(people) == OPERATIONS
