# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The addons of this repository, read from their manifests."""

import ast
import dataclasses
from pathlib import Path

from .console import Problem
from .places import CHECKOUT, TEST_ADDONS

# Removes a script that is absent from Debian's build of Odoo, see its manifest.
PAGE_REPAIR = "test_no_selfie_segmentation"


@dataclasses.dataclass(frozen=True)
class Addon:
    """One addon folder.

    :param path: the folder
    :param manifest: the content of its ``__manifest__.py``
    """

    path: Path
    manifest: dict

    @property
    def name(self):
        """The technical name."""
        return self.path.name

    @property
    def depends(self):
        """The technical names of the addons it needs."""
        return self.manifest.get("depends", [])


def own_addons():
    """Return the installable addons that we ship, by name."""
    return _addons_in(CHECKOUT)


def test_addons():
    """Return the addons that exist only for tests and the demo, by name."""
    return _addons_in(TEST_ADDONS)


def addons_path():
    """Return the folders of this repository that Odoo must look into."""
    found = ((CHECKOUT, own_addons()), (TEST_ADDONS, test_addons()))
    return [folder for folder, addons in found if addons]


def chosen_addons(names):
    """Return the addons with these names, or all of ours when there are none.

    :raises Problem: a name is not that of one of our addons
    """
    addons = {**own_addons(), **test_addons()} if names else own_addons()
    unknown = sorted(set(names) - set(addons))
    if unknown:
        raise Problem(
            f"There is no addon {unknown[0]} here: choose from {', '.join(addons)}."
        )
    return [addons[name] for name in names or addons]


def needed_modules(names):
    """Return the addons that are not ours but that these of ours need, sorted.

    :param names: technical names of our addons
    """
    ours = {**own_addons(), **test_addons()}
    return sorted(_with_dependencies(names, ours) - ours.keys())


def test_companions(name):
    """Return the names of the test-only addons that extend an addon for its tests.

    :param name: technical name of one of our addons
    """
    ours = {**own_addons(), **test_addons()}
    there = _with_dependencies([name], ours)
    return [
        companion.name
        for companion in test_addons().values()
        if companion.name not in there
        and companion.depends
        and ours.keys() & set(companion.depends)
        and there.issuperset(companion.depends)
    ]


def _with_dependencies(names, ours):
    seen, todo = set(), list(names)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += ours[name].depends if name in ours else ()
    return seen


def _addons_in(folder):
    addons = {}
    for path in sorted(folder.glob("*/__manifest__.py")):
        try:
            manifest = ast.literal_eval(path.read_text())
        except (SyntaxError, ValueError) as error:
            raise Problem(f"{path} is not a manifest: {error}.") from None
        if manifest.get("installable", True):
            addons[path.parent.name] = Addon(path.parent, manifest)
    return addons
