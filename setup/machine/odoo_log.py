# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo's log, read for what should not be there."""

import dataclasses
import re
from pathlib import Path

from .console import Problem
from .places import CHECKOUT

ALLOWED = CHECKOUT / "setup" / "log-allowed.txt"
_ENTRY = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<text>.*)"
)
_BAD_LEVELS = {"WARNING", "ERROR", "CRITICAL"}


@dataclasses.dataclass(frozen=True)
class Entry:
    """One entry of the log.

    :param level: ``INFO``, ``WARNING`` and so on
    :param logger: the name of the logger, such as ``odoo.modules.loading``
    :param text: the message with the lines that follow it
    """

    level: str
    logger: str
    text: str

    def __str__(self):
        return f"{self.level} {self.logger}: {self.text}"


def read(path):
    """Return the entries of a log file, in order."""
    entries = []
    for line in Path(path).read_text(errors="replace").splitlines():
        match = _ENTRY.match(line)
        if match:
            entries.append(
                Entry(match["level"], match["logger"], match["text"].rstrip())
            )
        elif entries:
            last = entries[-1]
            entries[-1] = dataclasses.replace(last, text=f"{last.text}\n{line}")
    return entries


def unexpected(entries):
    """Return the warnings and errors among the entries that are not reviewed.

    The reviewed ones stand in ``setup/log-allowed.txt``, with a reason each.

    :raises Problem: that file has a line without a reason, or a bad expression
    """
    allowed = _allowed()
    return [
        entry
        for entry in entries
        if entry.level in _BAD_LEVELS
        and not any(pattern.search(str(entry)) for pattern in allowed)
    ]


def _allowed():
    patterns = []
    for number, line in enumerate(ALLOWED.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        expression, _, reason = line.partition(" # ")
        try:
            if not reason.strip():
                raise Problem(
                    f"Line {number} of {ALLOWED.name} needs ' # ' and a reason."
                )
            patterns.append(re.compile(expression.strip()))
        except re.error as error:
            raise Problem(f"Line {number} of {ALLOWED.name}: {error}.") from None
    return patterns
