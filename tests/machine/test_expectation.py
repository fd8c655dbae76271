# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The judge of setup/demo --check must find whatever is wrong."""

import pytest

from showcase.backends import GDRIVE, PROVIDERS, SHAREPOINT
from showcase.expectation import OWNER_FILE, Tree
from showcase.material import ILLEGAL_NAME, NAMES, RECORDS, Source, documents
from showcase.naming import GOOGLE, MICROSOFT
from showcase.rules import RULES, Rule

RULE = Rule(SHAREPOINT, "res.partner", {"name": "Contacts"}, inside=("Scans",))
RECORDS_THERE = {
    "res.partner": [
        {"id": i, "display_name": n} for i, n in ((1, "A/S"), (2, "T"), (3, "T"))
    ]
}
SOURCES = [
    Source(11, "res.partner", 1, "what?.txt", 3, "aaa"),
    Source(12, "res.partner", 2, "twin.txt", 4, "bbb"),
    Source(13, "res.partner", 2, "twin.txt", 4, "bbb"),
    Source(14, "res.partner", 3, "other.txt", 5, "ccc"),
]
# What Microsoft's clouds make of names, as its documentation wants it.
MICROSOFT_NAMES = {
    ILLEGAL_NAME: "CON- a-b-",
    "CON.txt": "CON-.txt",
    "con": "con-",
    "Lpt1.tar.gz": "Lpt1-.tar.gz",
    "Contract": "Contract",
    "~$offer.docx": "-$offer.docx",
    "a_vti_b": "a-vti_b",
    "desktop.ini": "desktop-.ini",
    "Desktop.png": "Desktop.png",
    ".lock": "-.lock",
    "wait...": "wait",
    " a|b ": "a-b",
}


def _item(path, sha256=None, **values):
    folder = sha256 is None
    size = 0 if folder else 4
    return {"path": path, "sha256": sha256, "folder": folder, "size": size} | {
        "trashed": False,
        **values,
    }


@pytest.fixture
def items():
    """What the emulator tells when all is well; record 3 was the first twin."""
    folders = ["/Odoo", "/Odoo/Contacts"]
    for name in ("A-S", "T", "T (#2)"):
        folders += [f"/Odoo/Contacts/{name}", f"/Odoo/Contacts/{name}/Scans"]
    return [
        *map(_item, folders),
        _item("/Odoo/Contacts/A-S/what-.txt", "aaa"),
        _item("/Odoo/Contacts/T (#2)/twin.txt", "bbb"),
        _item("/Odoo/Contacts/T (#2)/twin.txt", "bbb"),
        _item("/Odoo/Contacts/T/other.txt", "ccc"),
        _item("/Odoo/Contacts/old.txt", "ddd", trashed=True),
    ]


def _differences(items, provider=GDRIVE):
    seen = Tree.seen(items)
    expected = Tree.expected([RULE], RECORDS_THERE, SOURCES, provider, seen)
    return seen.differences(expected)


def test_nothing_to_find(items):
    assert not _differences(items)


@pytest.mark.parametrize("position", range(12))
def test_something_is_missing(items, position):
    del items[position]
    assert _differences(items)


@pytest.mark.parametrize("position", range(12))
def test_something_is_there_twice(items, position):
    items.append(items[position])
    assert _differences(items)


@pytest.mark.parametrize("position", range(8, 12))
def test_other_content(items, position):
    items[position] |= {"sha256": "eee"}
    assert len(_differences(items)) == 2


def test_files_of_the_wrong_twin(items):
    items[10] |= {"path": "/Odoo/Contacts/T/twin.txt"}
    assert len(_differences(items)) == 2


def test_twins_where_names_are_unique(items):
    items.append(_item(f"/{OWNER_FILE}", "fff"))
    assert _differences(items, SHAREPOINT)
    items[9] |= {"path": "/Odoo/Contacts/T (#2)/twin (#13).txt"}
    assert not _differences(items, SHAREPOINT)
    assert len(_differences(items[:-1], SHAREPOINT)) == 1


@pytest.mark.parametrize("name", MICROSOFT_NAMES)
def test_names_for_microsoft(name):
    assert MICROSOFT.rename(name) == MICROSOFT_NAMES[name]


def test_case_counts_for_google_only():
    wanted = [(1, "Glass"), (2, "GLASS")]
    assert dict(GOOGLE.folders(wanted, set().__contains__)) == dict(wanted)
    seen = {"Glass (#1)", "GLASS"}
    named = dict(MICROSOFT.folders(wanted, seen.__contains__))
    assert named == {1: "Glass (#1)", 2: "GLASS"}


def test_names_of_the_demo():
    """Each symbol of the naming rule is in some name, and becomes a hyphen."""
    symbols = set("*?\"':<>/+%!@\\")
    assert not symbols - set("".join(NAMES))
    assert not symbols & set("".join(map(GOOGLE.rename, NAMES)))
    assert not (symbols | {"|"}) & set("".join(map(MICROSOFT.rename, NAMES)))
    assert max(map(len, NAMES)) == 255


def test_each_cloud_gets_documents():
    assert {rule.provider for rule in RULES} == set(PROVIDERS)
    assert RECORDS.keys() <= {rule.model for rule in RULES}


def test_documents_are_the_same_every_time():
    ids = {rule.model: [1, 2, 3] for rule in RULES}
    first, second = documents(ids), documents(ids)
    assert first == second
    small = [document for document in first if document.size < 10_000]
    assert [d.content() for d in small] == [d.content() for d in small]
    assert len(first) >= 600
