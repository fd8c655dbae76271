# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The counts of a pytest run."""

import sys
import types
from pathlib import Path

import pytest

from machine import phases

MIXED = """
import pytest

def test_passes():
    pass

def test_fails():
    assert not 1

@pytest.mark.skip
def test_waits():
    pass

@pytest.fixture
def broken():
    raise OSError

def test_errs(broken):
    pass
"""

INTERRUPTED = """
import os
import pathlib
import signal
import time

import pytest

@pytest.fixture
def cleaned():
    yield
    time.sleep(0.5)
    pathlib.Path(__file__).with_suffix(".cleaned").touch()

def test_interrupts(cleaned):
    os.kill(os.getppid(), signal.SIGINT)
    time.sleep(20)
"""


@pytest.fixture
def counts(tmp_path, monkeypatch):
    """Return a function that runs these tests and gives their outcome."""
    monkeypatch.setattr(phases, "LOGS", tmp_path / "log")
    machine = types.SimpleNamespace(
        env=types.SimpleNamespace(
            python=Path(sys.executable), bin=Path(sys.executable).parent
        ),
        postgres=types.SimpleNamespace(bin=Path("/nowhere")),
    )

    def run(text):
        folder = tmp_path / "tests"
        folder.mkdir()
        if text is not None:
            (folder / "test_it.py").write_text(text)
        return phases.pytest(machine, folder)

    return run


def test_each_verdict_is_counted(counts):
    outcome = counts(MIXED)
    assert (outcome.passed, outcome.failed, outcome.skipped) == (1, 2, 1)


def test_a_file_that_cannot_be_read_fails(counts):
    assert counts("import no_such_module").failed == 1


def test_a_folder_without_tests_counts_nothing(counts):
    outcome = counts(None)
    assert (outcome.passed, outcome.failed) == (0, 0)


def test_a_file_that_lost_its_tests_fails(counts):
    assert counts("").failed == 1


def test_ctrl_c_lets_the_fixtures_clean_up(counts, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        counts(INTERRUPTED)
    assert (tmp_path / "tests" / "test_it.cleaned").exists()
