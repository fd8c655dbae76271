# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The linters that are written in JavaScript: prettier and eslint."""

import dataclasses
import os
import shutil
from pathlib import Path

from . import apt
from .console import run, step
from .places import CACHE, CHECKOUT, LOCKS, built_whole, digest, lock

PACKAGES = CHECKOUT / "setup" / "node" / "package.json"


@dataclasses.dataclass(frozen=True)
class NodeEnv:
    """A folder with node packages.

    :param home: the folder that has ``node_modules``
    """

    home: Path

    def program(self, name):
        """Return the path of an installed package's program."""
        return self.home / "node_modules" / ".bin" / name

    @property
    def environment(self):
        """What the programs need in their environment to find their plugins."""
        return {"NODE_PATH": str(self.home / "node_modules")}


def node_env():
    """Return the node packages of ``setup/node/package.json``; install when missing.

    :raises Problem: npm cannot install something
    """
    if not (shutil.which("node") and shutil.which("npm")):
        apt.install("nodejs", "npm")
    home = CACHE / "node" / digest(PACKAGES.read_bytes())
    if not home.exists():
        with lock(LOCKS / "node"):
            if not home.exists():
                _install(home)
    return NodeEnv(home)


def _install(home):
    with step("Installing prettier and eslint"), built_whole(home) as scratch:
        shutil.copy2(PACKAGES, scratch)
        run(
            ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"],
            problem="npm could not install the linters: check the network.",
            cwd=scratch,
            env={**os.environ, "npm_config_update_notifier": "false"},
        )
