# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Relative periods, in the words and the examples of their users."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.periods import DIRECTIONS, UNITS, Period, conditions, window

MID_SEPTEMBER = date(2020, 9, 25)
THIRD = date(2020, 9, 3)
SUNDAY = 6


def d(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("today", "direction", "n", "unit", "current", "first", "last"),
    [
        (MID_SEPTEMBER, "last", 2, "month", False, "2020-07-01", "2020-08-31"),
        (MID_SEPTEMBER, "last", 2, "month", True, "2020-08-01", "2020-09-30"),
        (THIRD, "last", 2, "month", False, "2020-07-01", "2020-08-31"),
        (THIRD, "next", 5, "day", False, "2020-09-04", "2020-09-08"),
        (THIRD, "next", 5, "day", True, "2020-09-03", "2020-09-07"),
        (THIRD, "last", 1, "day", False, "2020-09-02", "2020-09-02"),
        (THIRD, "last", 1, "day", True, "2020-09-03", "2020-09-03"),
        (THIRD, "next", 1, "month", False, "2020-10-01", "2020-10-31"),
        (THIRD, "last", 1, "week", False, "2020-08-24", "2020-08-30"),
        (THIRD, "last", 1, "week", True, "2020-08-31", "2020-09-06"),
        (THIRD, "next", 2, "week", False, "2020-09-07", "2020-09-20"),
        (THIRD, "last", 1, "quarter", False, "2020-04-01", "2020-06-30"),
        (THIRD, "next", 2, "quarter", True, "2020-07-01", "2020-12-31"),
        (THIRD, "last", 1, "year", False, "2019-01-01", "2019-12-31"),
        (THIRD, "last", 1, "year", True, "2020-01-01", "2020-12-31"),
        (THIRD, "next", 3, "year", False, "2021-01-01", "2023-12-31"),
        (d("2020-01-31"), "last", 1, "month", False, "2019-12-01", "2019-12-31"),
        (d("2020-01-31"), "next", 1, "month", False, "2020-02-01", "2020-02-29"),
        (d("2020-12-31"), "next", 1, "day", False, "2021-01-01", "2021-01-01"),
    ],
)
def test_window(today, direction, n, unit, current, first, last):
    assert window(today, direction, n, unit, current) == (d(first), d(last))


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        ("2020-09-05", "2020-08-30", "2020-09-05"),
        ("2020-09-06", "2020-09-06", "2020-09-12"),
    ],
)
def test_week_that_starts_on_sunday(today, first, last):
    found = window(d(today), "last", 1, "week", True, week_start=SUNDAY)
    assert found == (d(first), d(last))


@pytest.mark.parametrize("unit", UNITS)
def test_the_calendar_ends(unit):
    far = window(THIRD, "next", 10**7, unit, including_current=True)
    assert far[0] <= THIRD and far[1] == date.max
    far = window(THIRD, "last", 10**7, unit, including_current=True)
    assert far[0] == date.min and far[1] >= THIRD
    before = window(date.min, "last", 1, unit)
    assert before == (date.min, date.min)


@pytest.mark.parametrize(
    ("direction", "n", "unit", "message"),
    [
        ("ago", 1, "day", "'last' or 'next'"),
        ("last", 1, "hour", "day, week, month, quarter, year"),
        ("last", 0, "day", "at least one"),
        ("last", -2, "day", "at least one"),
    ],
)
def test_refused(direction, n, unit, message):
    with pytest.raises(ValueError, match=message):
        window(THIRD, direction, n, unit)


def test_conditions_of_several_fields():
    """The deadline within the last 2 months or the next one, and it ended last year."""
    periods = [
        Period("deadline", "next", 1, "month"),
        Period("end", "last", 1, "year"),
        Period("deadline", "last", 2, "month"),
    ]
    assert conditions(periods, MID_SEPTEMBER) == {
        "deadline": [
            (d("2020-07-01"), d("2020-08-31")),
            (d("2020-10-01"), d("2020-10-31")),
        ],
        "end": [(d("2019-01-01"), d("2019-12-31"))],
    }


@pytest.mark.parametrize(
    ("periods", "first", "last"),
    [
        ([("last", 2, True), ("next", 1, False)], "2020-08-01", "2020-10-31"),
        ([("last", 6, False), ("last", 2, False)], "2020-03-01", "2020-08-31"),
        ([("last", 2, False), ("last", 2, True)], "2020-07-01", "2020-09-30"),
    ],
)
def test_windows_that_touch_are_one(periods, first, last):
    periods = [Period("deadline", way, n, "month", now) for way, n, now in periods]
    found = conditions(periods, MID_SEPTEMBER)
    assert found == {"deadline": [(d(first), d(last))]}


def test_windows_a_day_apart_stay_two():
    periods = [Period("deadline", way, 1, "day") for way in DIRECTIONS]
    yesterday, tomorrow = d("2020-09-02"), d("2020-09-04")
    assert conditions(periods, THIRD) == {
        "deadline": [(yesterday, yesterday), (tomorrow, tomorrow)]
    }


def test_conditions_know_the_week():
    period = Period("deadline", "last", 1, "week", including_current=True)
    found = conditions([period], d("2020-09-06"), week_start=SUNDAY)
    assert found == {"deadline": [(d("2020-09-06"), d("2020-09-12"))]}


def test_no_conditions():
    assert conditions([], THIRD) == {}


TODAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
SIZES = st.integers(1, 50)
WEEK_STARTS = st.integers(0, 6)
DAY = timedelta(days=1)


@given(TODAYS, st.sampled_from(UNITS), SIZES, WEEK_STARTS)
def test_past_present_and_future_follow_each_other(today, unit, n, week_start):
    present = window(today, "last", 1, unit, True, week_start)
    past = window(today, "last", n, unit, False, week_start)
    future = window(today, "next", n, unit, False, week_start)
    assert present[0] <= today <= present[1]
    assert present == window(today, "next", 1, unit, True, week_start)
    assert past[0] <= past[1] == present[0] - DAY
    assert present[1] + DAY == future[0] <= future[1]
    if n > 1:
        assert window(today, "last", n, unit, True, week_start) == (
            window(today, "last", n - 1, unit, False, week_start)[0],
            present[1],
        )


@given(TODAYS, WEEK_STARTS)
def test_a_week_starts_on_its_day(today, week_start):
    first, last = window(today, "last", 1, "week", True, week_start)
    assert first.weekday() == week_start
    assert last - first == 6 * DAY


@given(
    st.lists(
        st.builds(
            Period,
            st.sampled_from("ab"),
            st.sampled_from(DIRECTIONS),
            st.integers(1, 5),
            st.sampled_from(UNITS),
            st.booleans(),
        )
    ),
    TODAYS,
    st.integers(-800, 800),
)
def test_merging_changes_no_answer(periods, today, distance):
    day = today + distance * DAY
    merged = conditions(periods, today)
    assert merged.keys() == {period.field for period in periods}
    for field, windows in merged.items():
        single = [
            window(today, p.direction, p.n, p.unit, p.including_current)
            for p in periods
            if p.field == field
        ]
        assert any(first <= day <= last for first, last in windows) == any(
            first <= day <= last for first, last in single
        )
        gaps = zip(windows, windows[1:], strict=False)
        assert all(one[1] + DAY < other[0] for one, other in gaps)
