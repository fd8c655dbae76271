# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Names are cut so that the whole path fits, as long as that makes sense."""

import pytest

from sync.naming import folder_name, legal_name
from sync.path_room import BELOW, SHORTEST, in_path
from sync.remote import Limits

LIMITS = Limits(name_length=255, path_length=400)


def test_no_limit_of_the_path():
    limits = Limits()
    assert in_path(limits, 10_000, BELOW) is limits


@pytest.mark.parametrize(
    ("above", "below", "length"),
    [
        (0, 0, 255),
        (145, 0, 255),
        (146, 0, 254),
        (300, 0, 100),
        (300, 50, 50),
        (390, 0, SHORTEST),
        (1000, BELOW, SHORTEST),
    ],
)
def test_room(above, below, length):
    assert in_path(LIMITS, above, below).name_length == length


def test_path_of_the_longest_names_fits():
    path = ""
    for _level in range(3):
        limits = in_path(LIMITS, len(path), BELOW)
        path += folder_name("n" * 300, limits) + "/"
    path += legal_name("f" * 300 + ".pdf", in_path(LIMITS, len(path)))
    assert len(path) <= 400
    assert path.endswith(".pdf")
