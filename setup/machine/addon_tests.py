# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An addon's own tests, run by Odoo on a database made for them."""

import re

from . import golden, odoo_log
from .odoo import free_port
from .outcome import Outcome

TIMEOUT = 1800  # seconds for one run
# The tag that tests in a browser carry, so that they can be left out.
BROWSER_TAG = "browser"
_TOTAL = re.compile(r"^\d+ failed, \d+ error\(s\) of (?P<total>\d+) tests")
_FAILED = re.compile(r"^(?:FAIL|ERROR): (?:Subtest (\S+)|(.+))")
_STARTED = re.compile(r"^Starting (\S+) ")
_SKIPPED = re.compile(r"^skipped \S+ : ")
# Where a provider addon binds the tests of the adapter contract.
_CONTRACT = ".tests.test_contract"
# Odoo says once more that tests failed.
_ECHO = re.compile(
    r"^(\d+ failed, \d+ error|Module \S+: \d+ failures|At least one test failed)"
)


def run_tests(odoo, addon, tags, install=(), update=()):
    """Run an addon's tests in a database.

    :param odoo: the :class:`~machine.odoo.Odoo` of a database made for it
    :param addon: its technical name, for the name of the log
    :param tags: Odoo's ``--test-tags``
    :param install: addons to install before
    :param update: addons to update before
    :return: the :class:`~machine.outcome.Outcome`; warnings and errors in the log
        count as failures
    """
    log = odoo.log.with_name(f"{odoo.database}-test-{addon}.log")
    log.unlink(missing_ok=True)
    code = odoo.run(
        *(("-i", ",".join(install)) if install else ()),
        *(("-u", ",".join(update)) if update else ()),
        *("--test-tags", tags),
        "--stop-after-init",
        "--max-cron-threads=0",
        f"--http-port={free_port()}",
        f"--gevent-port={free_port()}",
        log=log,
        timeout=TIMEOUT,
    )
    return read_outcome(log, code)


def read_outcome(log, code):
    """Return the :class:`~machine.outcome.Outcome` of one run of Odoo.

    :param log: its log file
    :param code: its exit code
    """
    entries = odoo_log.read(log)
    total = 0
    for entry in entries:
        match = entry.logger == "odoo.tests.result" and _TOTAL.match(entry.text)
        total += int(match["total"]) if match else 0
    skipped = sum(bool(_SKIPPED.match(entry.text)) for entry in entries)
    failures = [entry for entry in entries if _is_failure(entry)]
    # A test with several failing parts has failed once.
    tests = {_FAILED.match(entry.text).group(1, 2) for entry in failures}
    surprises = [
        entry
        for entry in odoo_log.unexpected(entries)
        if entry not in failures and not _ECHO.match(entry.text)
    ]
    notes = [str(entry) for entry in (*failures, *surprises)]
    if code and not notes:
        notes.append(f"Odoo ended with exit code {code}.")
    if notes:
        notes.append(f"The whole log: {log}")
    failed = len(tests) + len(surprises) or int(bool(code))
    passed = max(0, total - len(tests) - skipped)
    return Outcome(
        passed,
        failed,
        skipped,
        tuple(notes),
        contract=_contract(entries),
        golden=golden.marks(entries),
    )


def _contract(entries):
    """Return how many tests of the adapter contract passed."""
    entries = [entry for entry in entries if entry.logger.endswith(_CONTRACT)]
    started = {m[1] for entry in entries if (m := _STARTED.match(entry.text))}
    failed = {m[1] or m[2] for entry in entries if (m := _FAILED.match(entry.text))}
    return len(started - failed)


def _is_failure(entry):
    return entry.level == "ERROR" and bool(_FAILED.match(entry.text))
