# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The decision tables, row by row, and what no row may ever do."""

import string
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from sync.decide import conflict_name, contents_clash, decide
from sync.naming import legal_name
from sync.remote import Limits
from sync.states import (
    OUTSIDE,
    BaseState,
    BinRemote,
    ConflictCopy,
    Create,
    CreateLocal,
    Decision,
    Forget,
    Kind,
    LocalState,
    MoveLocal,
    MoveRemote,
    Policy,
    PullContent,
    Rebase,
    RemoteState,
    ReplaceContent,
    UnlinkLocal,
)

TODAY = Policy(today=date(2026, 11, 21))
KEEP = replace(TODAY, bin_remote=False)
FULL = replace(TODAY, empty=False)

BASE = BaseState("a.pdf", "a.pdf", 1, "sha-1", "hash-1")
LOCAL = LocalState("a.pdf", "a.pdf", 1, "sha-1")
REMOTE = RemoteState("a.pdf", 1, "hash-1")

FOLDER_BASE = BaseState("Scans", "Scans", 1)
FOLDER_LOCAL = LocalState("Scans", "Scans", 1)
FOLDER_REMOTE = RemoteState("Scans", 1)

DELETED = {
    "binned": replace(REMOTE, binned=True),
    "gone": replace(REMOTE, gone=True),
    "outside": replace(REMOTE, parent=OUTSIDE),
}
FOLDER_DELETED = {
    name: replace(remote, name="Scans", content_hash=None)
    for name, remote in DELETED.items()
}


def renamed(state, name):
    """Rename either side; Odoo's names that are used here are legal ones."""
    if isinstance(state, RemoteState):
        return replace(state, name=name)
    return replace(state, name=name, remote_name=name)


def moved(state, parent):
    return replace(state, parent=parent)


def edited(state, content):
    """Change the content of either side."""
    if isinstance(state, RemoteState):
        return replace(state, content_hash=f"hash-{content}")
    return replace(state, checksum=f"sha-{content}", content_hash=f"hash-{content}")


def check(kind, local, base, remote, *actions, policy=TODAY, warning=None):
    assert decide(kind, local, base, remote, policy) == Decision(actions, warning)


def check_file(local, base, remote, *actions, **options):
    check(Kind.FILE, local, base, remote, *actions, **options)


# Files


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


# Whatever happens

ANY_NAME = st.sampled_from(["a.pdf", "b.pdf", "x?.pdf", "c"])
PLACES = st.sampled_from([1, 2, 3])
CONTENTS = st.sampled_from(string.ascii_uppercase[:3])
KINDS = st.sampled_from(Kind)


def in_cloud(name):
    return legal_name(name, Limits())


def checksum(content):
    return content and f"sha-{content}"


def content_hash(content):
    return content and f"hash-{content}"


def letter(hashed):
    return hashed and hashed.partition("-")[2]


