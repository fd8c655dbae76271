# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Children in pages."""

from urllib.parse import urlsplit

import pytest


@pytest.fixture
def many(microsoft, graph):
    """A folder with 25 files of rising size, and one folder."""
    folder = graph.folder("Many")
    for number in range(25):
        microsoft.put_file("/Many", f"f{number:02}.txt", b"x" * number)
    graph.folder("zz", folder["id"])
    return f"{graph.drive}/items/{folder['id']}/children"


def pages(graph, link, **params):
    """The entries of each page."""
    found = []
    while link:
        page = graph.ok("GET", link, params=params)
        found.append([item["name"] for item in page["value"]])
        link, params = page.get("@odata.nextLink"), {}
    return found


FILES = [f"f{number:02}.txt" for number in range(25)]


def test_pages(graph, many, emulator):
    found = pages(graph, many, **{"$top": 10})
    assert [len(page) for page in found] == [10, 10, 6]
    assert sum(found, []) == ["zz", *FILES]
    link = graph.ok("GET", many, params={"top": 10})["@odata.nextLink"]
    assert link.startswith(f"{emulator.url}/v1.0/drives/")


def test_next_link_keeps_the_selection(graph, many):
    params = {"$top": 20, "$select": "id,name"}
    page = graph.ok("GET", many, params=params)
    following = graph.ok("GET", page["@odata.nextLink"])
    assert all(set(item) == {"id", "name"} for item in following["value"])


def test_default_page_is_200(graph, microsoft):
    for number in range(201):
        microsoft.create_folder("/", f"{number:03}")
    assert [len(page) for page in pages(graph, f"{graph.drive}/root/children")] == [
        200,
        1,
    ]


def test_service_may_give_less_than_asked_for(graph, many, control):
    control.set(microsoft_page_limit=4)
    found = pages(graph, many, **{"$top": 1000})
    assert [len(page) for page in found] == [4] * 6 + [2]


@pytest.mark.parametrize(
    "order, first, last",
    [
        ("name", "f00.txt", "zz"),
        ("name desc", "zz", "f00.txt"),
        ("size desc", "f24.txt", "zz"),
        ("size asc,name desc", "zz", "f24.txt"),
    ],
)
def test_order(order, first, last, graph, many):
    found = sum(pages(graph, many, **{"$orderby": order, "$top": 7}), [])
    assert (found[0], found[-1], len(found)) == (first, last, 26)


@pytest.mark.parametrize(
    "params, inner",
    [
        ({"$top": "0"}, "invalidParameterFormat"),
        ({"$top": "many"}, "invalidParameterFormat"),
        ({"$orderby": "color"}, None),
        ({"$orderby": "name sideways"}, None),
        ({"$skiptoken": "nonsense"}, None),
    ],
)
def test_bad_options(params, inner, graph, many):
    found = graph.error("GET", many, params=params)
    assert found == (400, "invalidRequest", *([inner] if inner else []))


def test_children_of_a_file(graph):
    file = graph.file("a.txt")
    path = f"{graph.drive}/items/{file['id']}/children"
    assert graph.error("GET", path) == (400, "invalidRequest")


def test_links_name_the_host_the_client_uses(session, granted, graph, many):
    headers = {"Authorization": f"Bearer {granted['access_token']}"}
    url = f"https://graph.microsoft.com/v1.0{many}"
    page = session.get(url, params={"$top": 1}, headers=headers, timeout=10).json()
    link = page["@odata.nextLink"]
    assert link.startswith("https://graph.microsoft.com/v1.0/drives/")
    following = session.get(link, headers=headers, timeout=10).json()
    [item] = following["value"]
    assert item["name"] == "f00.txt"
    download = urlsplit(item["@microsoft.graph.downloadUrl"])
    assert (download.scheme, download.hostname) == ("http", "127.0.0.1")


def test_lag_hides_new_items_from_listings(graph, control):
    graph.file("old.txt")
    control.add_fault("list_lag", requests=2)
    file = graph.file("new.txt")
    assert graph.names() == ["old.txt"]
    assert graph.item(file["id"])["name"] == "new.txt"
    assert graph.names() == ["old.txt"]
    assert graph.names() == ["new.txt", "old.txt"]
