# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the scripts say and run: one clear sentence when they stop, nothing left."""

import contextlib
import functools
import os
import signal
import subprocess
import sys
import time


class Problem(Exception):
    """Something the person at the keyboard can put right.

    The message is one sentence that says what to do. A script ends with exit code 2
    and that sentence, never with a traceback.
    """


def say(text):
    """Print one progress line at once, also when the output is a pipe."""
    print(text, flush=True)


@contextlib.contextmanager
def step(title):
    """Announce a piece of work and say how many seconds it took.

    :param title: what is being done, such as ``"Unpacking Odoo"``
    """
    say(f"-- {title} ...")
    start = time.monotonic()
    yield
    say(f"-- {title}: done in {time.monotonic() - start:.1f} s")


def run(command, problem=None, **options):
    """Run a program that is expected to succeed and return its standard output.

    :param command: the program and its arguments
    :param problem: the sentence to stop with when it fails; the last line the
        program printed is put in brackets behind it
    :param options: passed to :func:`subprocess.run`
    :raises Problem: the program is missing, or it failed
    """
    options.setdefault("stdin", subprocess.DEVNULL)
    try:
        result = subprocess.run(
            [os.fspath(part) for part in command],
            capture_output=True,
            text=True,
            check=False,
            **options,
        )
    except FileNotFoundError:
        raise Problem(
            problem or f"The program {command[0]} is missing: install it, then retry."
        ) from None
    if result.returncode:
        sentence = problem or f"{os.path.basename(command[0])} failed"
        raise Problem(f"{sentence} [{_last_line(result)}]")
    return result.stdout


def kill(process):
    """End a process that leads a group, with all of it that outlived the leader.

    :param process: one of :mod:`subprocess` or :mod:`multiprocessing`
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _last_line(result):
    """Return the line of a failed program's output that names the error best."""
    lines = [line.strip() for line in (result.stderr + result.stdout).splitlines()]
    lines = [line for line in lines if line]
    marked = [
        line for line in lines if line.lower().startswith(("e:", "error", "npm er"))
    ]
    return (marked or lines or [f"exit code {result.returncode}"])[-1][:300]


def script(main):
    """Wrap a script's main function: exit code, clear sentences, no tracebacks.

    :param main: a function without arguments that returns an exit code or None
    """

    @functools.wraps(main)
    def wrapper():
        # Being ended must clean up as Ctrl-C does, which a shell may have us ignore.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            sys.exit(main() or 0)
        except Problem as problem:
            sys.stdout.flush()
            print(problem, file=sys.stderr)
            sys.exit(2)
        except OSError as error:
            if error.errno is None or not error.strerror:
                raise
            place = f" ({error.filename})" if error.filename else ""
            print(f"The machine says: {error.strerror}{place}.", file=sys.stderr)
            sys.exit(2)
        except KeyboardInterrupt:
            print("Stopped.", file=sys.stderr)
            sys.exit(130)

    return wrapper
