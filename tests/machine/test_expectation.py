# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The judge of setup/demo --check must find whatever is wrong."""

import pytest

from showcase.expectation import Tree, cloud_name
from showcase.material import NAMES, Rule, Source, documents

RULE = Rule(
    "res.partner",
    {"name": "Contacts"},
    ("name",),
    lambda record: record["name"],
    ("Scans",),
)
RECORDS = {
    "res.partner": [{"id": i, "name": n} for i, n in ((1, "A/S"), (2, "T"), (3, "T"))]
}
SOURCES = [
    Source("res.partner", 1, "what?.txt", 3, "aaa"),
    Source("res.partner", 2, "twin.txt", 4, "bbb"),
    Source("res.partner", 2, "twin.txt", 4, "bbb"),
    Source("res.partner", 3, "other.txt", 5, "ccc"),
]


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


def _differences(items):
    seen = Tree.seen(items)
    return seen.differences(Tree.expected([RULE], RECORDS, SOURCES, seen))


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


def test_names_of_the_demo():
    """Each symbol of the naming rule is in some name, and becomes a hyphen."""
    names = "".join(NAMES)
    assert not set("*?\"':<>/+%!@\\") - set(names)
    assert not set("*?\"':<>/+%!@\\") & set("".join(map(cloud_name, NAMES)))
    assert max(map(len, NAMES)) == 255


def test_documents_are_the_same_every_time():
    ids = {model: [1, 2, 3] for model in ("project.task", "res.partner", "sale.order")}
    first, second = documents(ids), documents(ids)
    assert first == second
    small = [document for document in first if document.size < 10_000]
    assert [d.content() for d in small] == [d.content() for d in small]
    assert len(first) >= 400
