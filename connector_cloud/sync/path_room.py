# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Names that fit into what a whole path may have."""

from dataclasses import replace

# What a name keeps in a path that is too long already; the cloud has the last word.
SHORTEST = 32
# What a folder's name leaves for the names below it.
BELOW = 128


def in_path(limits, above, below=0):
    """Limit the length of a name by the path that it is to lie in.

    :param Limits limits: what the provider demands
    :param int above: characters of the path above, with the slash behind each name
    :param int below: characters to leave for what will lie below
    :return: Limits with the ``name_length`` for this place
    """
    if limits.path_length is None:
        return limits
    room = max(SHORTEST, limits.path_length - above - below)
    return replace(limits, name_length=min(limits.name_length, room))
