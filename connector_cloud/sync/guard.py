# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The guard: deletions and moves too many to be meant wait for a person's word."""

from dataclasses import dataclass
from enum import Enum


class Reason(str, Enum):
    """Why the guard stopped something, the gravest first."""

    FOREIGN_DATABASE = "foreign_database"
    OTHER_ACCOUNT = "other_account"
    ROOT_MISSING = "root_missing"
    MANY_DELETIONS = "many_deletions"
    MANY_MOVES = "many_moves"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reason`` is None when the run is allowed."""

    allowed: bool
    reason: Reason | None = None

    def __bool__(self):
        return self.allowed


def judge(
    deletions,
    total,
    max_files,
    max_percent,
    *,
    root_missing=False,
    foreign_database=False,
    moves=0,
    max_moves=None,
):
    """Judge what one run, in one direction, is about to do.

    :param int deletions: the files it would delete, on either side
    :param int total: the files the backend has
    :param int max_files: deletions that are always allowed
    :param max_percent: percentage of ``total`` that may always be deleted; only more
        than both limits is too much
    :param root_missing: our root folder is empty or has vanished; no deletion is then
        believed
    :param foreign_database: the cloud's tree belongs to another database; nothing at
        all may then be done
    :param int moves: the folders it would move
    :param max_moves: moves that are allowed, None for any number
    :return: a :class:`Verdict`
    """
    too_many = deletions > max_files and deletions * 100 > max_percent * total
    stops = {
        Reason.FOREIGN_DATABASE: foreign_database,
        Reason.ROOT_MISSING: root_missing and deletions > 0,
        Reason.MANY_DELETIONS: too_many,
        Reason.MANY_MOVES: max_moves is not None and moves > max_moves,
    }
    reason = next((reason for reason, stop in stops.items() if stop), None)
    return Verdict(reason is None, reason)
