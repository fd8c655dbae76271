# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Folders that are built whole or not at all, locks, and room on the disk."""

import os
import threading

import pytest

from machine import Problem, places


def test_a_folder_appears_only_when_it_is_finished(tmp_path):
    target = tmp_path / "cache" / "thing"
    with pytest.raises(ZeroDivisionError), places.built_whole(target) as scratch:
        (scratch / "half").touch()
        raise ZeroDivisionError
    assert list(target.parent.iterdir()) == []
    with places.built_whole(target) as scratch:
        (scratch / "whole").touch()
        assert not target.exists()
    assert [path.name for path in target.iterdir()] == ["whole"]


def test_too_little_room_is_told_in_gigabytes(tmp_path):
    places.need_space(tmp_path, 1)
    with pytest.raises(Problem, match=r"1000000\.0 GB are needed: make room"):
        places.need_space(tmp_path, 10**15)


def test_a_lock_makes_others_wait(tmp_path):
    order = []

    def other():
        with places.lock(tmp_path / "lock"):
            order.append("other")

    thread = threading.Thread(target=other)
    with places.lock(tmp_path / "lock"):
        thread.start()
        thread.join(0.1)
        order.append("first")
    thread.join()
    assert order == ["first", "other"]


def test_names_differ_with_every_part():
    assert places.digest("ab", "c") != places.digest("a", "bc")
    assert places.digest("a", b"b") == places.digest("a", "b")


def test_what_was_not_used_for_long_is_removed(tmp_path):
    old, kept, revived = (tmp_path / name for name in ("old", "kept", "revived"))
    for folder in (old, kept, revived):
        (folder / "below").mkdir(parents=True)
    os.utime(old, (0, 0))
    os.utime(revived, (0, 0))
    places.mark_used(revived)
    places.remove_unused(tmp_path)
    assert sorted(tmp_path.iterdir()) == [kept, revived]
    places.remove_unused(tmp_path / "absent")
