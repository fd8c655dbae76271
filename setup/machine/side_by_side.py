# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Pieces of work side by side, in a process each, with their output kept apart."""

import multiprocessing
import os
import signal
import tempfile
from multiprocessing.connection import wait

from .console import Problem, kill, say

# A process knows all that was made ready before.
_FORK = multiprocessing.get_context("fork")


def side_by_side(works, jobs):
    """Run functions side by side; print what each of them printed when it ends.

    Ctrl-C, or a problem of one of them, ends all; each cleans up as it would alone.

    :param works: dict of name -> function without arguments, in the order of their
        start; what it returns must bear pickling
    :param jobs: how many run at a time
    :return: dict of name -> what the function returned
    :raises Problem: that of a function, or one of them ended in an unforeseen way
    """
    waiting, running, results = list(works.items()), {}, {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                work = _Work(*waiting.pop(0))
                running[work.answer] = work
            for answer in wait(running):
                work = running.pop(answer)
                results[work.name] = work.result()
    finally:
        for work in running.values():
            work.process.terminate()
        for work in running.values():
            work.end()
    return results


class _Work:
    """A function that runs in a process of its own.

    :param name: how it is announced
    :param function: the function
    """

    def __init__(self, name, function):
        say(f"-- {name} ...")
        self.name = name
        self.output = tempfile.TemporaryFile()
        self.answer, sender = _FORK.Pipe(duplex=False)
        self.process = _FORK.Process(target=self._run, args=(function, sender))
        self.process.start()
        # Whatever ends the process, it ends the answer.
        sender.close()

    def result(self):
        """Print what the function printed and return what it returned."""
        try:
            result = self.answer.recv()
        except EOFError:
            result = Problem(f"{self.name} broke off: read what it printed above.")
        self.end()
        self.output.seek(0)
        say(self.output.read().decode(errors="replace").rstrip())
        if isinstance(result, Problem):
            raise result
        return result

    def end(self):
        """Wait for the end of the process, and end what it may have left."""
        self.process.join()
        kill(self.process)

    def _run(self, function, sender):
        # Ctrl-C is for the one who started us, and who ends us in good order.
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        for stream in (1, 2):
            os.dup2(self.output.fileno(), stream)
        try:
            result = function()
        except Problem as problem:
            result = problem
        sender.send(result)
