# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a cloud must hold after a sync, worked out without the engine's own code.

Rules of the direct sync: ``Odoo > model to sync > record > files``; symbols that file
systems do not take are replaced by ``-``; a record whose folder name is taken has its
id behind the name.
"""

import dataclasses
from collections import Counter, defaultdict

ROOT = "Odoo"
SYMBOLS = set("*?\"':<>/+%!@\\")


def cloud_name(name):
    """:return: ``name`` with each forbidden symbol replaced by a hyphen"""
    return "".join("-" if symbol in SYMBOLS else symbol for symbol in name).strip()


@dataclasses.dataclass
class Tree:
    """Folders and files: paths, and how often (path, sha256) occurs."""

    folders: Counter = dataclasses.field(default_factory=Counter)
    files: Counter = dataclasses.field(default_factory=Counter)
    size: int = 0

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
            else:
                tree.files[path, item["sha256"]] += 1
                tree.size += item["size"]
        return tree

    @classmethod
    def expected(cls, rules, records, sources, seen):
        """Work out what must be there.

        :param rules: list of :class:`~.material.Rule`
        :param records: dict model -> list of dicts, see :func:`~.furnish.furnish`
        :param sources: list of :class:`~.material.Source`
        :param seen: the :class:`Tree` to be judged; it alone tells which one of two
            records of the same name came first and so has the name for itself
        """
        tree = cls()
        tree.folders[ROOT] += 1
        places = {}
        for rule in rules:
            top = f"{ROOT}/{cloud_name(rule.name)}"
            tree.folders[top] += 1
            for res_id, name in _folder_names(rule, records[rule.model], top, seen):
                places[rule.model, res_id] = place = f"{top}/{name}"
                tree.folders[place] += 1
                tree.folders.update(f"{place}/{inside}" for inside in rule.inside)
        for source in sources:
            place = places[source.model, source.res_id]
            tree.files[f"{place}/{cloud_name(source.name)}", source.sha256] += 1
            tree.size += source.size
        return tree

    def differences(self, expected):
        """:return: a sentence for each thing that is not as expected"""
        found = []
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


def _folder_names(rule, rows, top, seen):
    """:return: iterator over (id, folder name) of a rule's records"""
    twins = defaultdict(list)
    for row in rows:
        twins[cloud_name(rule.folder(row))].append(row["id"])
    for name, ids in twins.items():
        suffixed = {i for i in ids if f"{top}/{name} (#{i})" in seen.folders}
        plain = next((i for i in ids if i not in suffixed), ids[0])
        for res_id in ids:
            yield res_id, name if res_id == plain else f"{name} (#{res_id})"
