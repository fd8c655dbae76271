# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The Python environments: one that runs Odoo, one for the linters.

Each is named after everything that goes into it, so that checkouts with the same needs
share one and a changed requirement makes a new one.
"""

import dataclasses
import shutil
import sys
from pathlib import Path

from .console import Problem, run, step
from .places import (
    CACHE,
    CHECKOUT,
    LOCKS,
    digest,
    lock,
    mark_used,
    need_space,
    remove_unused,
)

ODOO_REQUIREMENTS = (
    CHECKOUT / "setup" / "odoo-requirements.txt",
    CHECKOUT / "setup" / "addon-requirements.txt",
    CHECKOUT / "requirements.txt",
    CHECKOUT / "test-requirements.txt",
)
LINT_REQUIREMENTS = (CHECKOUT / "setup" / "lint-requirements.txt",)
ROOM = 1_000_000_000


@dataclasses.dataclass(frozen=True)
class PythonEnv:
    """A virtual environment.

    :param home: its folder
    """

    home: Path

    @property
    def bin(self):
        """The folder with its programs."""
        return self.home / "bin"

    @property
    def python(self):
        """Its Python."""
        return self.bin / "python"

    def oca_versions(self):
        """The OCA addons in it, as ``name-version`` each, sorted."""
        found = self.home.glob("lib/python3.*/site-packages/odoo_addon_*.dist-info")
        return sorted(path.name.removesuffix(".dist-info") for path in found)


def odoo_env(source):
    """Return the environment that runs Odoo and all tests; make it when missing.

    :param source: the :class:`~machine.odoo_source.OdooSource` it is for
    :raises Problem: pip cannot install something
    """
    return _environment("odoo", ODOO_REQUIREMENTS, source)


def lint_env():
    """Return the environment of the linters; make it when missing.

    :raises Problem: pip cannot install something
    """
    return _environment("lint", LINT_REQUIREMENTS)


def _environment(name, requirements, source=None):
    if not (3, 10) <= sys.version_info[:2] <= (3, 13):
        raise Problem("Odoo 19.0 runs on Python 3.10 to 3.13: start this with one.")
    version = ".".join(map(str, sys.version_info[:3]))
    key = digest(
        name,
        version,
        sys.base_prefix,
        source.root if source else "",
        *(path.read_bytes() for path in requirements),
    )
    home = CACHE / "venv" / f"{name}-{key}"
    done = home / "complete"
    if not done.exists():
        with lock(LOCKS / f"venv-{name}"):
            if not done.exists():
                remove_unused(home.parent)
                _build(home, requirements, source)
                done.touch()
    mark_used(home)
    return PythonEnv(home)


def _build(home, requirements, source):
    shutil.rmtree(home, ignore_errors=True)
    home.parent.mkdir(parents=True, exist_ok=True)
    need_space(home.parent, ROOM)
    files = ", ".join(path.name for path in requirements)
    with step(f"Installing Python packages ({files})"):
        run(
            [sys.executable, "-m", "venv", home],
            problem="Python's venv module is needed: apt-get install python3-venv.",
        )
        env = PythonEnv(home)
        if source:
            _link_odoo(env, source)
        wanted = home / "requirements.txt"
        wanted.write_text("".join(map(_published, requirements)))
        run(
            [
                *(env.python, "-m", "pip", "install", "--disable-pip-version-check"),
                *("-r", wanted),
            ],
            problem="pip could not install the Python packages: check the network.",
        )


def _published(requirements):
    """Return the lines of a file without those that name folders of a checkout."""
    lines = requirements.read_text().splitlines()
    return "".join(f"{line}\n" for line in lines if not line.startswith("./"))


def _link_odoo(env, source):
    """Let this environment import Odoo, and let pip know that it is there."""
    site = Path(
        run(
            [env.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        ).strip()
    )
    (site / "odoo.pth").write_text(f"{source.root}\n")
    if not any(source.root.glob("odoo-*-info")):
        _declare(site, "odoo", "19.0")
    # openupgradelib asks for psycopg2, which needs a compiler; psycopg2-binary is the
    # same module.
    _declare(site, "psycopg2", "2.9")


def _declare(site, name, version):
    folder = site / f"{name}-{version}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    )
