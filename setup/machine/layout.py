# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where an Odoo finds our addons, and what their tests import."""

import dataclasses
import shutil
import tempfile
from pathlib import Path

from .addons import addons_path, own_addons
from .console import run, step
from .places import CHECKOUT, STATE, TEST_ADDONS, built_whole, digest, lock

EMULATOR = CHECKOUT / "tests"


@dataclasses.dataclass(frozen=True)
class Layout:
    """One way to have our code.

    :param addons: folders for the ``addons_path``, beside those of Odoo and the OCA
    :param python: folders for the ``PYTHONPATH``
    """

    addons: tuple
    python: tuple = ()

    @property
    def is_repaired(self):
        """Whether the addon that repairs pages can be installed."""
        return TEST_ADDONS in self.addons


def checkout():
    """Return the layout of a developer: all that is in the checkout, as it is there."""
    return Layout(tuple(addons_path()), (EMULATOR,))


def plain(env):
    """Return the layout of any runner of the OCA.

    The root of the repository is on the addons path, and what
    ``test-requirements.txt`` names is installed.

    :param env: the :class:`~machine.python_env.PythonEnv` whose pip installs
    """
    files = sorted(p for p in EMULATOR.glob("cloud_emulator/**/*") if p.is_file())
    parts = [EMULATOR / "pyproject.toml", *files]
    key = digest(*(part for path in parts for part in (path, path.read_bytes())))
    site = STATE / "site" / key
    with lock(STATE / "locks" / "site"):
        if not site.exists():
            shutil.rmtree(site.parent, ignore_errors=True)
            with step("Installing the emulated clouds"), built_whole(site) as scratch:
                _pip_install(env, scratch, EMULATOR)
    return Layout((CHECKOUT,), (site,))


def wheels(env, folder):
    """Build a wheel of each addon that we ship, and return the layout with only them.

    :param env: the :class:`~machine.python_env.PythonEnv` whose pip builds
    :param folder: an empty folder, to install them into
    :raises Problem: a wheel cannot be built
    """
    sources = [addon.path for addon in own_addons().values()]
    with tempfile.TemporaryDirectory() as built:
        with step(f"Building {len(sources)} wheels"):
            run(
                [*_pip(env, "wheel"), "--no-deps", "--wheel-dir", built, *sources],
                problem="An addon could not be built as a wheel.",
            )
        _pip_install(env, folder, *sorted(Path(built).glob("*.whl")))
    return Layout((Path(folder) / "odoo" / "addons",))


def _pip_install(env, target, *packages):
    run(
        [*_pip(env, "install"), "--no-deps", "--target", target, *packages],
        problem="pip could not install what was built.",
    )


def _pip(env, command):
    return [env.python, "-m", "pip", command, "--quiet", "--disable-pip-version-check"]
