# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The addons of this repository, read from their manifests."""

import ast
import dataclasses
from pathlib import Path

from .console import Problem
from .places import CHECKOUT, TEST_ADDONS

# How the OCA calls addons of a repository that exist for its tests.
TEST_PREFIX = "test_"
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
    return _in_root(is_test=False)


def test_addons():
    """Return the addons that exist only for tests and the demo, by name.

    Those that tests of our addons need are in the root, as for any runner of the OCA.
    """
    return {**_in_root(is_test=True), **_addons_in(TEST_ADDONS)}


def addons_path():
    """Return the folders of this repository that Odoo must look into."""
    return [folder for folder in (CHECKOUT, TEST_ADDONS) if _addons_in(folder)]


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


def _in_root(is_test):
    return {
        name: addon
        for name, addon in _addons_in(CHECKOUT).items()
        if name.startswith(TEST_PREFIX) == is_test
    }


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
