# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whole trees, edited on both sides in any order, come to agree by decisions alone."""

import random
from collections import Counter

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from sync.naming import legal_name
from sync.remote import Limits
from sync.states import Kind
from sync_world import Cloud, Engine, Local, People

ROUNDS = 12
PEOPLE = [name for name in dir(People) if name.startswith(("odoo_", "cloud_"))]
WORDS_OF_WAR = ("delete", "bin", "move")
PEACEFUL = [name for name in PEOPLE if not any(w in name for w in WORDS_OF_WAR)]
CHOICE = st.integers(0, 40)
DEEDS = st.tuples(st.sampled_from(PEOPLE), CHOICE, CHOICE)
PEACEFUL_DEEDS = st.tuples(st.sampled_from(PEACEFUL), CHOICE, CHOICE)
SYNCS = st.tuples(
    st.just("sync"),
    st.none() | st.integers(0, 6),
    st.sampled_from([0.0, 0.3, 0.7, 1.0]),
)
# What was never sent is deleted before anybody has looked at it.
DELETED_UNSENT = [
    ("cloud_bin", 0, 0),
    ("odoo_attach", 1, 0),
    ("odoo_attach", 1, 0),
    ("sync", 0, 0.0),
    ("odoo_delete_record", 1, 0),
]
STORIES = st.lists(DEEDS | DEEDS | DEEDS | SYNCS, max_size=60)
PEACEFUL_STORIES = st.lists(PEACEFUL_DEEDS | PEACEFUL_DEEDS | SYNCS, max_size=60)


class World:
    """A story, told: what people did on both sides while syncs ran.

    ``vanished`` are the things in Odoo that syncs deleted.
    """

    def __init__(self, story, seed):
        self.local, self.cloud = Local(), Cloud()
        self.engine = Engine(self.local, self.cloud, random.Random(seed))
        self.people = People(self.local, self.cloud)
        self.vanished = set()
        self.sync()
        for word, *choices in story:
            if word == "sync":
                self.sync(*choices)
            else:
                getattr(self.people, word)(*choices)

    def sync(self, *choices):
        before = set(self.local.things)
        done = self.engine.round(*choices)
        self.vanished |= before - self.local.things.keys()
        return done

    def settle(self):
        """Sync until nothing is left to do; :return: the rounds that it took"""
        for number in range(ROUNDS):
            if not self.sync() and self.engine.cursor == len(self.cloud.feed):
                return number
        raise AssertionError(f"not at rest after {ROUNDS} rounds")

    def odoo_tree(self):
        """:return: Counter of (path, kind, content) of all that records hold"""
        keys = self.local.of_kind(Kind.FILE, Kind.SUB)
        return self._tree(self.local, keys, self.local.root)

    def cloud_tree(self):
        ours = {row.external for row in self.engine.rows if row.kind is Kind.RECORD}
        inside = [
            key
            for key in self.cloud.live()
            if ours.intersection(list(self.cloud.ancestors(key))[1:])
        ]
        return self._tree(self.cloud, inside, self.cloud.top)

    def _tree(self, forest, keys, top):
        return Counter(
            (
                self._path(forest, key, top),
                forest.get(key).kind,
                forest.get(key).content,
            )
            for key in keys
        )

    def _path(self, forest, key, top):
        names = [forest.get(k).name for k in forest.ancestors(key) if k != top]
        root = ["Odoo"] if top == self.local.root else []
        return tuple(legal_name(name, Limits()) for name in [*names, *root])


@settings(deadline=None, max_examples=300)
@given(STORIES, CHOICE)
@example(DELETED_UNSENT, 0)
def test_both_trees_agree_in_the_end(story, seed):
    world = World(story, seed)
    event(f"{world.settle()} rounds")
    assert world.odoo_tree() == world.cloud_tree()
    bound = Counter(row.external for row in world.engine.rows)
    assert set(bound.values()) == {1}
    assert not world.engine.hints


@settings(deadline=None, max_examples=300)
@given(STORIES, CHOICE)
def test_no_content_is_lost(story, seed):
    world = World(story, seed)
    world.settle()
    assert world.people.owed <= world.local.contents() | world.cloud.contents()


@settings(deadline=None, max_examples=100)
@given(STORIES, CHOICE)
def test_nothing_is_done_after_the_end(story, seed):
    world = World(story, seed)
    world.settle()
    before = dict(world.cloud.versions)
    for row in world.engine.rows:
        world.engine.hints.add(row.external)
    assert world.engine.round() == []
    assert world.cloud.versions == before


@settings(deadline=None, max_examples=100)
@given(PEACEFUL_STORIES, CHOICE)
def test_a_sync_deletes_nothing_by_itself(story, seed):
    """Where nobody deletes or moves, each thing in Odoo stays the same thing."""
    world = World(story, seed)
    world.settle()
    assert not world.vanished
