# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A judge who never finds anything is worthless: here everything is broken once."""

import pytest

from .judge import Judge
from .play import Scenario
from .story import tell

FAILED_JOB = """
    INSERT INTO queue_job
    (uuid, name, state, exc_name, exc_message, user_id, company_id)
    VALUES ('broken', 'Sync', 'failed', 'ValueError', 'a bug', 1, 1)
"""
LOG_LINE = """
    INSERT INTO cloud_sync_log
    (backend_id, date, level, direction, operation, raw_message)
    VALUES (%s, now(), 'error', 'direct', 'upload', 'Something strange.')
"""
LOCKED = LOG_LINE.replace("Something strange.", "Somebody has the file open.")
OBSERVATION = """
    INSERT INTO cloud_observation (backend_id, external_id, name)
    VALUES (%s, 'nowhere', 'forgotten')
"""


@pytest.fixture(scope="module")
def settled(stand):
    """A scenario in which nothing happens."""
    scenario = Scenario(stand, tell(1, str(stand.cloud)).only(set()))
    outcome = scenario.play()
    assert not outcome.problems
    return scenario


@pytest.fixture
def verdict(settled):
    """A function that says what is wrong now."""

    def judge(peaceful=False):
        sides = settled.odoo, settled.cloud, settled.journal
        return "\n".join(Judge(settled.stand, *sides).problems(peaceful))

    assert not judge()
    yield judge
    settled.stand.query("DELETE FROM queue_job WHERE uuid = 'broken'")
    settled.stand.query("DELETE FROM cloud_sync_log WHERE level = 'error'")
    settled.stand.query("DELETE FROM cloud_observation WHERE external_id = 'nowhere'")
    settled.stand.drain()
    settled.stand.sync_now()
    settled.stand.drain()
    assert not judge()


def _some_file(settled):
    return next(
        item
        for item in settled.cloud.items()
        if item["path"].startswith("/Odoo/Rule") and not item["folder"]
        if not item["trashed"]
    )


def test_file_that_is_gone(settled, verdict):
    item = _some_file(settled)
    settled.stand.account.trash(item["id"])
    found = verdict(peaceful=True)
    assert "only in Odoo" in found
    assert "lost" not in found
    settled.stand.sync_now()
    settled.stand.drain()
    assert "deleted by nobody" in verdict(peaceful=True)
    settled.stand.account.restore(item["id"])


def test_content_that_is_lost(settled, verdict):
    item = _some_file(settled)
    settled.stand.account.replace_content(item["id"], b"something else")
    found = verdict()
    settled.journal.destroyed([item["sha256"]])
    assert "lost: odoo" in found


def test_twin(settled, verdict):
    item = _some_file(settled)
    content = settled.stand.account.read_file(item["id"])
    twin = settled.stand.account.put_file(item["parent"], "twin.txt", content)
    assert "only in the cloud, 1x" in verdict()
    settled.stand.account.delete(twin)


def test_second_folder(settled, verdict):
    item = _some_file(settled)
    rule = item["path"].split("/")[2]
    folder = settled.stand.account.create_folder(f"/Odoo/{rule}", "Stray")
    assert "nobody's: /Odoo/" in verdict()
    settled.stand.account.delete(folder)


def test_folder_in_the_wrong_place(settled, verdict):
    item = _some_file(settled)
    path = item["path"].rpartition("/")[0]
    name = path.rpartition("/")[2]
    settled.stand.account.rename(item["parent"], "Wrong")
    assert "is at ['odoo', 'rule" in (found := verdict())
    assert "'wrong']" in found
    settled.stand.account.rename(item["parent"], name)


def test_error_that_a_fault_explains(settled, verdict):
    """It is one only where that fault struck."""
    settled.stand.query(LOCKED, settled.stand.backend_id)
    assert "unexplained in the Sync Logs: upload Somebody has" in verdict()
    settled.journal.counts["hit by locked_423"] += 1
    assert not verdict()
    del settled.journal.counts["hit by locked_423"]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (FAILED_JOB, "failed job: Sync: ValueError a bug"),
        (LOG_LINE, "unexplained in the Sync Logs: upload Something strange."),
        (OBSERVATION, "observation left: forgotten"),
    ],
)
def test_left_over(settled, verdict, statement, sentence):
    values = [settled.stand.backend_id] if "%s" in statement else []
    settled.stand.query(statement, *values)
    assert sentence in verdict()
