# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where things live: the checkout, its state, and the cache that checkouts share."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from .console import Problem

CHECKOUT = Path(__file__).resolve().parents[2]
STATE = CHECKOUT / ".odoo"
LOGS = STATE / "log"
CACHE = (
    Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    / "odoo-cloud-connector"
)
LOCKS = CACHE / "locks"
TEST_ADDONS = CHECKOUT / "tests" / "addons"
UNUSED_AFTER = 30 * 24 * 3600  # seconds


def digest(*parts):
    """Return a short name for these strings or bytes: equal only when they are."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part if isinstance(part, bytes) else str(part).encode())
        total.update(b"\0")
    return total.hexdigest()[:12]


def need_space(folder, size):
    """Stop unless the disk that holds ``folder`` has room.

    :param folder: an existing folder
    :param size: what is about to be written, in bytes
    :raises Problem: there is less room than that
    """
    free = shutil.disk_usage(folder).free
    if free < size:
        raise Problem(
            f"The disk of {folder} has {free / 1e9:.1f} GB free and {size / 1e9:.1f} GB"
            " are needed: make room, or set XDG_CACHE_HOME to a larger disk."
        )


@contextlib.contextmanager
def lock(path, shared=False):
    """Hold a file lock; others who want it wait, and a crash gives it back.

    :param path: the lock file, made when missing
    :param shared: let others hold it at the same time, if they share too
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield handle


@contextlib.contextmanager
def built_whole(target):
    """Give a scratch folder that becomes ``target`` only when all went well.

    A crash in the middle leaves nothing that could be mistaken for the finished
    thing.

    :param target: the folder to make; it must not exist yet
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield scratch
        scratch.chmod(0o755)
        scratch.rename(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def mark_used(path):
    """Keep a file or folder of the cache from being taken for unused."""
    with contextlib.suppress(PermissionError):
        os.utime(path)


def remove_unused(folder):
    """Remove what lies in a folder and was not used for a month."""
    for path in folder.iterdir() if folder.exists() else ():
        if time.time() - path.stat().st_mtime < UNUSED_AFTER:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
