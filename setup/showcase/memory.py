# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How much memory a process has."""

import contextlib
import threading

import psutil

PAUSE = 0.01  # seconds


class PeakMemory:
    """The resident memory of a process, watched while a ``with`` block runs.

    ``start`` and ``peak`` are in bytes.

    :param pid: the process
    """

    def __init__(self, pid):
        self._process = psutil.Process(pid)
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self.start = self.peak = self.samples = 0

    @property
    def growth(self):
        """Bytes that it had more than at the beginning."""
        return self.peak - self.start

    def __str__(self):
        mib = 1024 * 1024
        return (
            f"grew by {self.growth / mib:.1f} MiB, from {self.start / mib:.1f} MiB,"
            f" in {self.samples} samples"
        )

    def __enter__(self):
        self.start = self.peak = self._resident()
        self._watcher.start()
        return self

    def __exit__(self, *_error):
        self._done.set()
        self._watcher.join()

    def _resident(self):
        return self._process.memory_info().rss

    def _watch(self):
        with contextlib.suppress(psutil.NoSuchProcess):
            while not self._done.wait(PAUSE):
                self.peak = max(self.peak, self._resident())
                self.samples += 1
