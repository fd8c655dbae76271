# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The guard stops what is more than both limits, and all that cannot be trusted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.guard import Reason, Verdict, judge

ALLOWED = Verdict(True)


@pytest.mark.parametrize(
    ("deletions", "total", "allowed"),
    [
        (0, 0, True),
        (50, 50, True),  # not more than 50 files
        (51, 255, True),  # exactly 20 %
        (51, 254, False),
        (200, 1000, True),
        (201, 1000, False),
        (51, 0, False),
    ],
)
def test_deletions(deletions, total, allowed):
    verdict = judge(deletions, total, 50, 20)
    assert bool(verdict) is verdict.allowed is allowed
    assert verdict.reason is (None if allowed else Reason.MANY_DELETIONS)


def test_missing_root():
    stopped = Verdict(False, Reason.ROOT_MISSING)
    assert judge(1, 1000, 50, 20, root_missing=True) == stopped
    assert judge(900, 1000, 50, 20, root_missing=True) == stopped
    assert judge(0, 1000, 50, 20, root_missing=True) == ALLOWED


def test_foreign_database():
    stopped = Verdict(False, Reason.FOREIGN_DATABASE)
    assert judge(0, 0, 50, 20, foreign_database=True) == stopped
    assert judge(1, 1, 50, 20, foreign_database=True, root_missing=True) == stopped


def test_moves():
    stopped = Verdict(False, Reason.MANY_MOVES)
    assert judge(0, 0, 50, 20, moves=1000) == ALLOWED
    assert judge(0, 0, 50, 20, moves=100, max_moves=100) == ALLOWED
    assert judge(0, 0, 50, 20, moves=101, max_moves=100) == stopped
    assert judge(0, 0, 50, 20, moves=1, max_moves=0) == stopped


def test_reasons_are_words_for_the_database():
    assert [reason.value for reason in Reason] == [
        "foreign_database",
        "other_account",
        "root_missing",
        "many_deletions",
        "many_moves",
    ]


COUNTS = st.integers(0, 10_000)
PERCENT = st.integers(0, 100)


@given(COUNTS, COUNTS, COUNTS, PERCENT)
def test_fewer_deletions_are_never_worse(deletions, total, max_files, max_percent):
    if judge(deletions, total, max_files, max_percent):
        assert judge(deletions // 2, total, max_files, max_percent)
    else:
        assert judge(deletions + 1, total, max_files, max_percent) == Verdict(
            False, Reason.MANY_DELETIONS
        )
        assert deletions > max_files
