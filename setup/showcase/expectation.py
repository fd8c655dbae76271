# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a cloud must hold after a sync, worked out without the engine's own code.

Rules of the direct sync: ``Odoo > model to sync > record > files``, with the names that
:mod:`.naming` tells.
"""

import dataclasses
from collections import Counter, defaultdict

ROOT = "Odoo"
OWNER_FILE = f"{ROOT}/.odoo-cloud.txt"


@dataclasses.dataclass
class Tree:
    """Folders and files: paths, and how often (path, sha256) occurs.

    ``owner_files`` counts the files that tell whose the root folder is.
    """

    folders: Counter = dataclasses.field(default_factory=Counter)
    files: Counter = dataclasses.field(default_factory=Counter)
    size: int = 0
    owner_files: int = 0

    @classmethod
    def seen(cls, items):
        """Read what the emulator tells about everything that is not in its bin.

        :param items: the dicts of ``CloudControl.tree()``
        """
        tree = cls()
        for item in items:
            if item["trashed"]:
                continue
            path = item["path"].strip("/")
            if item["folder"]:
                tree.folders[path] += 1
            elif path == OWNER_FILE:
                tree.owner_files += 1
            else:
                tree.files[path, item["sha256"]] += 1
                tree.size += item["size"]
        return tree

    @classmethod
    def expected(cls, rules, records, sources, provider, seen):
        """Work out what must be there.

        :param rules: list of :class:`~.rules.Rule`
        :param records: dict model -> list of dicts, see :func:`~.furnish.furnish`
        :param sources: list of :class:`~.material.Source`, also of other models
        :param provider: the cloud's :class:`~.backends.Provider`
        :param seen: the :class:`Tree` to be judged; it alone tells which one of two
            things of the same name came first and so has the name for itself
        """
        naming = provider.naming
        tree = cls(owner_files=int(provider.owner_file))
        tree.folders[ROOT] += 1
        documents = defaultdict(list)
        for source in sources:
            documents[source.model, source.res_id].append(source)
        for rule in rules:
            top = f"{ROOT}/{naming.rename(rule.name)}"
            tree.folders[top] += 1
            wanted = [(row["id"], rule.folder(row)) for row in records[rule.model]]
            for res_id, name in naming.folders(wanted, _below(top, seen.folders)):
                place = f"{top}/{name}"
                tree.folders[place] += 1
                tree.folders.update(f"{place}/{inside}" for inside in rule.inside)
                tree._expect_files(place, documents[rule.model, res_id], naming, seen)
        return tree

    def _expect_files(self, place, sources, naming, seen):
        by_id = {source.id: source for source in sources}
        wanted = [(source.id, source.name) for source in sources]
        is_there = _below(place, {path for path, _sha256 in seen.files})
        for source_id, name in naming.files(wanted, is_there):
            source = by_id[source_id]
            self.files[f"{place}/{name}", source.sha256] += 1
            self.size += source.size

    def differences(self, expected):
        """:return: a sentence for each thing that is not as expected"""
        found = []
        if self.owner_files != expected.owner_files:
            found.append(f"{self.owner_files}x: {OWNER_FILE}")
        for kind, mine, theirs in (
            ("folder", self.folders, expected.folders),
            ("file", self.files, expected.files),
        ):
            for word, counts in (
                ("missing", theirs - mine),
                ("too many", mine - theirs),
            ):
                for key, number in sorted(counts.items()):
                    path, *sha256 = key if isinstance(key, tuple) else (key,)
                    detail = f" (sha256 {sha256[0][:12]})" if sha256 else ""
                    found.append(f"{kind} {word}, {number}x: {path}{detail}")
        return found


def _below(place, paths):
    """:return: function of a name: whether it is in a folder"""
    return lambda name: f"{place}/{name}" in paths