class World:
    """A tiny model of one thing, its three states and what became of its contents.

    ``contents`` are the letters behind the checksums of both sides, ``kept`` those
    that can be found elsewhere: in the bin or in a conflict copy.
    """

    def __init__(self, kind, local, base, remote, policy):
        self.kind = kind
        self.local = local
        self.base = base
        self.remote = remote
        self.policy = policy
        self.kept = set()

    def contents(self):
        found = set(self.kept)
        if self.local:
            found.add(letter(self.local.checksum))
        if self.remote and not self.remote.gone:
            found.add(letter(self.remote.content_hash))
        return found

    def known(self):
        """The remote as it really is, where no news leaves it to the base."""
        if self.remote is None and self.base is not None:
            base = self.base
            return RemoteState(
                base.remote_name, base.parent, base.content_hash, native=base.native
            )
        return self.remote

    def read(self):
        """Compute the cloud's hash of what Odoo holds."""
        if self.local:
            hashed = content_hash(letter(self.local.checksum))
            self.local = replace(self.local, content_hash=hashed)

    def step(self):
        """Decide and execute; :return: the decision"""
        decision = decide(self.kind, self.local, self.base, self.remote, self.policy)
        self.remote = self.known()
        for action in decision.actions:
            self.do(action)
        if decision and not isinstance(decision.actions[-1], Forget):
            self.base = BaseState(
                self.local.name,
                self.remote.name,
                self.remote.parent,
                self.local.checksum,
                self.remote.content_hash,
                self.remote.native,
            )
        return decision

    def do(self, action):
        getattr(self, f"do_{type(action).__name__}")(action)

    def do_Create(self, action):
        if self.remote and not self.remote.gone:
            self.kept.add(letter(self.remote.content_hash))
        self.remote = RemoteState(
            action.remote_name, action.parent, content_hash(letter(self.local.checksum))
        )

    def do_ReplaceContent(self, action):
        sent = content_hash(letter(self.local.checksum))
        self.remote = replace(self.remote, content_hash=sent)

    def do_MoveRemote(self, action):
        self.remote = replace(
            self.remote, name=action.remote_name, parent=action.parent
        )

    def do_BinRemote(self, action):
        self.remote = replace(self.remote, binned=True)

    def do_CreateLocal(self, action):
        self.local = LocalState(action.name, in_cloud(action.name), action.parent)
        self.do_PullContent(action)

    def do_MoveLocal(self, action):
        self.local = replace(
            self.local,
            name=action.name,
            remote_name=in_cloud(action.name),
            parent=action.parent,
        )

    def do_PullContent(self, action):
        content = letter(self.remote.content_hash)
        self.local = replace(
            self.local, checksum=checksum(content), content_hash=content_hash(content)
        )

    def do_UnlinkLocal(self, action):
        self.local = None

    def do_ConflictCopy(self, action):
        assert action.name != self.local.name
        self.kept.add(letter(self.local.checksum))
        self.do_PullContent(action)

    def do_Rebase(self, action):
        pass

    def do_Forget(self, action):
        self.base = None
        if self.remote and not self.remote.deleted:
            # What is kept in the cloud is not in our tree any more.
            self.remote = replace(self.remote, parent=OUTSIDE)


@st.composite
def worlds(draw):
    kind = draw(KINDS)
    is_file = kind is Kind.FILE
    content = CONTENTS if is_file else st.none()
    native = is_file and draw(st.booleans())
    local = base = remote = None
    if draw(st.booleans()):
        name, held = draw(ANY_NAME), draw(content)
        base = BaseState(
            name,
            draw(st.sampled_from([in_cloud(name), name, "twin"])),
            draw(PLACES),
            None if native else checksum(held),
            None if native else content_hash(held),
            native,
        )
    if draw(st.booleans()):
        name, held = draw(ANY_NAME), draw(content)
        local = LocalState(
            name,
            in_cloud(name),
            draw(PLACES | st.just(OUTSIDE)),
            checksum(held),
            draw(st.sampled_from([None, content_hash(held)])),
        )
        if base and draw(st.booleans()):  # the content was not touched
            local = replace(
                local, checksum=base.checksum, content_hash=base.content_hash
            )
    if draw(st.booleans()):
        remote = RemoteState(
            draw(ANY_NAME),
            draw(PLACES | st.just(OUTSIDE)),
            None if native else content_hash(draw(content)),
            binned=draw(st.booleans()),
            gone=draw(st.booleans()),
            native=native,
        )
    policy = Policy(
        bin_remote=draw(st.booleans()),
        today=draw(st.none() | st.just(date(2026, 11, 21))),
        empty=draw(st.booleans()),
    )
    return World(kind, local, base, remote, policy)


@given(worlds())
def test_rest_is_reached(world):
    decisions = [world.step() for _ in range(3)]
    event(" ".join(type(action).__name__ for action in decisions[0].actions))
    assert not decisions[-1]


@given(worlds())
def test_no_new_content_is_lost(world):
    """What one side changed since the base is there in the end, here or elsewhere."""
    local, base, remote = world.local, world.base, world.remote
    new = set()
    if local and (not base or local.checksum != base.checksum):
        new.add(letter(local.checksum))
    if remote and not remote.gone:
        if not base or remote.content_hash != base.content_hash:
            new.add(letter(remote.content_hash))
    for _ in range(3):
        world.step()
    assert new - {None} <= world.contents()


