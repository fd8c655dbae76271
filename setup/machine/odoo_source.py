# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo itself: an own copy when there is one, else the distribution's package.

PyPI has no Odoo core. Debian's unstable suite has, and its package is unpacked into the
cache instead of being installed, because installing it would replace the machine's
Python.
"""

import dataclasses
import importlib.util
import os
import re
from pathlib import Path

from . import apt
from .console import Problem, run, step
from .places import CACHE, LOCKS, built_whole, digest, lock, need_space

SERIES = "19.0"
# The second line holds the files that the Odoo package links to; with one of them
# missing every page answers 500. The last two must be those of Debian 12: later ones
# have other file names.
PACKAGES = (
    "odoo-19/sid",
    *(
        f"{name}/sid"
        for name in (
            "libjs-jquery",
            "node-jquery",
            "libjs-jquery-form",
            "libjs-underscore",
            "fonts-roboto-unhinted",
            "fonts-montserrat",
            "fonts-ocr-b",
        )
    ),
    "fonts-font-awesome/bookworm",
    "fonts-inconsolata/bookworm",
)
ROOM = 3_000_000_000


@dataclasses.dataclass(frozen=True)
class OdooSource:
    """An Odoo 19.0 on disk.

    :param root: the folder that holds the ``odoo`` package
    :param version: the release, and with it the copy, that this is
    """

    root: Path
    version: str

    @property
    def addons_path(self):
        """The folders with Odoo's own addons."""
        core = self.root / "odoo" / "addons"
        # An installed Odoo has all of them in the first, a source checkout only base.
        return [core] if (core / "web").is_dir() else [core, self.root / "addons"]


def find_odoo():
    """Return the Odoo to work with; download it when this machine has none.

    ``ODOO_PATH`` comes first, then an ``odoo`` that Python can import, then the cache.

    :raises Problem: ``ODOO_PATH`` is wrong, or the download is impossible
    """
    own = os.environ.get("ODOO_PATH")
    if own:
        return _own_odoo(Path(own).expanduser().resolve())
    importable = _importable_root()
    # The cached copy is importable too, from the environment that is made for it.
    if importable and not importable.is_relative_to(CACHE):
        return OdooSource(importable, f"{SERIES} {importable}")
    return _debian_odoo()


def _importable_root():
    spec = importlib.util.find_spec("odoo")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        root = Path(place).resolve().parent
        if _release(root) == SERIES:
            return root
    return None


def _own_odoo(root):
    candidates = (root, root / "usr/lib/python3/dist-packages")
    for candidate in candidates:
        release = _release(candidate)
        if release == SERIES:
            return OdooSource(candidate, f"{SERIES} {candidate}")
        if release:
            raise Problem(f"ODOO_PATH is an Odoo {release}: give one of {SERIES}.")
    raise Problem(f"ODOO_PATH={root} holds no Odoo: give the folder with odoo/ in it.")


def _release(root):
    """Return the series of the Odoo below ``root`` ("19.0"), or None."""
    try:
        text = (root / "odoo" / "release.py").read_text()
    except OSError:
        return None
    match = re.search(r"^version_info = \((\d+), (\d+)", text, re.MULTILINE)
    return f"{match[1]}.{match[2]}" if match else None


def _debian_odoo():
    prefix = CACHE / "odoo" / digest(*PACKAGES)
    if not prefix.exists():
        with lock(LOCKS / "odoo"):
            if not prefix.exists():
                _download(prefix)
    version = (prefix / "version").read_text().strip()
    return OdooSource(prefix / "usr/lib/python3/dist-packages", version)


def _download(prefix):
    debs = CACHE / "debs" / prefix.name
    CACHE.mkdir(parents=True, exist_ok=True)
    need_space(CACHE, ROOM)
    if not debs.exists():
        with step(f"Downloading Odoo {SERIES} (125 MB)"), built_whole(debs) as scratch:
            apt.download(scratch, *PACKAGES)
    with step(f"Unpacking Odoo {SERIES}"), built_whole(prefix) as scratch:
        for deb in sorted(debs.glob("*.deb")):
            run(["dpkg-deb", "-x", deb, scratch])
        _no_dangling_links(scratch / "usr" / "lib")
        odoo_deb = next(debs.glob("odoo-19_*.deb"))
        (scratch / "version").write_text(odoo_deb.name.split("_")[1])


def _no_dangling_links(folder):
    dangling = [
        path for path in folder.rglob("*") if path.is_symlink() and not path.exists()
    ]
    if dangling:
        raise Problem(
            f"The Odoo package links to files that are missing ({dangling[0].name}):"
            " set ODOO_PATH to an own Odoo 19.0."
        )
