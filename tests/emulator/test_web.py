# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The pages people look at."""

import re

import pytest
import requests


@pytest.fixture
def see(emulator):
    """Function: open an address without any login."""

    def get(path, **options):
        url = path if path.startswith("http") else emulator.url + path
        return requests.get(url, timeout=10, **options)

    return get


def links(page):
    return re.findall(r'href="([^"]+)"', page.text)


def test_from_the_start_page_to_a_file(see, make, google):
    google.create_drive("Team drive")
    folder = make("Invoices")
    make("May & June.txt", folder["id"], content=b"hello")
    start = see("/")
    assert "Team drive" in start.text
    [my_drive] = [
        link for link in links(start) if "/folder/" in link and "My Drive" in
        start.text.split(link)[1][:200]
    ]  # fmt: skip
    listing = see(my_drive)
    assert "Invoices" in listing.text
    inside = see(f"/web/google/folder/{folder['id']}")
    assert "May &amp; June.txt" in inside.text
    assert "demo@example.com" in inside.text
    assert "5 B" in inside.text
    assert my_drive in links(inside)
    [file] = [link for link in links(inside) if "/file/" in link]
    page = see(file)
    assert "text/plain" in page.text
    assert see(file + "/open").content == b"hello"


def test_web_view_link(see, make, drive):
    folder, file = make("folder"), make("ä.txt", content=b"hello")
    assert see(folder["webViewLink"]).status_code == 200
    assert "ä.txt" in see(file["webViewLink"]).text
    download = see(file["webContentLink"])
    assert download.content == b"hello"
    disposition = download.headers["Content-Disposition"]
    assert disposition == "attachment; filename*=UTF-8''%C3%A4.txt"


def test_names_cannot_inject_markup(see, make):
    evil = '<script>alert(1)</script>"'
    folder = make(evil)
    make(evil, folder["id"], content=b"<script>")
    page = see(f"/web/google/folder/{folder['id']}")
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text


def test_stored_pages_are_sandboxed(see, raw):
    path = "/upload/drive/v3/files?uploadType=media&fields=webContentLink,webViewLink"
    headers = {"Content-Type": "text/html"}
    file = raw("POST", path, data=b"<script>", headers=headers).json()
    opened = see(file["webViewLink"] + "/open")
    assert opened.headers["Content-Security-Policy"] == "sandbox"


def test_large_folders_come_in_pages(see, google):
    folder = google.create_folder("/", "many")
    for number in range(201):
        google.create_folder(folder, f"f{number}")
    first = see(f"/web/google/folder/{folder}")
    assert first.text.count("<tr") == 201
    assert "?from=200" in links(first)
    second = see(f"/web/google/folder/{folder}?from=200")
    assert second.text.count("<tr") == 2
    assert "f200" in second.text
    assert "?from=0" in links(second)


def test_native_document_and_shortcut(see, google):
    document = google.create_native("/", "Doc", text="hello")
    shortcut = google.create_shortcut("/", "Link", document)
    opened = see(f"/web/google/file/{document}/open")
    assert b"<p>hello</p>" in opened.content
    assert opened.headers["Content-Security-Policy"] == "sandbox"
    saved = see(f"/web/google/file/{document}/download")
    assert saved.headers["Content-Disposition"].endswith("Doc.html")
    sheet = google.create_native("/", "Sheet", "spreadsheet", "a,b")
    assert see(f"/web/google/file/{sheet}/open").content.startswith(b"%PDF")
    assert "Doc" in see(f"/web/google/file/{shortcut}").text


def test_wrong_kind_is_redirected(see, make):
    folder, file = make("folder"), make("a", content=b"1")
    for given, kind in ((folder, "file"), (file, "folder")):
        page = see(f"/web/google/{kind}/{given['id']}")
        assert page.history[0].status_code == 302
        assert given["name"] in page.text


def test_binned_and_missing(see, make, google):
    file = make("a", content=b"1")
    google.trash(file["id"])
    assert "in the bin" in see(file["webViewLink"]).text
    google.delete(file["id"])
    assert see(file["webViewLink"]).status_code == 404
    assert see("/web/nowhere/file/x").status_code == 404


def test_empty_folder_and_icons(see, make):
    folder = make("folder")
    assert "This folder is empty" in see(folder["webViewLink"]).text
    icon = see(folder["iconLink"])
    assert icon.headers["Content-Type"].startswith("image/svg+xml")
