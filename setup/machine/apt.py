# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Debian packages: installed where the machine lacks them, or only downloaded."""

import os
import shutil
from pathlib import Path

from .console import Problem, run, step
from .places import CACHE

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def install(*packages):
    """Install packages of the machine's own distribution.

    :raises Problem: there is no apt here, no right to use it, or no network
    """
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise Problem(f"Please install {names} with this machine's package manager.")
    prefix = []
    if os.geteuid():
        if not shutil.which("sudo"):
            raise Problem(f"Please run as root once: apt-get install {names}")
        prefix = ["sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    problem = f"Could not install {names}: check the network and the right to use sudo."
    with step(f"Installing {names}"):
        run([*prefix, "apt-get", "update"], problem=problem, env=environment)
        run(
            [*prefix, "apt-get", "install", "-y", "--no-install-recommends", *packages],
            problem=problem,
            env=environment,
        )


def download(folder, *packages):
    """Download packages of any suite without touching the machine's apt.

    apt keeps a private state in the cache, so that this needs no root and adds no
    source to the machine. apt itself verifies signature and SHA256.

    :param folder: where the ``.deb`` files go
    :param packages: ``name/suite`` each
    :raises Problem: no Debian archive is known or reachable here
    """
    private = _private_apt(sorted({package.partition("/")[2] for package in packages}))
    problem = "Could not download from the Debian archive: check the network."
    run(["apt-get", *private, "update"], problem=problem)
    run(["apt-get", *private, "download", *packages], problem=problem, cwd=folder)


def _private_apt(suites):
    home = CACHE / "apt"
    for name in ("lists/partial", "cache/archives/partial"):
        (home / name).mkdir(parents=True, exist_ok=True)
    sources = home / "sources.list"
    uri = _archive_uri()
    sources.write_text(
        "".join(f"deb [signed-by={KEYRING}] {uri} {suite} main\n" for suite in suites)
    )
    options = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": home / "lists",
        "Dir::Cache": home / "cache",
        # The cache may lie where apt's own user cannot go.
        "APT::Sandbox::User": "root",
        "APT::Update::Error-Mode": "any",
        "Acquire::Languages": "none",
        "Acquire::Retries": "2",
    }
    return [part for key, value in options.items() for part in ("-o", f"{key}={value}")]


def _archive_uri():
    """Return the Debian archive that this machine's own apt uses."""
    problem = "No Debian archive is known here: set ODOO_PATH to an Odoo 19.0."
    if not KEYRING.exists():
        raise Problem(problem)
    listed = run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
        problem=problem,
    )
    for uri in dict.fromkeys(listed.split()):
        if uri.rstrip("/").endswith("/debian"):
            return uri
    raise Problem(problem)
