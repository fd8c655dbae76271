# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Relative periods, such as "the last 2 months", as windows of days.

Every unit is a numbering of the calendar: day, week, month, quarter or year number k.
A period is a run of such numbers next to today's.
"""

from dataclasses import dataclass
from datetime import date

MONDAY = 0
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
UNITS = (*_DAYS, *_MONTHS)
DIRECTIONS = ("last", "next")


@dataclass(frozen=True, slots=True)
class Period:
    """A date field's value lies in the last, or next, ``n`` units.

    :param field: the date field's name, any hashable
    :param direction: one of :data:`DIRECTIONS`
    :param n: how many units, at least 1
    :param unit: one of :data:`UNITS`
    :param including_current: whether today's own unit is the first of the ``n``
    """

    field: object
    direction: str
    n: int
    unit: str
    including_current: bool = False


def window(today, direction, n, unit, including_current=False, week_start=MONDAY):
    """Compute the days of a relative period; parameters as of :class:`Period`.

    On 2020-09-25 the last 2 months are July and August, or with the current one August
    and September; always whole units.  The calendar ends with :data:`datetime.date`'s.

    :param int week_start: the week's first day, 0 is Monday and 6 is Sunday
    :return: (first day, last day), both within the period
    :raise ValueError: an unknown direction or unit, or fewer than one unit
    """
    if direction not in DIRECTIONS:
        raise ValueError(f"Choose 'last' or 'next' instead of {direction!r}.")
    if unit not in UNITS:
        raise ValueError(f"Choose one of {', '.join(UNITS)} instead of {unit!r}.")
    if n < 1:
        raise ValueError("A period has at least one unit.")
    current = _number(today, unit, week_start)
    nearest = current if including_current else current + _sign(direction)
    farthest = nearest + _sign(direction) * (n - 1)
    first, last = sorted((nearest, farthest))
    return (
        _first_day(first, unit, week_start),
        _day_before(last + 1, unit, week_start),
    )


def conditions(periods, today, week_start=MONDAY):
    """Put a rule's periods together.

    A record matches when, for every field, its date lies in any of the field's windows.

    :param periods: iterable of :class:`Period`
    :return: dict field -> list of (first day, last day), ascending; windows that
        overlap or follow each other are one
    """
    windows = {}
    for period in periods:
        windows.setdefault(period.field, []).append(
            window(
                today,
                period.direction,
                period.n,
                period.unit,
                period.including_current,
                week_start,
            )
        )
    return {field: _merged(found) for field, found in windows.items()}


def _sign(direction):
    return 1 if direction == "next" else -1


def _number(day, unit, week_start):
    """:return: the number of the unit that ``day`` lies in"""
    if unit in _MONTHS:
        return (day.year * 12 + day.month - 1) // _MONTHS[unit]
    # Day 1 of the calendar is a Monday.
    return (day.toordinal() - 1 - _offset(unit, week_start)) // _DAYS[unit]


def _first_day(number, unit, week_start):
    if unit in _MONTHS:
        year, month = divmod(number * _MONTHS[unit], 12)
        if year < date.min.year:
            return date.min
        return date.max if year > date.max.year else date(year, month + 1, 1)
    return _from_ordinal(number * _DAYS[unit] + 1 + _offset(unit, week_start))


def _day_before(number, unit, week_start):
    first = _first_day(number, unit, week_start)
    return first if first == date.max else _from_ordinal(first.toordinal() - 1)


def _offset(unit, week_start):
    return week_start if unit == "week" else 0


def _from_ordinal(ordinal):
    return date.fromordinal(
        min(max(ordinal, date.min.toordinal()), date.max.toordinal())
    )


def _merged(windows):
    merged = []
    for first, last in sorted(windows):
        if merged and first.toordinal() <= merged[-1][1].toordinal() + 1:
            earlier_first, earlier_last = merged.pop()
            first, last = earlier_first, max(last, earlier_last)
        merged.append((first, last))
    return merged
