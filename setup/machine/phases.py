# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The phases of setup/test."""

import contextlib
import os
import signal
import subprocess
import tempfile
import xml.etree.ElementTree

from . import layout
from .addon_tests import BROWSER_TAG, run_tests
from .addons import own_addons, test_addons, test_companions
from .console import kill, say
from .outcome import Outcome
from .places import CHECKOUT, LOGS

TESTS = CHECKOUT / "tests"
STOP_TIMEOUT = 60  # seconds
# The decisions of the synchronisation, where every branch must be proved.
DECISIONS = CHECKOUT / "connector_cloud" / "sync" / "decide.py"


def pure_tests(machine):
    """Run the tests that need no Odoo, and measure how they cover the decisions."""
    outcome = pytest(machine, TESTS / "machine")
    if not _test_files(TESTS / "sync"):
        return outcome
    data = LOGS / "coverage"
    coverage = [machine.env.python, "-m", "coverage"]
    outcome += pytest(
        machine,
        TESTS / "sync",
        *(
            *coverage,
            "run",
            "--branch",
            f"--data-file={data}",
            "--source=connector_cloud",
        ),
    )
    return outcome + _covered(coverage, data) if DECISIONS.exists() else outcome


def emulator_tests(machine):
    """Run the tests of the emulated clouds."""
    return pytest(machine, TESTS / "emulator")


def end_to_end_tests(machine):
    """Run the tests of everything together: Odoo, job workers, emulated clouds."""
    return pytest(machine, TESTS / "e2e")


def addons_with_tests():
    """Return the addons that setup/test runs when none are named."""
    helpers = [addon for addon in test_addons().values() if _test_files(addon.path)]
    return [*own_addons().values(), *helpers]


def addon_tests(machine, addon, browser):
    """Install an addon on a database of its own and run its tests there.

    Those of what we ship run as they would anywhere else.

    :param browser: run the tests that use a browser too, with repaired pages
    """
    names = [addon.name, *test_companions(addon.name)]
    is_ours = addon.name in own_addons()
    place = layout.plain(machine.env) if is_ours else None
    with machine.temporary_odoo(names, place=place) as odoo:
        tags = f"/{addon.name},-{BROWSER_TAG}"
        outcome = run_tests(odoo, addon.name, tags, install=names)
        say(f"   {addon.name}: {outcome}")
        if not (browser and _has_browser_tests(addon)):
            return outcome
        if not is_ours:
            return outcome + _browser_tests(odoo, addon)
    with machine.temporary_odoo(names) as odoo:
        return outcome + _browser_tests(odoo, addon, names)


def _browser_tests(odoo, addon, install=()):
    tags = f"{BROWSER_TAG}/{addon.name}"
    outcome = run_tests(odoo, addon.name, tags, install=install)
    say(f"   {addon.name} in the browser: {outcome}")
    return outcome


def wheel_tests(machine):
    """Install all addons that we ship from wheels alone, which Odoo has to find."""
    names = list(own_addons())
    with tempfile.TemporaryDirectory() as folder:
        place = layout.wheels(machine.env, folder)
        with machine.temporary_odoo(names, place=place) as odoo:
            odoo.install(names)
    return Outcome(passed=len(names))


def pytest(machine, folder, *launcher):
    """Run the pytest tests of a folder, where there are any.

    :param launcher: the program that runs pytest's module, by default Python
    """
    if not _test_files(folder):
        return Outcome()
    LOGS.mkdir(parents=True, exist_ok=True)
    report = LOGS / f"pytest-{folder.name}-{os.getpid()}.xml"
    command = [*(launcher or [machine.env.python]), "-m", "pytest", "-q", folder]
    path = f"{machine.env.bin}:{machine.postgres.bin}:{os.environ['PATH']}"
    code = _run(
        [*map(os.fspath, command), f"--junitxml={report}"],
        cwd=CHECKOUT,
        env={
            **os.environ,
            "PATH": path,
            "PYTHONPATH": f"{CHECKOUT / 'setup'}:{TESTS}",
        },
    )
    return _read_report(report, code, folder.name)


def _run(command, **options):
    """Run a program and return its exit code; with Ctrl-C it may clean up, too."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        # What the terminal sends would come twice, and break off the cleaning up.
        start_new_session=True,
        **options,
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_TIMEOUT)
        raise
    finally:
        kill(process)
        process.wait()


def _read_report(report, code, name):
    counts = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    with contextlib.suppress(FileNotFoundError):
        for suite in xml.etree.ElementTree.parse(report).iter("testsuite"):
            for key in counts:
                counts[key] += int(suite.get(key, 0))
        report.unlink()
    failed = counts["failures"] + counts["errors"]
    # pytest printed the failures itself.
    notes = () if failed or not code else (f"pytest {name}: exit code {code}",)
    passed = max(0, counts["tests"] - failed - counts["skipped"])
    return Outcome(passed, failed or len(notes), counts["skipped"], notes)


def _covered(coverage, data):
    result = subprocess.run(
        [
            *map(os.fspath, coverage),
            *("report", f"--data-file={data}", f"--include={DECISIONS}"),
            *("--show-missing", "--fail-under=100"),
        ],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "failed" if result.returncode else "passed"
    say(f"   every branch of {DECISIONS.name} is tested: {verdict}")
    if result.returncode:
        return Outcome(failed=1, notes=(result.stdout,))
    return Outcome(passed=1)


def _has_browser_tests(addon):
    files = _test_files(addon.path)
    return any(f'"{BROWSER_TAG}"' in path.read_text() for path in files)


def _test_files(folder):
    return sorted(folder.rglob("test_*.py"))
