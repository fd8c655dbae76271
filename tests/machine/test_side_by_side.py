# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Work in processes of its own, and how it ends."""

import functools
import os
import signal
import subprocess
import sys
import time

import pytest

from machine import Problem
from machine.side_by_side import side_by_side

PATIENCE = 20  # seconds


def wait_for(path):
    deadline = time.monotonic() + PATIENCE
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} does not come"
        time.sleep(0.01)


def meet(mine, other):
    """Print something before and after the other work did."""
    os.write(1, f"before {mine.name}\n".encode())
    mine.touch()
    wait_for(other)
    subprocess.run(["echo", "after", mine.name], check=True)
    return mine.name


def work_until_ended(started, cleaned):
    """Work for long; cleaning up takes a program that must not be disturbed."""
    try:
        started.touch()
        time.sleep(PATIENCE)
    finally:
        subprocess.run(["sleep", "0.2"], check=True)
        cleaned.touch()


def test_work_runs_at_the_same_time_and_its_output_is_kept_apart(tmp_path, capfd):
    one, two = tmp_path / "one", tmp_path / "two"
    works = {"1": functools.partial(meet, one, two)}
    works["2"] = functools.partial(meet, two, one)
    assert side_by_side(works, jobs=2) == {"1": "one", "2": "two"}
    lines = capfd.readouterr().out.splitlines()
    assert lines[:2] == ["-- 1 ...", "-- 2 ..."]
    outputs = [["before one", "after one"], ["before two", "after two"]]
    assert sorted([lines[2:4], lines[4:]]) == outputs


def test_no_more_run_than_wanted(tmp_path):
    def alone():
        (tmp_path / "running").mkdir()
        time.sleep(0.05)
        (tmp_path / "running").rmdir()

    assert list(side_by_side(dict.fromkeys("abc", alone), jobs=1)) == ["a", "b", "c"]


def test_a_problem_ends_the_others_in_good_order(tmp_path, capfd):
    started, cleaned = tmp_path / "started", tmp_path / "cleaned"

    def fail():
        wait_for(started)
        os.write(2, b"It went wrong.")
        raise Problem("Do this.")

    works = {"long": functools.partial(work_until_ended, started, cleaned)}
    with pytest.raises(Problem, match=r"^Do this\.$"):
        side_by_side(works | {"bad": fail}, jobs=2)
    assert cleaned.exists()
    assert "It went wrong." in capfd.readouterr().out


def test_a_mistake_of_ours_shows_its_traceback(capfd):
    def fail():
        raise ZeroDivisionError

    with pytest.raises(Problem, match="bad broke off"):
        side_by_side({"bad": fail}, jobs=1)
    # Here, Python's own streams are not those of the process.
    assert "in fail\n    raise ZeroDivisionError" in capfd.readouterr().err


def test_what_outlives_its_work_is_ended():
    def leave():
        return subprocess.Popen(["sleep", str(PATIENCE)]).pid

    pid = side_by_side({"leave": leave}, jobs=1)["leave"]
    deadline = time.monotonic() + PATIENCE
    while os.path.exists(f"/proc/{pid}") and _state(pid) != "Z":
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _state(pid):
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0]


SCRIPT = """
import functools, pathlib, sys
from machine import script
from machine.side_by_side import side_by_side
from test_side_by_side import work_until_ended

@script
def main():
    names = map(pathlib.Path, sys.argv[1:])
    side_by_side({"long": functools.partial(work_until_ended, *names)}, jobs=1)

main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_lets_the_work_clean_up(tmp_path, number):
    started, cleaned = tmp_path / "started", tmp_path / "cleaned"
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, started, cleaned],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=os.path.dirname(__file__),
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(started)
    process.send_signal(number)
    assert process.communicate()[1] == "Stopped.\n"
    assert process.returncode == 130
    assert cleaned.exists()
