# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What tests and checks showed, ready to be added up."""

import dataclasses

NOTE_LINES = 60


@dataclasses.dataclass(frozen=True)
class Outcome:
    """A number of verdicts.

    :param passed: tests that passed
    :param failed: tests that failed, or another thing that must not be
    :param skipped: tests that were left out
    :param notes: texts that tell about the failures
    :param contract: tests of the adapter contract among those that passed
    :param golden: the marks of golden scenarios, as :func:`.golden.marks` returns them
    """

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: tuple = ()
    contract: int = 0
    golden: dict = dataclasses.field(default_factory=dict)

    def __add__(self, other):
        return Outcome(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.notes + other.notes,
            self.contract + other.contract,
            self.golden | other.golden,
        )

    def __str__(self):
        text = f"{self.passed} passed, {self.failed} failed"
        return f"{text}, {self.skipped} skipped" if self.skipped else text

    def report(self):
        """Return the notes as text; of a very long one the beginning and the end."""
        return "\n".join(_shortened(note) for note in self.notes)


def _shortened(note):
    lines = note.rstrip().splitlines()
    if len(lines) <= NOTE_LINES:
        return "\n".join(lines)
    half = NOTE_LINES // 2
    left_out = f"   [... {len(lines) - 2 * half} more lines ...]"
    return "\n".join([*lines[:half], left_out, *lines[-half:]])
