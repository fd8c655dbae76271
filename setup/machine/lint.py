# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The linters: OCA's checks of a 19.0 repository, without its git hooks."""

import dataclasses
import os
import subprocess

from .addons import own_addons, test_addons
from .console import say
from .generated import stale_files, write_files
from .node_env import node_env
from .outcome import Outcome
from .places import CHECKOUT
from .python_env import lint_env

PRETTIER_FILES = "**/*.{css,js,cjs,json,md,scss,xml,yaml,yml}"


@dataclasses.dataclass(frozen=True)
class Linter:
    """One program that judges files.

    :param name: how it is announced
    :param check: the command that only judges
    :param fix: the command that mends what it can, or None
    :param environment: what it needs in its environment
    """

    name: str
    check: list
    fix: list | None = None
    environment: dict = dataclasses.field(default_factory=dict)


def linters(addons=None):
    """Return the linters for these addons, or for the whole repository.

    :param addons: the :class:`~machine.addons.Addon` objects to judge
    :raises Problem: a linter cannot be installed
    """
    chosen = addons or [*own_addons().values(), *test_addons().values()]
    shipped = [addon for addon in chosen if addon.name in own_addons()]
    return [
        *_python_linters([_relative(addon) for addon in addons or ()] or ["."]),
        *_odoo_linters([_relative(a) for a in chosen], [_relative(a) for a in shipped]),
        *_node_linters([_relative(addon) for addon in addons or ()]),
    ]


def lint(addons=None):
    """Run all linters and return the :class:`~machine.outcome.Outcome`."""
    outcome = _generated_files()
    for linter in linters(addons):
        outcome += _run(linter, linter.check)
    return outcome


def fix(addons=None):
    """Let the linters mend what they can."""
    write_files()
    for linter in linters(addons):
        if linter.fix:
            _run(linter, linter.fix)


def _python_linters(places):
    ruff = lint_env().bin / "ruff"
    return [
        Linter(
            "ruff check",
            [ruff, "check", "--quiet", "--output-format=concise", *places],
            [ruff, "check", "--quiet", "--fix", "--exit-zero", *places],
        ),
        Linter(
            "ruff format",
            [ruff, "format", "--check", "--output-format=concise", *places],
            [ruff, "format", *places],
        ),
    ]


def _odoo_linters(places, shipped):
    tools = lint_env().bin
    pylint = [tools / "pylint", "--rcfile=.pylintrc-mandatory", "--jobs=2"]
    helpers = [place for place in places if place not in shipped]
    found = []
    if shipped:
        found.append(Linter("pylint-odoo", [*pylint, *shipped]))
    if helpers:
        # Addons that exist only for tests have nobody who would read about them.
        quiet = [*pylint, "--disable=missing-readme"]
        found.append(Linter("pylint-odoo of test addons", [*quiet, *helpers]))
    if places:
        oca = tools / "oca-checks-odoo-module"
        found.append(Linter("oca-checks-odoo-module", [oca, *places]))
    translations = [
        os.path.relpath(path, CHECKOUT)
        for place in places
        for path in sorted((CHECKOUT / place / "i18n").glob("*.po*"))
    ]
    if translations:
        found.append(Linter("oca-checks-po", [tools / "oca-checks-po", *translations]))
    return found


def _node_linters(places):
    node = node_env()
    patterns = [f"{place}/{PRETTIER_FILES}" for place in places] or [PRETTIER_FILES]
    quiet = ["--no-error-on-unmatched-pattern", "--log-level=warn"]
    prettier = [node.program("prettier"), *quiet]
    eslint = [node.program("eslint"), "--no-error-on-unmatched-pattern"]
    return [
        Linter(
            "prettier",
            [*prettier, "--check", *patterns],
            [*prettier, "--write", *patterns],
            node.environment,
        ),
        Linter(
            "eslint",
            [*eslint, "--max-warnings=0", *(places or ["."])],
            [*eslint, "--fix", *(places or ["."])],
            node.environment,
        ),
    ]


def _run(linter, command):
    result = subprocess.run(
        [os.fspath(part) for part in command],
        cwd=CHECKOUT,
        env={**os.environ, **linter.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    say(f"   {linter.name}: {'failed' if result.returncode else 'passed'}")
    if result.returncode:
        return Outcome(failed=1, notes=(f"{linter.name}:\n{result.stdout.strip()}",))
    return Outcome(passed=1)


def _generated_files():
    stale = [os.path.relpath(path, CHECKOUT) for path in stale_files()]
    say(f"   generated files: {'failed' if stale else 'passed'}")
    if not stale:
        return Outcome(passed=1)
    note = f"Not what the manifests say, run setup/lint --fix: {', '.join(stale)}"
    return Outcome(failed=1, notes=(note,))


def _relative(addon):
    return os.path.relpath(addon.path, CHECKOUT)
