# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The decision table of files, row by row."""

from dataclasses import replace
from datetime import date

import pytest

from sync.decide import conflict_name, contents_clash, decide
from sync.states import (
    OUTSIDE,
    BaseState,
    BinRemote,
    ConflictCopy,
    Create,
    CreateLocal,
    Forget,
    Kind,
    LocalState,
    MoveLocal,
    MoveRemote,
    PullContent,
    Rebase,
    RemoteState,
    ReplaceContent,
    UnlinkLocal,
)
from sync_cases import (
    BASE,
    COPY,
    DELETED,
    KEEP,
    LOCAL,
    REMOTE,
    TODAY,
    check,
    edited,
    moved,
    renamed,
)


def check_file(local, base, remote, *actions, **options):
    check(Kind.FILE, local, base, remote, *actions, **options)


@pytest.mark.parametrize("remote", [None, REMOTE])
def test_nothing_changed(remote):
    check_file(LOCAL, BASE, remote)
    assert not decide(Kind.FILE, LOCAL, BASE, remote, TODAY)


def test_new_in_odoo():
    check_file(LOCAL, None, None, Create("a.pdf", 1))


def test_new_in_odoo_with_a_name_the_cloud_refuses():
    local = replace(LOCAL, name="a?.pdf", remote_name="a-.pdf")
    check_file(local, None, None, Create("a-.pdf", 1))


def test_new_in_odoo_in_a_place_that_is_not_synced():
    check_file(moved(LOCAL, OUTSIDE), None, None)


def test_new_in_the_cloud():
    check_file(None, None, REMOTE, CreateLocal("a.pdf", 1))


def test_new_native_document():
    native = replace(REMOTE, name="Plan", content_hash=None, native=True)
    check_file(None, None, native, CreateLocal("Plan", 1))


@pytest.mark.parametrize("remote", [None, *DELETED.values()])
def test_known_to_nobody(remote):
    check_file(None, None, remote)


@pytest.mark.parametrize("remote", [None, REMOTE])
def test_deleted_in_odoo(remote):
    check_file(None, BASE, remote, BinRemote(), Forget())


@pytest.mark.parametrize(
    "remote",
    [renamed(REMOTE, "b.pdf"), moved(REMOTE, 2), edited(REMOTE, 2)],
)
def test_deleted_in_odoo_but_changed_in_the_cloud(remote):
    back = CreateLocal(remote.name, remote.parent)
    check_file(None, BASE, remote, back, warning="restored")


@pytest.mark.parametrize("remote", [None, REMOTE, edited(REMOTE, 2)])
def test_deleted_in_odoo_but_the_policy_keeps_it(remote):
    check_file(None, BASE, remote, Forget(), policy=KEEP)


@pytest.mark.parametrize("remote", DELETED.values(), ids=DELETED)
@pytest.mark.parametrize("policy", [TODAY, KEEP])
def test_deleted_on_both_sides(remote, policy):
    check_file(None, BASE, remote, Forget(), policy=policy)


@pytest.mark.parametrize("remote", DELETED.values(), ids=DELETED)
@pytest.mark.parametrize("local", [LOCAL, renamed(LOCAL, "b.pdf"), moved(LOCAL, 2)])
def test_deleted_in_the_cloud(local, remote):
    check_file(local, BASE, remote, UnlinkLocal(), Forget())


@pytest.mark.parametrize("remote", DELETED.values(), ids=DELETED)
def test_deleted_in_the_cloud_but_edited_in_odoo(remote):
    local = edited(LOCAL, 2)
    check_file(local, BASE, remote, Create("a.pdf", 1), warning="reuploaded")


@pytest.mark.parametrize("remote", DELETED.values(), ids=DELETED)
def test_deleted_in_the_cloud_before_the_first_upload_was_agreed(remote):
    check_file(LOCAL, None, remote, Create("a.pdf", 1), warning="reuploaded")


def test_deleted_in_the_cloud_edited_and_moved_where_nothing_is_synced():
    local = moved(edited(LOCAL, 2), OUTSIDE)
    check_file(local, BASE, DELETED["gone"], Forget())


