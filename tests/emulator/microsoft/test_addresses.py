# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every form of address real clients use leads to the same thing."""

import pytest


@pytest.fixture
def place(graph):
    """Ids to fill into the addresses: /Folder #1/a%b.txt in the user's OneDrive."""
    folder = graph.folder("Folder #1")
    file = graph.file("a%25b.txt", b"hello", folder["id"])
    assert file["name"] == "a%b.txt"
    return {
        "d": graph.drive_id,
        "r": graph.root,
        "f": folder["id"],
        "i": file["id"],
        "folder": "Folder%20%231",
        "name": "a%25b.txt",
    }


FILE_ADDRESSES = [
    "/me/drive/items/{i}",
    "/drive/items/{i}",
    "/drives/{d}/items/{i}",
    "/drives/{d}/items/{i}/",
    "//drives/{d}/items/{i}",
    "/drives//{d}//items/{i}",
    "/Drives/{d}/Items/{i}",
    "/users/demo@example.com/drive/items/{i}",
    "/users/demo%40example.com/drives/{d}/items/{i}",
    "/drives/{d}/root:/{folder}/{name}",
    "/drives/{d}/root:/{folder}/{name}:",
    "/drives/{d}/root:/{folder}/{name}:/",
    "/drives/{d}/root%3A/{folder}/{name}%3A",
    "/drives/{d}/Root:/{folder}/{name}",
    "/drives/{d}/root:/./{folder}/./{name}",
    "/drives/{d}/root:/.%2F{folder}%2F{name}",
    "/drives/{d}/root:/folder%20%231/A%25B.TXT",
    "/drives/{d}/items/root:/{folder}/{name}",
    "/drives/{d}/items/{r}:/{folder}/{name}:",
    "/drives/{d}/items/{f}:/{name}",
    "/drives/{d}/items/{f}:/{name}:",
    "/drives/{d}/items/{f}:/{name}:/",
    "/drives/{d}/items/{i}:/",
    "/drives/{d}/items/{i}:",
    "/drives/{d}/items/{f}/children/{name}",
    "/me/drive/root:/{folder}/{name}",
]


@pytest.mark.parametrize("address", FILE_ADDRESSES)
def test_file(address, graph, place):
    assert graph.ok("GET", address.format(**place))["id"] == place["i"]


@pytest.mark.parametrize(
    "address",
    [
        "/me/drive/items/{i}/content",
        "/drives/{d}/items/{i}/content",
        "/drives/{d}/root:/{folder}/{name}:/content",
        "/drives/{d}/root%3A/{folder}/{name}%3A/content",
        "/drives/{d}/items/root:/{folder}/{name}:/content",
        "/drives/{d}/items/{f}:/{name}:/content",
        "/drives/{d}/items/{f}/children/{name}/content",
    ],
)
def test_content_of_a_file(address, graph, place):
    answer = graph("GET", address.format(**place), allow_redirects=True)
    assert answer.content == b"hello"


@pytest.mark.parametrize(
    "address",
    [
        "/me/drive/root",
        "/drives/{d}/root",
        "/drives/{d}/root/",
        "/drives/{d}/root:",
        "/drives/{d}/root:/",
        "/drives/{d}/items/root",
        "/drives/{d}/items/{r}",
        "/drives/{d}/items/{r}:/",
    ],
)
def test_top_folder(address, graph, place):
    item = graph.ok("GET", address.format(**place))
    assert item["id"] == place["r"]
    assert item["root"] == {}


@pytest.mark.parametrize(
    "address",
    [
        "/me/drive/root/children",
        "/drives/{d}/root/children",
        "/drives/{d}/root:/:/children",
        "/drives/{d}/items/root/children",
        "/drives/{d}/items/{r}:/:/children",
        "/DRIVES/{d}/ROOT/CHILDREN",
    ],
)
def test_children_of_the_top_folder(address, graph, place):
    [folder] = graph.ok("GET", address.format(**place))["value"]
    assert folder["id"] == place["f"]


@pytest.mark.parametrize(
    "address",
    [
        "/me/drive",
        "/drive",
        "/drives/{d}",
        "/drives/{d}/",
        "/users/demo@example.com/drive",
        "/me/drives/{d}",
    ],
)
def test_drive(address, graph, place):
    assert graph.ok("GET", address.format(**place))["id"] == place["d"]


@pytest.mark.parametrize("dollar", ["", "$"])
def test_options_with_and_without_dollar(dollar, graph, place):
    item = graph.ok(
        "GET",
        f"{graph.drive}/items/{place['i']}",
        params={f"{dollar}select": "id,name"},
    )
    del item["@odata.context"]
    assert item == {"id": place["i"], "name": "a%b.txt"}


def test_ids_are_case_sensitive(graph, place):
    path = f"{graph.drive}/items/{place['i'].lower()}"
    assert graph.error("GET", path) == (404, "itemNotFound")


@pytest.mark.parametrize(
    "path",
    [
        "/nonsense",
        "/me/nonsense",
        "/drives",
        "/drives/{d}/nonsense",
        "/drives/{d}/items/{i}/nonsense",
        "/sites/root/nonsense",
    ],
)
def test_words_that_mean_nothing(path, graph, place):
    assert graph.error("GET", path.format(**place)) == (400, "BadRequest")


def test_method_that_does_not_fit(graph, place):
    assert graph.error("DELETE", "/me/drive") == (400, "BadRequest")


def test_sharepoint_name_of_the_api(emulator, graph, place):
    """rclone calls it this way when it is given an address of its own."""
    url = f"{emulator.url}/_api/v2.0/drives/{place['d']}/items/{place['i']}"
    assert graph.ok("GET", url)["id"] == place["i"]


def test_every_answer_names_the_request(graph):
    answer = graph("GET", "/me/drive", headers={"client-request-id": "mine"})
    assert answer.headers["request-id"]
    assert answer.headers["client-request-id"] == "mine"
    assert answer.headers["Content-Type"].startswith(
        "application/json;odata.metadata=minimal"
    )
