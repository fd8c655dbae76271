# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Names and paths the service takes or refuses, and with which code."""

import pytest

REFUSED = [
    *(f"a{char}b" for char in '"*:<>?|\\'),
    "a/b",
    "tab\there",
    " leading",
    "trailing ",
    "trailing.",
    "CON",
    "con.txt",
    "PRN",
    "aux",
    "nul.tar.gz",
    "COM0",
    "com9.txt",
    "LPT1",
    ".lock",
    "desktop.ini",
    "DESKTOP.INI",
    "~$report.docx",
    "~temporary",
    "a_vti_b",
]
TAKEN = [
    "#1 100% ~ ok.txt",
    "console.txt",
    "com10",
    "forms",
    "lock",
    "a.lock",
    "it's (1) [x] {y} & z; ü 日本 😀.txt",
    ".hidden",
    "x" * 255,
]


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name, graph):
    body = {"name": name, "folder": {}}
    found = graph.error("POST", f"{graph.drive}/root/children", json=body)
    assert found == (400, "invalidRequest", "invalidPath")
    file = graph.file("ok.txt")
    path = f"{graph.drive}/items/{file['id']}"
    assert graph.error("PATCH", path, json={"name": name})[:2] == (
        400,
        "invalidRequest",
    )


@pytest.mark.parametrize("name", TAKEN)
def test_taken(name, graph):
    assert graph.folder(name)["name"] == name


def test_forms_and_tilde_in_a_library(graph, microsoft):
    library = microsoft.add_site("Team")["drive"]
    path = f"/drives/{library}/root/children"
    found = graph.error("POST", path, json={"name": "Forms", "folder": {}})
    assert found == (400, "invalidRequest", "invalidPath")
    folder = graph.ok("POST", path, json={"name": "~sub", "folder": {}})
    path = f"/drives/{library}/items/{folder['id']}/children"
    assert graph.ok("POST", path, json={"name": "Forms", "folder": {}})


def test_name_that_is_too_long(graph):
    body = {"name": "x" * 256, "folder": {}}
    found = graph.error("POST", f"{graph.drive}/root/children", json=body)
    assert found == (400, "invalidRequest", "pathIsTooLong")


def test_path_that_is_too_long(graph):
    """400 characters with the library's own place on the server."""
    place = len("personal/demo_example_com/Documents")
    parent = None
    for _number in range(3):
        parent = graph.folder("x" * 100, parent)["id"]
    room = 399 - place - 3 * 101 - 1
    assert graph.folder("y" * room, parent)
    body = {"name": "z" * (room + 1), "folder": {}}
    path = f"{graph.drive}/items/{parent}/children"
    found = graph.error("POST", path, json=body)
    assert found == (400, "invalidRequest", "pathIsTooLong")
    upload = f"{graph.drive}/items/{parent}:/{'z' * (room + 1)}:/content"
    assert graph.error("PUT", upload, data=b"x")[2] == "pathIsTooLong"
