# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sums and texts of outcomes."""

from machine.outcome import NOTE_LINES, Outcome


def test_outcomes_add_up():
    total = Outcome(1, 2, 3, ("a",), 4) + Outcome(10, 20, 30, ("b",), 40)
    assert total == Outcome(11, 22, 33, ("a", "b"), 44)


def test_the_closing_line_names_skipped_tests_only_when_there_are_any():
    assert str(Outcome(5, 0)) == "5 passed, 0 failed"
    assert str(Outcome(5, 1, 2)) == "5 passed, 1 failed, 2 skipped"


def test_a_long_note_keeps_its_beginning_and_its_end():
    lines = [f"line {number}" for number in range(500)]
    report = Outcome(failed=1, notes=("\n".join(lines),)).report().splitlines()
    assert len(report) == NOTE_LINES + 1
    assert report[0] == lines[0]
    assert report[-1] == lines[-1]
    assert "440 more lines" in report[NOTE_LINES // 2]
