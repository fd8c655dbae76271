# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a script ends, and what it says then."""

import errno
import os
import signal
import time

import pytest

from machine import Problem, run, script


@pytest.fixture(autouse=True)
def restored_signal():
    """Give back the handler that a script replaces."""
    handler = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, handler)


def ending(main):
    """Return the exit code of a script with this main function."""
    with pytest.raises(SystemExit) as end:
        script(main)()
    return end.value.code


def fails_with(error):
    def main():
        raise error

    return main


def test_the_exit_code_is_that_of_main():
    assert ending(lambda: None) == 0
    assert ending(lambda: 3) == 3


def test_a_problem_is_one_sentence_and_exit_code_2(capsys):
    assert ending(fails_with(Problem("Do this."))) == 2
    assert capsys.readouterr().err == "Do this.\n"


def test_a_full_disk_is_one_sentence(capsys):
    error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/cache/file")
    assert ending(fails_with(error)) == 2
    assert capsys.readouterr().err == (
        "The machine says: No space left on device (/cache/file).\n"
    )


def test_being_ended_cleans_up_as_ctrl_c_does(capsys):
    cleaned = []

    def main():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(10)
        finally:
            cleaned.append(True)

    assert ending(main) == 130
    assert cleaned
    assert capsys.readouterr().err == "Stopped.\n"


def test_a_mistake_of_ours_keeps_its_traceback():
    with pytest.raises(ZeroDivisionError):
        script(fails_with(ZeroDivisionError()))()


def test_a_program_gives_its_output():
    assert run(["echo", "hello"]) == "hello\n"


def test_a_missing_program_is_named():
    with pytest.raises(Problem, match="program no-such-program is missing"):
        run(["no-such-program"])


def test_a_failing_program_says_why():
    command = ["sh", "-c", "echo fine; echo 'E: no network' >&2; echo bye >&2; exit 4"]
    with pytest.raises(Problem, match=r"^Check the network\. \[E: no network\]$"):
        run(command, problem="Check the network.")
    with pytest.raises(Problem, match=r"^false failed \[exit code 1\]$"):
        run(["false"])
