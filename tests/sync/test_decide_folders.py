# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The decision tables of folders, row by row."""

from dataclasses import replace

import pytest

from sync.states import (
    OUTSIDE,
    BinRemote,
    Create,
    CreateLocal,
    Forget,
    Kind,
    MoveLocal,
    MoveRemote,
    Rebase,
    UnlinkLocal,
)
from sync_cases import (
    FOLDER_BASE,
    FOLDER_DELETED,
    FOLDER_LOCAL,
    FOLDER_REMOTE,
    FULL,
    KEEP,
    TODAY,
    check,
    moved,
    renamed,
)

# Folders of root, rules and records

OWN_KINDS = pytest.mark.parametrize("kind", [Kind.ROOT, Kind.RULE, Kind.RECORD])


@OWN_KINDS
def test_own_folder_is_made_once(kind):
    check(kind, FOLDER_LOCAL, None, None, Create("Scans", 1))
    check(kind, FOLDER_LOCAL, None, FOLDER_REMOTE, Rebase())
    check(kind, FOLDER_LOCAL, FOLDER_BASE, FOLDER_REMOTE)
    check(kind, FOLDER_LOCAL, FOLDER_BASE, None)


@OWN_KINDS
@pytest.mark.parametrize("remote", FOLDER_DELETED.values(), ids=FOLDER_DELETED)
@pytest.mark.parametrize("base", [FOLDER_BASE, None])
def test_own_folder_is_made_again(kind, base, remote):
    again = Create("Scans", 1)
    check(kind, FOLDER_LOCAL, base, remote, again, warning="recreated")


@OWN_KINDS
@pytest.mark.parametrize("base", [FOLDER_BASE, None])
def test_own_folder_is_moved_back(kind, base):
    back = MoveRemote("Scans", 1)
    check(kind, FOLDER_LOCAL, base, renamed(FOLDER_REMOTE, "Other"), back)
    check(kind, FOLDER_LOCAL, base, moved(FOLDER_REMOTE, 2), back)


@OWN_KINDS
@pytest.mark.parametrize("remote", [None, FOLDER_REMOTE, moved(FOLDER_REMOTE, 3)])
def test_own_folder_follows_odoo(kind, remote):
    local = moved(renamed(FOLDER_LOCAL, "Papers"), 2)
    check(kind, local, FOLDER_BASE, remote, MoveRemote("Papers", 2))


@OWN_KINDS
def test_own_folder_whose_new_name_is_the_same_for_the_cloud(kind):
    local = replace(FOLDER_LOCAL, name="Scans?", remote_name="Scans")
    check(kind, local, FOLDER_BASE, FOLDER_REMOTE, Rebase())


@OWN_KINDS
def test_own_folder_that_is_not_synced_any_more_stays(kind):
    local = moved(renamed(FOLDER_LOCAL, "Papers"), OUTSIDE)
    check(kind, local, None, None)
    for remote in (None, FOLDER_REMOTE, renamed(FOLDER_REMOTE, "Other")):
        check(kind, local, FOLDER_BASE, remote)
    for remote in FOLDER_DELETED.values():
        check(kind, local, FOLDER_BASE, remote, Forget())


@pytest.mark.parametrize("remote", [None, FOLDER_REMOTE, moved(FOLDER_REMOTE, 2)])
def test_record_deleted(remote):
    kind = Kind.RECORD
    check(kind, None, FOLDER_BASE, remote, BinRemote(), Forget())
    check(kind, None, FOLDER_BASE, remote, Forget(), policy=KEEP)


@pytest.mark.parametrize("kind", [Kind.ROOT, Kind.RULE])
@pytest.mark.parametrize("policy", [TODAY, KEEP])
def test_removed_rule_leaves_its_folder(kind, policy):
    check(kind, None, FOLDER_BASE, FOLDER_REMOTE, Forget(), policy=policy)


@OWN_KINDS
@pytest.mark.parametrize("remote", FOLDER_DELETED.values(), ids=FOLDER_DELETED)
def test_own_folder_is_gone_on_both_sides(kind, remote):
    check(kind, None, FOLDER_BASE, remote, Forget())


@OWN_KINDS
@pytest.mark.parametrize("remote", [None, FOLDER_REMOTE, *FOLDER_DELETED.values()])
def test_folder_that_is_not_ours(kind, remote):
    check(kind, None, None, remote)


# Free sub-folders


def check_sub(local, base, remote, *actions, **options):
    check(Kind.SUB, local, base, remote, *actions, **options)


def test_sub_folder_made_on_either_side():
    check_sub(FOLDER_LOCAL, None, None, Create("Scans", 1))
    check_sub(None, None, FOLDER_REMOTE, CreateLocal("Scans", 1))
    check_sub(FOLDER_LOCAL, None, FOLDER_REMOTE, Rebase())


@pytest.mark.parametrize("remote", [None, FOLDER_REMOTE])
def test_sub_folder_deleted_in_odoo(remote):
    check_sub(None, FOLDER_BASE, remote, BinRemote(), Forget())
    check_sub(None, FOLDER_BASE, remote, Forget(), policy=KEEP)
    back = CreateLocal("Scans", 1)
    check_sub(None, FOLDER_BASE, remote, back, policy=FULL, warning="restored")


def test_sub_folder_deleted_in_odoo_but_renamed_in_the_cloud():
    remote = renamed(FOLDER_REMOTE, "Other")
    check_sub(None, FOLDER_BASE, remote, CreateLocal("Other", 1), warning="restored")


@pytest.mark.parametrize("remote", FOLDER_DELETED.values(), ids=FOLDER_DELETED)
def test_sub_folder_deleted_in_the_cloud(remote):
    check_sub(FOLDER_LOCAL, FOLDER_BASE, remote, UnlinkLocal(), Forget())
    again = Create("Scans", 1)
    check_sub(
        FOLDER_LOCAL, FOLDER_BASE, remote, again, policy=FULL, warning="recreated"
    )
    check_sub(None, FOLDER_BASE, remote, Forget(), policy=FULL)


def test_sub_folder_deleted_in_the_cloud_but_moved_in_odoo():
    local = moved(FOLDER_LOCAL, 2)
    for remote in FOLDER_DELETED.values():
        check_sub(local, FOLDER_BASE, remote, Create("Scans", 2), warning="recreated")


def test_sub_folder_renamed_and_moved():
    local = renamed(FOLDER_LOCAL, "Papers")
    check_sub(local, FOLDER_BASE, None, MoveRemote("Papers", 1))
    remote = moved(FOLDER_REMOTE, 2)
    check_sub(FOLDER_LOCAL, FOLDER_BASE, remote, MoveLocal("Scans", 2))
    remote = renamed(FOLDER_REMOTE, "Other")
    check_sub(local, FOLDER_BASE, remote, MoveLocal("Other", 1), warning="cloud_won")
