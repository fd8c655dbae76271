# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""RFC 3339 times in UTC with milliseconds, the only form Drive writes."""

from datetime import datetime, timedelta, timezone


def now(offset_seconds=0):
    moment = datetime.now(timezone.utc) + timedelta(seconds=offset_seconds)
    return _text(moment)


def _text(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def normal(text):
    """Bring a client's time (any precision, any offset, or none) to Drive's form.

    :raises ValueError: when it is no RFC 3339 time
    """
    text = text.strip()
    head, _dot, tail = text.partition(".")
    if tail:
        digits = len(tail) - len(tail.lstrip("0123456789"))
        text = f"{head}.{tail[:digits][:6].ljust(6, '0')}{tail[digits:]}"
    moment = datetime.fromisoformat(text.replace("Z", "+00:00").replace("z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return _text(moment.astimezone(timezone.utc))
