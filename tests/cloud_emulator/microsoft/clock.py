# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Times in UTC with whole seconds, as OneDrive keeps them."""

from datetime import datetime, timedelta, timezone


def now(offset_seconds=0):
    moment = datetime.now(timezone.utc) + timedelta(seconds=offset_seconds)
    return text(moment)


def text(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def normal(value):
    """Bring a client's time (any precision, any offset) to whole seconds.

    :raises ValueError: when it is no ISO 8601 time
    """
    if not isinstance(value, str):
        raise ValueError("A time is a text.")
    head, _dot, tail = value.strip().partition(".")
    zone = tail.lstrip("0123456789")
    value = (
        (head + zone if tail else head).replace("Z", "+00:00").replace("z", "+00:00")
    )
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return text(moment.astimezone(timezone.utc))