def test_back_from_the_bin():
    """The attachment went with the binned file and comes back with it."""
    assert decide(Kind.FILE, LOCAL, BASE, DELETED["binned"], TODAY).actions == (
        UnlinkLocal(),
        Forget(),
    )
    check_file(None, None, DELETED["binned"])
    check_file(None, None, REMOTE, CreateLocal("a.pdf", 1))


@pytest.mark.parametrize("remote", [None, REMOTE])
def test_changed_in_odoo(remote):
    check_file(renamed(LOCAL, "b.pdf"), BASE, remote, MoveRemote("b.pdf", 1))
    check_file(moved(LOCAL, 2), BASE, remote, MoveRemote("a.pdf", 2))
    check_file(edited(LOCAL, 2), BASE, remote, ReplaceContent())
    check_file(
        moved(edited(renamed(LOCAL, "b.pdf"), 2), 2),
        BASE,
        remote,
        MoveRemote("b.pdf", 2),
        ReplaceContent(),
    )


def test_changed_in_the_cloud():
    check_file(LOCAL, BASE, renamed(REMOTE, "b.pdf"), MoveLocal("b.pdf", 1))
    check_file(LOCAL, BASE, moved(REMOTE, 2), MoveLocal("a.pdf", 2))
    check_file(LOCAL, BASE, edited(REMOTE, 2), PullContent())
    check_file(
        LOCAL,
        BASE,
        moved(edited(renamed(REMOTE, "b.pdf"), 2), 2),
        MoveLocal("b.pdf", 2),
        PullContent(),
    )


def test_renamed_differently():
    local, remote = renamed(LOCAL, "b.pdf"), renamed(REMOTE, "c.pdf")
    check_file(local, BASE, remote, MoveLocal("c.pdf", 1), warning="cloud_won")


def test_moved_differently():
    local, remote = moved(LOCAL, 2), moved(REMOTE, 3)
    check_file(local, BASE, remote, MoveLocal("a.pdf", 3), warning="cloud_won")


def test_renamed_in_odoo_and_moved_in_the_cloud():
    """Both users get what they did."""
    local, remote = renamed(LOCAL, "b.pdf"), moved(REMOTE, 2)
    check_file(local, BASE, remote, MoveRemote("b.pdf", 2), MoveLocal("b.pdf", 2))


def test_renamed_in_odoo_and_edited_in_the_cloud():
    local, remote = renamed(LOCAL, "b.pdf"), edited(REMOTE, 2)
    check_file(local, BASE, remote, MoveRemote("b.pdf", 1), PullContent())


def test_edited_in_odoo_and_renamed_in_the_cloud():
    local, remote = edited(LOCAL, 2), renamed(REMOTE, "b.pdf")
    check_file(local, BASE, remote, MoveLocal("b.pdf", 1), ReplaceContent())


@pytest.mark.parametrize("change", [renamed, moved, edited])
def test_both_did_the_same(change):
    value = "b.pdf" if change is renamed else 2
    check_file(change(LOCAL, value), BASE, change(REMOTE, value), Rebase())


def test_edited_differently():
    copy = ConflictCopy("a (Odoo conflict 2026-11-21).pdf")
    local, remote = edited(LOCAL, 2), edited(REMOTE, 3)
    check_file(local, BASE, remote, copy, warning="conflict")
    unread = replace(local, content_hash=None)
    check_file(unread, BASE, remote, copy, warning="conflict")


def test_edited_and_renamed_differently():
    """Odoo's copy is named after what Odoo's users called it."""
    local = renamed(edited(LOCAL, 2), "b.pdf")
    remote = renamed(edited(REMOTE, 3), "c.pdf")
    check_file(
        local,
        BASE,
        remote,
        MoveLocal("c.pdf", 1),
        ConflictCopy("b (Odoo conflict 2026-11-21).pdf"),
        warning="conflict",
    )


