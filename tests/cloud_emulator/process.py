# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The emulator as a process of its own, started and stopped from Python."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

from .control import Control


class EmulatorError(Exception):
    """The process did not start or went away."""


class Emulator:
    """Runs ``python -m cloud_emulator`` on a free port of this machine.

    :param state: directory of its state; default: a temporary one, removed at the end
    :param port: 0 lets the system choose
    :param auto_consent: the authorise page agrees by itself
    :param start_timeout: seconds to wait for the first answer

    Use it as a context manager, or call ``start`` and ``stop``. ``url`` is its base
    address and ``control`` a ``Control`` for it.
    """

    def __init__(self, state=None, port=0, auto_consent=True, start_timeout=30):
        self._temporary = state is None
        self.state = Path(state or tempfile.mkdtemp(prefix="cloud_emulator_"))
        self.port = port
        self._auto_consent = auto_consent
        self._start_timeout = start_timeout
        self._process = None
        self._control = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_error):
        self.stop()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def control(self):
        if self._control is None or self._control.url != self.url:
            self._control = Control(self.url)
        return self._control

    @property
    def pid(self):
        return self._process.pid if self._process else None

    @property
    def output(self):
        """File with what the process prints."""
        return self.state / "output.txt"

    def start(self):
        """:raises EmulatorError: when it does not answer in time"""
        self.state.mkdir(parents=True, exist_ok=True)
        port_file = self.state / "port"
        port_file.unlink(missing_ok=True)
        command = [sys.executable, "-m", "cloud_emulator", "--port", str(self.port)]
        command += ["--state", str(self.state), "--exit-with-parent"]
        if self._auto_consent:
            command.append("--auto-consent")
        paths = [str(Path(__file__).resolve().parents[1])]
        paths += filter(None, [os.environ.get("PYTHONPATH")])
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
            )
        self._wait(port_file)
        return self

    def _wait(self, port_file):
        deadline = time.monotonic() + self._start_timeout
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                tail = self.output.read_text(errors="replace")[-2000:]
                raise EmulatorError(f"The emulator stopped at once:\n{tail}")
            if port_file.exists() and (port := port_file.read_text().strip()):
                self.port = int(port)
                if self._answers():
                    return
            time.sleep(0.02)
        self.kill()
        raise EmulatorError(f"No answer within {self._start_timeout} s.")

    def _answers(self):
        try:
            return self.control.status()["pid"] == self._process.pid
        except requests.ConnectionError:
            return False

    def kill(self):
        """``kill -9``: no chance to tidy up."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self):
        """End it gently, and remove a temporary state directory."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None
        if self._temporary:
            shutil.rmtree(self.state, ignore_errors=True)

    def restart(self):
        """Kill it and start it again with the same port and state."""
        self.kill()
        return self.start()
