# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bytes out: redirects, ranges, tickets, conversion."""

import pytest
import requests

CONTENT = bytes(range(256)) * 100


@pytest.fixture
def file(graph):
    return graph.file("a.bin", CONTENT)


@pytest.fixture
def address(graph, file):
    """Where ``/content`` leads."""
    answer = graph("GET", f"{graph.drive}/items/{file['id']}/content")
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_content_leads_to_a_preauthorised_address(address, emulator):
    assert address.startswith(emulator.url)
    answer = requests.get(address, timeout=10)
    assert answer.content == CONTENT
    assert answer.headers["Content-Length"] == str(len(CONTENT))


@pytest.mark.parametrize(
    "wanted, first, end",
    [
        ("bytes=0-99", 0, 100),
        ("bytes=25500-", 25500, 25600),
        ("bytes=-50", 25550, 25600),
    ],
)
def test_range(wanted, first, end, address):
    answer = requests.get(address, headers={"Range": wanted}, timeout=10)
    assert answer.status_code == 206
    assert answer.content == CONTENT[first:end]
    assert answer.headers["Content-Range"] == f"bytes {first}-{end - 1}/25600"


def test_range_behind_the_end(address):
    answer = requests.get(address, headers={"Range": "bytes=25600-"}, timeout=10)
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */25600"


def test_range_is_carried_over_the_redirect(graph, file):
    answer = graph(
        "GET",
        f"{graph.drive}/items/{file['id']}/content",
        headers={"Range": "bytes=10-19"},
        allow_redirects=True,
    )
    assert (answer.status_code, answer.content) == (206, CONTENT[10:20])


def test_address_follows_the_content(graph, file, address):
    graph.file("a.bin", b"new")
    assert requests.get(address, timeout=10).content == b"new"
    graph("DELETE", f"{graph.drive}/items/{file['id']}")
    assert requests.get(address, timeout=10).status_code == 404


def test_tickets_end(address, microsoft, control, graph, file):
    microsoft.expire_download_urls()
    answer = requests.get(address, timeout=10)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "unauthenticated"
    control.set(microsoft_download_seconds=-1)
    path = f"{graph.drive}/items/{file['id']}/content"
    assert graph("GET", path, allow_redirects=True).status_code == 401


def test_strict_storage_refuses_the_bearer_token(graph, control, address):
    assert graph("GET", address).content == CONTENT
    control.set(microsoft_strict_storage_auth=True)
    assert graph.error("GET", address) == (401, "unauthenticated")
    assert requests.get(address, timeout=10).content == CONTENT


def test_conversion_to_pdf(graph):
    document = graph.file("Letter.docx")
    path = f"{graph.drive}/items/{document['id']}/content"
    answer = graph("GET", path, params={"format": "pdf"}, allow_redirects=True)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert graph.error("GET", path, params={"format": "odt"})[:2] == (
        406,
        "notSupported",
    )


def test_no_conversion_of_other_files(graph, file):
    path = f"{graph.drive}/items/{file['id']}/content?format=pdf"
    assert graph.error("GET", path) == (406, "notSupported")


def test_folder_has_no_content(graph):
    folder = graph.folder("Folder")
    path = f"{graph.drive}/items/{folder['id']}/content"
    assert graph.error("GET", path) == (400, "invalidRequest")


def test_broken_download(address, control):
    control.add_fault("cut_response", "graph.download", after_bytes=1000, count=1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        requests.get(address, timeout=10)
    assert requests.get(address, timeout=10).content == CONTENT