def test_the_cloud_tells_no_hash_any_more():
    remote = replace(REMOTE, content_hash=None)
    check_file(LOCAL, BASE, remote, PullContent())
    copy = ConflictCopy("a (Odoo conflict 2026-11-21).pdf")
    check_file(edited(LOCAL, 2), BASE, remote, copy, warning="conflict")
    check_file(None, BASE, remote, CreateLocal("a.pdf", 1), warning="restored")


NATIVE_BASE = BaseState("Plan", "Plan", 1, native=True)
NATIVE_LOCAL = LocalState("Plan", "Plan", 1)
NATIVE_REMOTE = RemoteState("Plan", 1, native=True)


@pytest.mark.parametrize("remote", [None, NATIVE_REMOTE])
def test_native_document(remote):
    check_file(NATIVE_LOCAL, NATIVE_BASE, remote)
    check_file(None, NATIVE_BASE, remote, BinRemote(), Forget())
    plan = renamed(NATIVE_LOCAL, "Plan B")
    check_file(plan, NATIVE_BASE, remote, MoveRemote("Plan B", 1))


@pytest.mark.parametrize("remote", [None, NATIVE_REMOTE])
def test_content_cannot_be_sent_into_a_native_document(remote):
    copy = ConflictCopy("Plan (Odoo conflict 2026-11-21)")
    local = edited(NATIVE_LOCAL, 2)
    check_file(local, NATIVE_BASE, remote, copy, warning="conflict")


def test_a_link_has_no_content_to_send():
    link = replace(LOCAL, checksum=None)
    check_file(link, BASE, REMOTE)
    check_file(link, BASE, edited(REMOTE, 2), PullContent())
    check_file(link, None, REMOTE, PullContent())
    check_file(link, BASE, DELETED["binned"], UnlinkLocal(), Forget())
    assert not contents_clash(link, BASE, edited(REMOTE, 2))


def test_adopting_an_upload_that_came_through():
    check_file(replace(LOCAL, content_hash="hash-1"), None, REMOTE, Rebase())


def test_adopting_a_file_with_another_name():
    local, remote = edited(LOCAL, 1), moved(renamed(REMOTE, "b.pdf"), 2)
    check_file(local, None, remote, MoveLocal("b.pdf", 2), warning="cloud_won")


def test_adopting_a_file_with_another_content():
    copy = ConflictCopy("a (Odoo conflict 2026-11-21).pdf")
    check_file(edited(LOCAL, 2), None, REMOTE, copy, warning="conflict")


def test_names_that_differ_for_good_reasons_are_left_alone():
    """The cloud knows a twin as told apart, Odoo does not, and neither did anything."""
    base = replace(BASE, remote_name="a (#2).pdf")
    remote = replace(REMOTE, name="a (#2).pdf")
    check_file(LOCAL, base, remote)
    check_file(moved(LOCAL, 2), base, remote, MoveRemote("a (#2).pdf", 2))


def test_a_name_the_cloud_allows_and_odoo_would_not_send():
    """A user's own "x?.pdf" in the cloud is not renamed to "x-.pdf"."""
    remote = renamed(REMOTE, "x?.pdf")
    check_file(LOCAL, BASE, remote, MoveLocal("x?.pdf", 1))
    local = replace(LOCAL, name="x?.pdf", remote_name="x-.pdf")
    base = replace(BASE, name="x?.pdf", remote_name="x?.pdf")
    check_file(local, base, remote)
    check_file(local, BASE, remote, Rebase())


def test_a_new_name_that_the_cloud_knows_already():
    local = replace(LOCAL, name="a*.pdf", remote_name="a-.pdf")
    base = replace(BASE, name="a?.pdf", remote_name="a-.pdf")
    check_file(local, base, replace(REMOTE, name="a-.pdf"), Rebase())