@given(worlds())
def test_no_agreed_content_is_lost_without_an_edit(world):
    local, base, remote = world.local, world.base, world.known()
    if not (base and base.content_hash) or remote.gone:
        return
    if remote.content_hash != base.content_hash:
        return
    if local and local.checksum != base.checksum:
        return
    for _ in range(3):
        world.step()
    assert letter(base.content_hash) in world.contents()


@given(worlds(), st.integers(0, 2))
def test_a_crash_between_two_actions_is_harmless(world, done):
    """Whoever decides again, with the base as it was, comes to the same end."""
    world.read()
    crashed = World(world.kind, world.local, world.base, world.remote, world.policy)
    actions = world.step().actions
    if any(isinstance(action, CreateLocal | Create) for action in actions):
        return  # one action, made known to the base in the same transaction
    crashed.remote = crashed.known()
    for action in actions[:done]:
        crashed.do(action)
    for rest in (world, crashed):
        for _ in range(3):
            rest.step()
    assert (crashed.local, crashed.base) == (world.local, world.base)
    assert crashed.remote == world.remote
    assert crashed.contents() == world.contents()


@given(worlds())
def test_no_decision_deletes_on_both_sides(world):
    actions = {type(action) for action in world.step().actions}
    assert not {UnlinkLocal, BinRemote} <= actions
    assert not {CreateLocal, Create} <= actions
    if actions & {UnlinkLocal, BinRemote}:
        assert actions <= {UnlinkLocal, BinRemote, Forget}


@given(worlds())
def test_only_what_is_unchanged_is_deleted(world):
    local, base, remote = world.local, world.base, world.known()
    actions = world.step().actions
    if UnlinkLocal() in actions:
        assert remote.deleted
        assert local.checksum == base.checksum
        assert world.kind is Kind.FILE or world.policy.empty
    if BinRemote() in actions:
        assert local is None
        assert world.policy.bin_remote
        assert remote.content_hash == base.content_hash
        assert world.kind is not Kind.SUB or world.policy.empty


@given(worlds())
def test_only_without_an_original_is_content_sent_anew(world):
    local, base, remote = world.local, world.base, world.known()
    actions = world.step().actions
    if ReplaceContent() in actions:
        assert local.checksum != base.checksum
        assert remote.content_hash == base.content_hash
        assert not remote.native
    if any(isinstance(action, Create) for action in actions):
        assert remote is None or remote.deleted


@given(worlds())
def test_no_action_without_a_reason(world):
    """What both sides agree on is left alone, whatever the policy."""
    world.step()
    agreed = World(world.kind, world.local, world.base, world.remote, world.policy)
    for _ in range(3):
        agreed.step()
    local, base, remote = agreed.local, agreed.base, agreed.remote
    for policy in (TODAY, KEEP, FULL):
        assert decide(agreed.kind, local, base, remote, policy) == Decision()
    if local and base:
        assert decide(agreed.kind, local, base, None, TODAY) == Decision()


@given(worlds())
def test_no_news_is_what_the_base_says(world):
    if world.base is None or world.remote is not None:
        return
    told = World(world.kind, world.local, world.base, world.known(), world.policy)
    assert world.step() == told.step()


@given(worlds())
def test_odoo_wins_its_own_folders(world):
    if world.kind in (Kind.FILE, Kind.SUB):
        return
    local = world.local
    actions = {type(action) for action in world.step().actions}
    assert not actions & {MoveLocal, CreateLocal, UnlinkLocal}
    assert world.local == local
    if local and local.parent != OUTSIDE:
        assert (world.remote.name, world.remote.parent) == (
            local.remote_name,
            local.parent,
        )


@given(worlds(), ANY_NAME, PLACES)
def test_the_cloud_wins_the_place_of_files(world, name, parent):
    if world.kind is not Kind.FILE or not (world.local and world.base):
        return
    name = in_cloud(name)
    if name == world.base.remote_name or parent == world.base.parent:
        return
    world.remote = RemoteState(name, parent, world.base.content_hash)
    inside = world.local.parent != OUTSIDE
    world.step()
    assert (world.remote.name, world.remote.parent) == (name, parent)
    assert world.local.remote_name == name
    assert world.local.parent == (parent if inside else OUTSIDE)
