# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What no decision may ever do, and where all of them lead."""

import string
from dataclasses import replace
from datetime import date

from hypothesis import event, given
from hypothesis import strategies as st

from sync.decide import decide
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
    Policy,
    PullContent,
    RemoteState,
    ReplaceContent,
    UnlinkLocal,
)
from sync_cases import (
    FULL,
    KEEP,
    TODAY,
)

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


@given(worlds())
def test_nothing_that_happens_to_a_copy_changes_odoos_own(world):
    if world.kind is not Kind.FILE or not world.local:
        return
    policy = replace(world.policy, copy_only=True)
    decision = decide(world.kind, world.local, world.base, world.remote, policy)
    done = {type(action) for action in decision.actions}
    assert not done & {MoveLocal, PullContent, UnlinkLocal, ConflictCopy, BinRemote}
    if ReplaceContent in done and world.base and world.remote:
        # What is overwritten is what was agreed on, never somebody's edit.
        assert world.remote.content_hash == world.base.content_hash
