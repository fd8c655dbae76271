# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is read out of the log of one run of an addon's tests."""

import pytest

from machine.addon_tests import read_outcome

START = "2026-11-21 07:13:29,717 9710"


@pytest.fixture
def outcome(tmp_path):
    """Return a function that reads a log with these entries."""

    def read(*entries, code=0):
        log = tmp_path / "odoo.log"
        log.write_text("".join(f"{START} {entry}\n" for entry in entries))
        return read_outcome(log, code)

    return read


def result(failed, errors, total):
    level = "ERROR" if failed or errors else "INFO"
    return (
        f"{level} db odoo.tests.result: {failed} failed, {errors} error(s) of {total}"
        " tests when loading database 'db'"
    )


def test_all_passed(outcome):
    found = outcome(
        "INFO db odoo.addons.x.tests.test_a: Starting A.test_b ...", result(0, 0, 7)
    )
    assert (found.passed, found.failed, found.skipped) == (7, 0, 0)
    assert not found.notes


def test_skipped_tests_are_not_passed(outcome):
    found = outcome(
        "INFO db odoo.addons.x.tests.test_a: skipped A.test_b : no reason",
        result(0, 0, 7),
    )
    assert (found.passed, found.failed, found.skipped) == (6, 0, 1)


def test_a_test_with_two_failing_subtests_fails_once(outcome):
    found = outcome(
        "ERROR db odoo.addons.x.tests.test_a: FAIL: Subtest A.test_b (i=0)\nTraceback",
        "ERROR db odoo.addons.x.tests.test_a: FAIL: Subtest A.test_b (i=2)\nTraceback",
        "ERROR db odoo.addons.x.tests.test_a: ERROR: A.test_c\nZeroDivisionError",
        "ERROR db odoo.modules.loading: Module x: 2 failures, 1 errors of 6 tests",
        "ERROR db odoo.modules.loading: At least one test failed when loading.",
        result(2, 1, 6),
        code=1,
    )
    assert (found.passed, found.failed) == (4, 2)
    assert "ZeroDivisionError" in found.report()
    assert "At least one" not in found.report()


def test_tests_of_the_contract_are_counted(outcome):
    log = "odoo.addons.x.tests.test_contract"
    found = outcome(
        "INFO db odoo.addons.x.tests.test_a: Starting A.test_a ...",
        *(f"INFO db {log}: Starting C.test_{name} ..." for name in "abcd"),
        f"ERROR db {log}: FAIL: Subtest C.test_b (i=0)\nTraceback",
        f"ERROR db {log}: FAIL: Subtest C.test_b (i=1)\nTraceback",
        f"ERROR db {log}: ERROR: C.test_c\nZeroDivisionError",
        result(1, 1, 5),
        code=1,
    )
    assert (found.passed, found.failed, found.contract) == (3, 2, 2)


def test_a_warning_fails_a_run_whose_tests_passed(outcome):
    found = outcome("WARNING db odoo.schema: no such column", result(0, 0, 3))
    assert (found.passed, found.failed) == (3, 1)
    assert "no such column" in found.report()


def test_a_reviewed_warning_does_not(outcome):
    found = outcome(
        "WARNING db py.warnings: /usr/lib/python3/dist-packages/odoo/addons/base/models"
        "/ir_asset.py:36: DeprecationWarning: 'werkzeug.urls.url_parse' is deprecated",
        result(0, 0, 3),
    )
    assert (found.passed, found.failed) == (3, 0)


def test_the_same_warning_about_an_addon_of_ours_does(outcome):
    found = outcome(
        "WARNING db py.warnings: /home/me/connector-cloud/connector_cloud/models"
        "/x.py:36: DeprecationWarning: 'werkzeug.urls.url_parse' is deprecated",
        result(0, 0, 3),
    )
    assert found.failed == 1


def test_an_odoo_that_ends_early_fails(outcome):
    found = outcome("INFO db odoo.modules.loading: loading", code=255)
    assert (found.passed, found.failed) == (0, 1)
    assert "exit code 255" in found.report()


def test_a_class_that_cannot_be_set_up_fails(outcome):
    found = outcome(
        "ERROR db odoo.addons.x.tests.test_a: ERROR: setUpClass (odoo.addons.x.A)",
        result(0, 1, 0),
        code=1,
    )
    assert (found.passed, found.failed) == (0, 1)