def test_moved_in_odoo_to_where_nothing_is_synced():
    """The cloud's file stays, the attachment too; all else is still followed."""
    local = moved(LOCAL, OUTSIDE)
    check_file(local, BASE, REMOTE)
    check_file(local, BASE, moved(REMOTE, 2), Rebase())
    check_file(local, BASE, edited(REMOTE, 2), PullContent())
    check_file(local, BASE, renamed(REMOTE, "b.pdf"), MoveLocal("b.pdf", OUTSIDE))
    check_file(local, BASE, DELETED["binned"], UnlinkLocal(), Forget())


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("a.pdf", date(2026, 11, 21), "a (Odoo conflict 2026-11-21).pdf"),
        ("a.pdf", None, "a (Odoo conflict).pdf"),
        ("Plan", date(2026, 1, 2), "Plan (Odoo conflict 2026-01-02)"),
        (".profile", None, ".profile (Odoo conflict)"),
    ],
)
def test_conflict_name(name, day, expected):
    assert conflict_name(name, day) == expected


def test_contents_clash():
    ours, theirs = edited(LOCAL, 2), edited(REMOTE, 3)
    assert contents_clash(ours, BASE, theirs)
    assert contents_clash(ours, None, theirs)
    assert not contents_clash(LOCAL, BASE, theirs)
    assert not contents_clash(ours, BASE, REMOTE)
    assert not contents_clash(ours, BASE, None)
    assert not contents_clash(None, BASE, theirs)
    assert not contents_clash(ours, None, None)
    assert not contents_clash(ours, BASE, DELETED["gone"])
    assert not contents_clash(ours, BASE, replace(theirs, native=True))


# Files that stay in Odoo, and are copied


def check_copy(local, base, remote, *actions, **options):
    check_file(local, base, remote, *actions, policy=COPY, **options)


def test_a_new_copy():
    check_copy(LOCAL, None, None, Create("a.pdf", 1))


def test_a_copy_that_nothing_happened_to():
    check_copy(LOCAL, BASE, None)
    check_copy(LOCAL, BASE, REMOTE)


@pytest.mark.parametrize("remote", DELETED.values(), ids=DELETED)
@pytest.mark.parametrize("local", [LOCAL, edited(LOCAL, 2), renamed(LOCAL, "b.pdf")])
def test_a_deleted_copy_is_made_again(local, remote):
    check_copy(
        local, BASE, remote, Create(local.remote_name, 1), warning="copied_again"
    )


@pytest.mark.parametrize("local", [LOCAL, edited(LOCAL, 2), renamed(LOCAL, "b.pdf")])
def test_an_edited_copy_is_a_file_of_its_own(local):
    remote = edited(REMOTE, 3)
    check_copy(local, BASE, remote, CreateLocal("a.pdf", 1), warning="copy_edited")


def test_an_edited_copy_without_a_base_is_a_file_of_its_own():
    check_copy(LOCAL, None, REMOTE, CreateLocal("a.pdf", 1), warning="copy_edited")


@pytest.mark.parametrize("base", [None, BASE])
def test_what_the_cloud_has_already_is_not_sent_again(base):
    check_copy(edited(LOCAL, 2), base, edited(REMOTE, 2), Rebase())


def test_an_edit_in_odoo_reaches_the_copy():
    check_copy(edited(LOCAL, 2), BASE, None, ReplaceContent())


def test_a_rename_in_odoo_reaches_the_copy():
    check_copy(renamed(LOCAL, "b.pdf"), BASE, None, MoveRemote("b.pdf", 1))


def test_a_copy_keeps_the_name_and_place_that_somebody_gave_it():
    check_copy(LOCAL, BASE, renamed(REMOTE, "b.pdf"), Rebase())
    check_copy(LOCAL, BASE, moved(REMOTE, 2), Rebase())


def test_where_both_renamed_a_copy_odoo_wins():
    local, remote = renamed(LOCAL, "b.pdf"), renamed(REMOTE, "c.pdf")
    check_copy(local, BASE, remote, MoveRemote("b.pdf", 1))


def test_where_both_moved_a_copy_odoo_wins():
    check_copy(moved(LOCAL, 3), BASE, moved(REMOTE, 2), MoveRemote("a.pdf", 3))


def test_a_copy_goes_with_odoos_file():
    check_copy(None, BASE, None, BinRemote(), Forget())


def test_what_somebody_made_of_a_copy_outlives_odoos_file():
    remote = edited(REMOTE, 2)
    check_copy(None, BASE, remote, CreateLocal("a.pdf", 1), warning="restored")
