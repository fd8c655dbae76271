# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo's log and the list of what is allowed in it."""

import pytest

from machine import Problem, odoo_log

LOG = """\
Running as user 'root' is a security risk.
2026-11-21 07:13:29,717 9710 ERROR db odoo.sql_db: bad query
SELECT 1
ERROR: no
2026-11-21 07:13:30,001 9710 INFO ? odoo: fine
"""


@pytest.fixture
def entries(tmp_path):
    log = tmp_path / "odoo.log"
    log.write_text(LOG)
    return odoo_log.read(log)


@pytest.fixture
def allow(tmp_path, monkeypatch):
    """Return a function that writes the list of allowed entries."""
    path = tmp_path / "log-allowed.txt"
    monkeypatch.setattr(odoo_log, "ALLOWED", path)
    return path.write_text


def test_an_entry_has_the_lines_that_follow_it(entries):
    assert [str(entry) for entry in entries] == [
        "ERROR odoo.sql_db: bad query\nSELECT 1\nERROR: no",
        "INFO odoo: fine",
    ]


def test_only_warnings_and_errors_are_unexpected(entries, allow):
    allow("# nothing\n\n")
    assert odoo_log.unexpected(entries) == entries[:1]


def test_a_reviewed_entry_is_expected(entries, allow):
    allow(r"ERROR odoo\.sql_db: bad # The test sends a bad query on purpose." "\n")
    assert odoo_log.unexpected(entries) == []


@pytest.mark.parametrize("line", ["ERROR odoo", "ERROR odoo # ", "ERROR ( # why"])
def test_a_line_needs_a_good_expression_and_a_reason(entries, allow, line):
    allow(f"# first\n{line}\n")
    with pytest.raises(Problem, match="Line 2 of log-allowed.txt"):
        odoo_log.unexpected(entries)
