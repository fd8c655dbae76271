# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The golden scenarios: the list of sentences, with a mark for each cloud."""

import ast
import re

from .places import CHECKOUT

SCENARIOS = CHECKOUT / "connector_cloud" / "tests" / "golden"
# In the order in which the list is read.
PARTS = ("direct", "backward", "reverse", "models", "objects", "files", "folders")
MARKS = {True: "ok", False: "no", None: "-"}
_LOGGER = re.compile(
    r"odoo\.addons\.(?:connector_cloud_)?(?P<addon>\w+)\.tests\.test_golden$"
)
_TEST = re.compile(
    r"(?P<outcome>Starting|FAIL:|ERROR:|skipped) (?:Subtest )?"
    r"TestGolden(?P<place>\w*)\.(?P<name>test_\w+)"
)


def marks(entries):
    """Return what a log tells of golden scenarios.

    :param entries: the :class:`~machine.odoo_log.Entry` of one run of tests
    :return: dict of (cloud, name of the test) -> whether it passed
    """
    found = {}
    for entry in entries:
        logger, test = _LOGGER.match(entry.logger), _TEST.match(entry.text)
        if logger and test:
            cloud = f"{logger['addon']} {test['place'].lower()}".strip()
            key = cloud, test["name"]
            found[key] = test["outcome"] == "Starting" and found.get(key, True)
    return found


def sentences(folder=SCENARIOS):
    """Return the list: dict of test name -> the sentence, and where the seeds say it.

    :param folder: where the scenarios are
    """
    texts = {}
    for part in PARTS:
        tree = ast.parse((folder / f"{part}.py").read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                texts[node.name] = " ".join(ast.get_docstring(node).split())
    return texts


def table(found, texts=None):
    """Return the list as text, each sentence that was tested with its marks.

    :param found: what :func:`marks` found in one log or several
    :param texts: what :func:`sentences` returns
    """
    clouds = sorted({cloud for cloud, _name in found})
    lines = ["   ".join([*clouds, "sentence"])]
    for name, text in (sentences() if texts is None else texts).items():
        row = [found.get((cloud, name)) for cloud in clouds]
        if row.count(None) < len(clouds):
            cells = [MARKS[m].ljust(len(c)) for m, c in zip(row, clouds, strict=True)]
            part, number = name.split("_")[1:3]
            lines.append("   ".join([*cells, f"{part} {number}: {text}"]))
    passed = sum(found.values())
    lines.append(f"{passed} marks of {len(found)} are good.")
    return "\n".join(lines)
