# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Files that say again what the manifests and the readme fragments say."""

from .addons import own_addons
from .places import CHECKOUT

REQUIREMENTS = CHECKOUT / "requirements.txt"
HEADER = "# generated from manifests external_dependencies"
# Titles of the OCA's readme fragments, in the order of its own tool.
FRAGMENTS = {
    "DESCRIPTION": "",
    "CONTEXT": "## Use Cases / Context\n\n",
    "INSTALL": "## Installation\n\n",
    "CONFIGURE": "## Configuration\n\n",
    "USAGE": "## Usage\n\n",
    "ROADMAP": "## Known issues / Roadmap\n\n",
    "DEVELOP": "## Development\n\n",
    "CONTRIBUTORS": "## Contributors\n\n",
}
# Makes each addon a package that pip can install.
PYPROJECT = """[build-system]
requires = ["whool"]
build-backend = "whool.buildapi"
"""


def expected_files():
    """Return the content that each generated file should have, by path."""
    addons = own_addons().values()
    files = {addon.path / "pyproject.toml": PYPROJECT for addon in addons}
    files |= {addon.path / "README.md": _readme(addon) for addon in addons}
    files[REQUIREMENTS] = _requirements(addons)
    return files


def stale_files():
    """Return the generated files that are missing or out of date."""
    return [path for path, text in expected_files().items() if _read(path) != text]


def write_files():
    """Write the generated files that are missing or out of date."""
    files = expected_files()
    for path in stale_files():
        path.write_text(files[path])


def _requirements(addons):
    needed = {
        requirement
        for addon in addons
        for requirement in addon.manifest.get("external_dependencies", {}).get(
            "python", []
        )
    }
    lines = [HEADER, *sorted(needed, key=str.lower)]
    return "".join(f"{line}\n" for line in lines)


def _readme(addon):
    sections = [f"# {addon.manifest.get('name', addon.name)}\n"]
    for name, title in FRAGMENTS.items():
        text = _read(addon.path / "readme" / f"{name}.md")
        if text:
            sections.append(title + text)
    return "\n".join(sections)


def _read(path):
    return path.read_text() if path.exists() else None
