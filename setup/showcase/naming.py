# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What names become in a cloud, worked out without the engine's own code.

The symbols that file systems do not take are replaced by ``-`` everywhere. What
OneDrive and SharePoint refuse besides is told by Microsoft's page "Restrictions and
limitations in OneDrive and SharePoint".
"""

import dataclasses
import os
import re
from collections import defaultdict
from collections.abc import Callable

SYMBOLS = re.compile(r"""[*?"':<>/+%!@\\]""")
_MICROSOFT_RESERVED = re.compile(
    r"(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)|desktop(?=\.ini$)|(?=\.lock$)",
    re.IGNORECASE,
)


def file_system_name(name):
    """:return: ``name`` with each forbidden symbol replaced by a hyphen"""
    return SYMBOLS.sub("-", name).strip()


def microsoft_name(name):
    """:return: ``name`` as OneDrive and SharePoint take it"""
    name = file_system_name(name).replace("|", "-").rstrip(" .")
    name = re.sub("^~", "-", name)
    name = re.sub("_(?=vti_)", "-", name, flags=re.IGNORECASE)
    reserved = _MICROSOFT_RESERVED.match(name)
    return f"{reserved[0]}-{name[reserved.end() :]}" if reserved else name


@dataclasses.dataclass(frozen=True)
class Naming:
    """How a cloud wants names.

    :param rename: function of a name, returns the one in the cloud
    :param key: function of a name, returns what two names of twins have in common
    :param twins: whether files of the same name may lie in one folder
    """

    rename: Callable[[str], str]
    key: Callable[[str], str]
    twins: bool

    def folders(self, wanted, is_there):
        """Name the folders of records; twins have their id behind the name.

        :param wanted: list of (id, name)
        :param is_there: function of a name: whether the cloud has a folder of that
            name; it alone knows which of some twins came first and so needs no id
        :return: iterator over (id, name in the cloud)
        """
        return self._told_apart(wanted, is_there, _behind)

    def files(self, wanted, is_there):
        """Name the files of one folder, like :meth:`folders`."""
        if self.twins:
            return ((key, self.rename(name)) for key, name in wanted)
        return self._told_apart(wanted, is_there, _before_extension)

    def _told_apart(self, wanted, is_there, add):
        groups = defaultdict(list)
        for id_, name in wanted:
            name = self.rename(name)
            groups[self.key(name)].append((id_, name))
        for group in groups.values():
            marked = {id_: add(name, f" (#{id_})") for id_, name in group}
            first = next((i for i in marked if not is_there(marked[i])), group[0][0])
            for id_, name in group:
                yield id_, name if id_ == first else marked[id_]


def _behind(name, mark):
    return name + mark


def _before_extension(name, mark):
    stem, extension = os.path.splitext(name)
    return stem + mark + extension


GOOGLE = Naming(file_system_name, str, twins=True)
MICROSOFT = Naming(microsoft_name, str.lower, twins=False)
