# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""States, and changes to them, that the tests of the decisions share."""

from dataclasses import replace
from datetime import date

from sync.decide import decide
from sync.states import (
    OUTSIDE,
    BaseState,
    Decision,
    LocalState,
    Policy,
    RemoteState,
)

TODAY = Policy(today=date(2026, 11, 21))
COPY = replace(TODAY, copy_only=True)
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
    decision = decide(kind, local, base, remote, policy)
    assert decision == Decision(actions, warning), decision
